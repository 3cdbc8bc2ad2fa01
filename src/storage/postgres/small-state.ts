import type { Store } from "#core/ports/store.ts";
import { must } from "#lib/must.ts";
import { systemClock } from "#lib/system-clock.ts";
import { seal, unseal, type Place } from "../secrets/envelope.ts";
import { clean, statement, type Database } from "./database.ts";
import type { Keyring, WorkspaceKeys } from "./keyring.ts";

type SmallState = Pick<
  Store,
  | "choice"
  | "saveChoice"
  | "cursor"
  | "saveCursor"
  | "updateBudget"
  | "saveSecret"
  | "secret"
  | "removeSecret"
  | "changeSecret"
  | "time"
  | "fingerprinter"
  | "healthy"
>;

const readChoice = statement("read-choice", "SELECT value FROM choices WHERE workspace_id = $1 AND name = $2");
const putChoice = statement(
  "put-choice",
  "INSERT INTO choices (workspace_id, name, value) VALUES ($1, $2, $3) ON CONFLICT (workspace_id, name) DO UPDATE SET value = excluded.value",
);
const readCursor = statement("read-cursor", "SELECT value FROM cursors WHERE workspace_id = $1 AND name = $2");
const putCursor = statement(
  "put-cursor",
  "INSERT INTO cursors (workspace_id, name, value) VALUES ($1, $2, $3) ON CONFLICT (workspace_id, name) DO UPDATE SET value = excluded.value",
);
const dropCursor = statement("drop-cursor", "DELETE FROM cursors WHERE workspace_id = $1 AND name = $2");
const lockBudget = statement(
  "lock-budget",
  "SELECT state, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now FROM rate_budgets WHERE key = $1 FOR UPDATE",
);
const makeBudget = statement("make-budget", "INSERT INTO rate_budgets (key, state) VALUES ($1, NULL) ON CONFLICT DO NOTHING");
const putBudget = statement("put-budget", "UPDATE rate_budgets SET state = $2 WHERE key = $1");
const readSecret = statement("read-secret", "SELECT sealed FROM secrets WHERE workspace_id = $1 AND name = $2");
const lockSecret = statement("lock-secret", "SELECT sealed FROM secrets WHERE workspace_id = $1 AND name = $2 FOR UPDATE");
const makeSecret = statement("make-secret", "INSERT INTO secrets (workspace_id, name, sealed) VALUES ($1, $2, NULL) ON CONFLICT DO NOTHING");
const putSecret = statement(
  "put-secret",
  "INSERT INTO secrets (workspace_id, name, sealed) VALUES ($1, $2, $3) ON CONFLICT (workspace_id, name) DO UPDATE SET sealed = excluded.sealed",
);
const dropSecret = statement("drop-secret", "DELETE FROM secrets WHERE workspace_id = $1 AND name = $2");
const readTime = statement("read-time", "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now");
const ping = statement("ping", "SELECT 1 AS one");

/** Milliseconds after which a store that is asked for its health counts as away. */
const ANSWER_MS = 2_000;

const placeOf = (workspaceId: string, name: string): Place => ({ workspaceId, table: "secrets", column: "sealed", row: name });
const openSealed = (keys: WorkspaceKeys, workspaceId: string, name: string, sealed: string | null | undefined): string | null =>
  sealed === null || sealed === undefined ? null : unseal(keys.sealing, placeOf(workspaceId, name), sealed).toString("utf8");

/** Choices, cursors, rate budgets and secrets. */
export function createSmallState(database: Database, keyring: Keyring): SmallState {
  return {
    async choice(workspaceId, name) {
      const [row] = await database.read<{ value: string }>(workspaceId, readChoice, [workspaceId, name]);
      return row?.value ?? null;
    },
    async saveChoice(workspaceId, name, value) {
      await database.inWorkspace(workspaceId, (transaction) => transaction.rows(putChoice, [workspaceId, name, clean(value)]));
    },
    async cursor(workspaceId, name) {
      const [row] = await database.read<{ value: string }>(workspaceId, readCursor, [workspaceId, name]);
      return row?.value ?? null;
    },
    async saveCursor(workspaceId, name, value) {
      await database.inWorkspace(workspaceId, (transaction) =>
        value === null ? transaction.rows(dropCursor, [workspaceId, name]) : transaction.rows(putCursor, [workspaceId, name, clean(value)]),
      );
    },
    updateBudget: (key, change) =>
      database.open(async (transaction) => {
        let [row] = await transaction.rows<{ state: unknown; now: number }>(lockBudget, [key]);
        if (row === undefined) {
          await transaction.rows(makeBudget, [key]);
          [row] = await transaction.rows<{ state: unknown; now: number }>(lockBudget, [key]);
        }
        const changed = change(row?.state ?? null, row?.now ?? 0);
        if (changed.state !== row?.state) transaction.last(putBudget, [key, JSON.stringify(changed.state)]);
        return changed.result;
      }),
    ...secretsIn(database, keyring),
    async time() {
      const [row] = await database.open((transaction) => transaction.rows<{ now: number }>(readTime));
      return must(row, "the store's time").now;
    },
    fingerprinter: async (workspaceId) => (await keyring.of(workspaceId)).fingerprint,
    async healthy() {
      const timer = new AbortController();
      const answers = database
        .open((transaction) => transaction.rows(ping))
        .then(
          () => true,
          () => false,
        );
      // Who asks wants to know it now: a server that hangs, or whose connections are all taken, does not answer either.
      const silence = systemClock.sleep(ANSWER_MS, timer.signal).then(
        () => false,
        () => false,
      );
      try {
        return await Promise.race([answers, silence]);
      } finally {
        timer.abort();
      }
    },
  };
}

function secretsIn(database: Database, keyring: Keyring): Pick<SmallState, "saveSecret" | "secret" | "removeSecret" | "changeSecret"> {
  return {
    async saveSecret(workspaceId, name, value) {
      const keys = await keyring.of(workspaceId);
      await database.inWorkspace(workspaceId, (transaction) =>
        transaction.rows(putSecret, [workspaceId, name, seal(keys.sealing, placeOf(workspaceId, name), value)]),
      );
    },
    async secret(workspaceId, name) {
      const keys = await keyring.of(workspaceId);
      const [row] = await database.read<{ sealed: string | null }>(workspaceId, readSecret, [workspaceId, name]);
      return openSealed(keys, workspaceId, name, row?.sealed);
    },
    async removeSecret(workspaceId, name) {
      await database.inWorkspace(workspaceId, (transaction) => transaction.rows(dropSecret, [workspaceId, name]));
    },
    async changeSecret(workspaceId, name, change) {
      const keys = await keyring.of(workspaceId);
      return database.inWorkspace(workspaceId, async (transaction) => {
        await transaction.rows(makeSecret, [workspaceId, name]);
        const [row] = await transaction.rows<{ sealed: string | null }>(lockSecret, [workspaceId, name]);
        const current = openSealed(keys, workspaceId, name, row?.sealed);
        const next = await change(current);
        if (next !== null) await transaction.rows(putSecret, [workspaceId, name, seal(keys.sealing, placeOf(workspaceId, name), next)]);
        else if (current === null) await transaction.rows(dropSecret, [workspaceId, name]);
        return next ?? current;
      });
    },
  };
}
