import type { Alert, AlertChannel, AlertRules } from "#core/alerts/alert.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { AlertMessage, AlertOutcome, AlertStore } from "#core/ports/alert-store.ts";
import { clean, statement, type Database, type Transaction } from "./database.ts";

const CHANNEL = `id, kind, name, shown_as AS "shownAs", kinds, quiet, paused, made_at AS "madeAt", last_told_at AS "lastToldAt",
  failing_since AS "failingSince", failure`;
const listChannels = statement("list-alert-channels", `SELECT ${CHANNEL} FROM alert_channels WHERE workspace_id = $1 ORDER BY made_at, id`);
const saveChannel = statement(
  "save-alert-channel",
  `
  INSERT INTO alert_channels (workspace_id, id, kind, name, shown_as, kinds, quiet, paused, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (workspace_id, id) DO UPDATE
  SET name = excluded.name, shown_as = excluded.shown_as, kinds = excluded.kinds, quiet = excluded.quiet, paused = excluded.paused`,
);
const removeChannel = statement("remove-alert-channel", "DELETE FROM alert_channels WHERE workspace_id = $1 AND id = $2 RETURNING id");
const dropForChannel = statement(
  "drop-alerts-for-channel",
  "UPDATE alert_messages SET state = 'dropped', finished_at = $3 WHERE workspace_id = $1 AND channel_id = $2 AND state = 'waiting'",
);

const readRules = statement(
  "read-alert-rules",
  `SELECT conflict_hours AS "conflictHours", silence_hours AS "silenceHours" FROM alert_rules WHERE workspace_id = $1`,
);
const saveRules = statement(
  "save-alert-rules",
  `
  INSERT INTO alert_rules (workspace_id, conflict_hours, silence_hours) VALUES ($1, $2, $3)
  ON CONFLICT (workspace_id) DO UPDATE SET conflict_hours = excluded.conflict_hours, silence_hours = excluded.silence_hours`,
);

const ALERT = `id, cause, kind, code, vendor, entity, count, since, href, raised_at AS "raisedAt", ended_at AS "endedAt"`;
const listOpen = statement("open-alerts", `SELECT ${ALERT} FROM alerts WHERE workspace_id = $1 AND ended_at IS NULL ORDER BY raised_at, id`);
const listAll = statement("alert-history", `SELECT ${ALERT} FROM alerts WHERE workspace_id = $1 ORDER BY raised_at DESC, id DESC LIMIT $2`);
const alertsById = statement("alerts-by-id", `SELECT ${ALERT} FROM alerts WHERE workspace_id = $1 AND id = ANY($2)`);
const raise = statement(
  "raise-alerts",
  `
  INSERT INTO alerts (workspace_id, id, cause, kind, code, vendor, entity, count, since, href, raised_at)
  SELECT $1, r.* FROM json_to_recordset($2::json) AS r(id text, cause text, kind text, code text, vendor text, entity text, count int, since bigint,
    href text, "raisedAt" bigint)
  ON CONFLICT (workspace_id, cause) WHERE ended_at IS NULL DO NOTHING RETURNING id`,
);
const recount = statement(
  "recount-alerts",
  `
  UPDATE alerts a SET count = r.count FROM json_to_recordset($2::json) AS r(id text, count int)
  WHERE a.workspace_id = $1 AND a.id = r.id AND a.ended_at IS NULL`,
);
const end = statement("end-alerts", "UPDATE alerts SET ended_at = $3 WHERE workspace_id = $1 AND id = ANY($2) AND ended_at IS NULL RETURNING id");

const MESSAGE = `m.alert_id AS "alertId", m.channel_id AS "channelId", m.what, m.state, m.attempts, m.made_at AS "madeAt", m.due_at AS "dueAt",
  m.finished_at AS "finishedAt", m.code`;
const listMessages = statement(
  "alert-messages",
  `SELECT ${MESSAGE} FROM alert_messages m WHERE m.workspace_id = $1 AND m.alert_id = ANY($2) ORDER BY m.made_at, m.alert_id, m.channel_id, m.what DESC`,
);
// Whoever was tried may have been told; who was not, is not told that it is over.
const tellEnd = statement(
  "tell-alerts-end",
  `
  INSERT INTO alert_messages (workspace_id, alert_id, channel_id, what, state, attempts, made_at, due_at)
  SELECT $1, m.alert_id, m.channel_id, 'ended', 'waiting', 0, $3, $3 FROM alert_messages m JOIN alert_channels c ON c.workspace_id = $1 AND c.id = m.channel_id
  WHERE m.workspace_id = $1 AND m.alert_id = ANY($2) AND m.what = 'raised' AND (m.state = 'told' OR m.state = 'waiting' AND m.attempts > 0)
  ON CONFLICT DO NOTHING`,
);
// A try that is under way keeps its message: it is told yet, or tried again.
const dropUntold = statement(
  "drop-untold-alerts",
  `
  UPDATE alert_messages SET state = 'dropped', finished_at = $3
  WHERE workspace_id = $1 AND alert_id = ANY($2) AND what = 'raised' AND state = 'waiting' AND (attempts = 0 OR code IS NOT NULL)`,
);
const hand = statement(
  "hand-alerts",
  `
  INSERT INTO alert_messages (workspace_id, alert_id, channel_id, what, state, attempts, made_at, due_at)
  SELECT $1, a.id, c.id, 'raised', 'waiting', 0, $3, $3 FROM json_to_recordset($2::json) AS p("alertId" text, "channelId" text)
  JOIN alerts a ON a.workspace_id = $1 AND a.id = p."alertId" AND a.ended_at IS NULL
  JOIN alert_channels c ON c.workspace_id = $1 AND c.id = p."channelId"
  ON CONFLICT DO NOTHING`,
);
const claim = statement(
  "claim-alerts",
  `
  WITH due AS (
    SELECT m.alert_id, m.what FROM alert_messages m JOIN alerts a ON a.workspace_id = $1 AND a.id = m.alert_id
    WHERE m.workspace_id = $1 AND m.channel_id = $2 AND m.state = 'waiting' AND m.due_at <= $4 AND a.kind = ANY($3)
      AND (m.what = 'raised' OR NOT EXISTS (
        SELECT 1 FROM alert_messages r
        WHERE r.workspace_id = $1 AND r.alert_id = m.alert_id AND r.channel_id = $2 AND r.what = 'raised' AND r.state = 'waiting'))
    ORDER BY m.made_at, m.alert_id LIMIT $6 FOR UPDATE OF m SKIP LOCKED)
  UPDATE alert_messages m SET attempts = m.attempts + 1, due_at = $5, code = NULL FROM due
  WHERE m.workspace_id = $1 AND m.alert_id = due.alert_id AND m.channel_id = $2 AND m.what = due.what RETURNING ${MESSAGE}`,
);
const finish = statement(
  "finish-alert",
  `
  UPDATE alert_messages SET state = $6, due_at = COALESCE($7, due_at), code = $8, finished_at = $9
  WHERE workspace_id = $1 AND alert_id = $2 AND channel_id = $3 AND what = $4 AND state = 'waiting' AND attempts = $5 RETURNING alert_id`,
);
const noteTold = statement(
  "note-alert-told",
  "UPDATE alert_channels SET last_told_at = $3, failing_since = NULL, failure = NULL WHERE workspace_id = $1 AND id = $2",
);
const noteFailed = statement(
  "note-alert-failed",
  "UPDATE alert_channels SET failing_since = COALESCE(failing_since, $3), failure = $4 WHERE workspace_id = $1 AND id = $2",
);

/** Alerts, whom they are told, and how far that is. */
export const createAlertStore = (database: Database): AlertStore => ({ ...channelsIn(database), ...alertsIn(database), ...messagesIn(database) });

function channelsIn(database: Database): Pick<AlertStore, "channels" | "saveChannel" | "removeChannel" | "rules" | "saveRules"> {
  return {
    channels: (workspaceId) => database.read<AlertChannel>(workspaceId, listChannels, [workspaceId]),
    async saveChannel(workspaceId, { id, kind, name, shownAs, kinds, quiet, paused, madeAt }) {
      const values = [
        workspaceId,
        clean(id),
        kind,
        clean(name),
        clean(shownAs),
        kinds,
        quiet === null ? null : JSON.stringify(quiet),
        paused,
        madeAt,
      ];
      await database.inWorkspace(workspaceId, (transaction) => transaction.rows(saveChannel, values));
    },
    removeChannel: (workspaceId, id, now) =>
      database.inWorkspace(workspaceId, async (transaction) => {
        const gone = await transaction.rows(removeChannel, [workspaceId, clean(id)]);
        await transaction.rows(dropForChannel, [workspaceId, clean(id), now]);
        return gone.length > 0;
      }),
    async rules(workspaceId) {
      const [row] = await database.read<AlertRules>(workspaceId, readRules, [workspaceId]);
      return row ?? null;
    },
    async saveRules(workspaceId, { conflictHours, silenceHours }) {
      await database.inWorkspace(workspaceId, (transaction) => transaction.rows(saveRules, [workspaceId, conflictHours, silenceHours]));
    },
  };
}

function alertsIn(database: Database): Pick<AlertStore, "open" | "history" | "change"> {
  return {
    open: (workspaceId) => database.read<Alert>(workspaceId, listOpen, [workspaceId]),
    history: (workspaceId, limit) => database.read<Alert>(workspaceId, listAll, [workspaceId, limit]),
    change: (workspaceId, change, now) =>
      database.inWorkspace(workspaceId, async (transaction) => {
        const begun = await transaction.rows<{ id: string }>(raise, [workspaceId, JSON.stringify(change.raise)]);
        await transaction.rows(recount, [workspaceId, JSON.stringify(change.recount)]);
        const ended = idsOf(await transaction.rows<{ id: string }>(end, [workspaceId, change.end, now]));
        await transaction.rows(tellEnd, [workspaceId, ended, now]);
        await transaction.rows(dropUntold, [workspaceId, ended, now]);
        return { raised: idsOf(begun), ended };
      }),
  };
}

const idsOf = (rows: readonly { readonly id: string }[]): readonly string[] => rows.map(({ id }) => id);

function messagesIn(database: Database): Pick<AlertStore, "messages" | "hand" | "claim" | "finish"> {
  return {
    messages: (workspaceId, alertIds) => database.read<AlertMessage>(workspaceId, listMessages, [workspaceId, alertIds]),
    async hand(workspaceId, pairs, now) {
      await database.inWorkspace(workspaceId, (transaction) => transaction.rows(hand, [workspaceId, JSON.stringify(pairs), now]));
    },
    claim: (workspaceId, { channelId, kinds, now, until, limit }) =>
      database.inWorkspace(workspaceId, async (transaction) => {
        const taken = await transaction.rows<AlertMessage>(claim, [workspaceId, channelId, kinds, now, until, limit]);
        const alerts = await transaction.rows<Alert>(alertsById, [workspaceId, taken.map(({ alertId }) => alertId)]);
        const of = new Map(alerts.map((alert) => [alert.id, alert]));
        return taken
          .toSorted((one, other) => one.madeAt - other.madeAt)
          .flatMap((message) => {
            const alert = of.get(message.alertId);
            return alert === undefined ? [] : [{ message, alert }];
          });
      }),
    finish: (workspaceId, message, outcome, now) =>
      database.inWorkspace(workspaceId, (transaction) => finishOne(transaction, workspaceId, message, outcome, now)),
  };
}

async function finishOne(
  transaction: Transaction,
  workspaceId: WorkspaceId,
  { alertId, channelId, what, attempts }: AlertMessage,
  outcome: AlertOutcome,
  now: number,
): Promise<void> {
  const dueAt = outcome.state === "waiting" ? outcome.dueAt : null;
  const code = outcome.state === "told" ? null : outcome.code;
  const values = [workspaceId, alertId, channelId, what, attempts, outcome.state, dueAt, code, outcome.state === "waiting" ? null : now];
  if ((await transaction.rows(finish, values)).length === 0) return;
  if (code === null) await transaction.rows(noteTold, [workspaceId, channelId, now]);
  else await transaction.rows(noteFailed, [workspaceId, channelId, now, code]);
}
