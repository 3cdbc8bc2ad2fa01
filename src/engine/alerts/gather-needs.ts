import type { AlertNeed, AlertRules } from "#core/alerts/alert.ts";
import type { ErrorCode } from "#core/error-registry.ts";
import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { Connection, Store } from "#core/ports/store.ts";
import type { Bridge } from "#core/bridge.ts";
import type { WebhookState } from "../accounts.ts";
import { flowPage, placeOf } from "../need-place.ts";
import { needsYou, type NeedsYou } from "../needs-you.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** One wrong event is anybody's mistake; so many are a wrong secret. */
const REFUSED_EVENTS = 3;

/** What is known of accounts and backups beside the store's rows. */
export interface AlertSources {
  /** What was last taken and refused of an account's events; asked every few seconds, so it costs two short reads at most. */
  webhooks(connection: Connection): Promise<Pick<WebhookState, "accepted" | "refused">>;
  /** How the newest backup ended; null before the first. */
  lastBackup(): Promise<{ readonly at: Instant; readonly code: ErrorCode | null } | null>;
}

/** Everything that needs people now and is worth telling them outside the pages. A few short reads, whatever the number of records. */
export async function gatherNeeds(
  { store, workspaceId, sources }: { readonly store: Store; readonly workspaceId: WorkspaceId; readonly sources: AlertSources },
  rules: AlertRules,
  now: Instant,
): Promise<readonly AlertNeed[]> {
  const [waiting, connections, bridges, backup] = await Promise.all([
    needsYou(store, workspaceId, now),
    store.connections(workspaceId),
    store.bridges(workspaceId),
    sources.lastBackup(),
  ]);
  const entities = new Map(bridges.map(({ id, entity }) => [id, entity]));
  const heard = await Promise.all(connections.map(async (connection) => webhookNeeds(connection, await sources.webhooks(connection), rules, now)));
  return [
    ...waiting
      .filter((item) => item.kind !== "conflicts" || now - item.since >= rules.conflictHours * HOUR_MS)
      .map((item) => needOf(item, entities, now)),
    ...bridges.flatMap(stoppedCanary),
    ...heard.flat(),
    ...failedBackup(backup),
  ];
}

const blank = { code: null, vendor: null, entity: null, count: 1 } as const;

function needOf(item: NeedsYou, entities: ReadonlyMap<Bridge["id"], Bridge["entity"]>, now: Instant): AlertNeed {
  const { id: cause, href } = placeOf(item);
  const base = { ...blank, cause, href, since: item.since };
  switch (item.kind) {
    case "connection":
      return { ...base, kind: item.kind, code: item.code, vendor: item.connection.vendor };
    case "brake":
      return { ...base, kind: item.kind, entity: item.bridge.entity, count: item.deletes };
    case "parked":
      return { ...base, kind: item.kind, code: item.cause.because, entity: entities.get(item.cause.bridgeId) ?? null, count: item.cause.links };
    case "runs":
    case "questions":
      return { ...base, kind: item.kind, code: item.cause.because, count: item.cause.runs };
    case "conflicts":
      return { ...base, kind: item.kind, entity: entities.get(item.cause.bridgeId) ?? null, count: item.cause.open };
    case "token":
      return { ...base, kind: item.kind, vendor: item.connection.vendor, count: Math.max(0, Math.floor((item.endsAt - now) / DAY_MS)) };
  }
}

/** A careful first run that ended because of a surprise; one that wrote all its records only waits to be looked at. */
function stoppedCanary({ id, mode, entity, canary }: Bridge): readonly AlertNeed[] {
  const ended = canary?.ended ?? null;
  if (mode !== "paused" || ended === null || ended.because === "spent") return [];
  return [{ ...blank, cause: `canary:${id}`, kind: "canary", entity, count: canary?.done ?? 0, since: ended.at, href: flowPage(entity) }];
}

function failedBackup(backup: Awaited<ReturnType<AlertSources["lastBackup"]>>): readonly AlertNeed[] {
  if (backup === null || backup.code === null) return [];
  return [{ ...blank, cause: "backup", kind: "backup", code: backup.code, since: backup.at, href: "/settings/storage" }];
}

function webhookNeeds(
  { id, vendor, state }: Connection,
  { accepted, refused }: Pick<WebhookState, "accepted" | "refused">,
  rules: AlertRules,
  now: Instant,
): readonly AlertNeed[] {
  const base = { ...blank, vendor, href: `/settings/connections?id=${id}` };
  const silentMs = accepted === null ? 0 : now - accepted.at;
  return [
    // HighLevel's events name no account that could be believed, so all of its accounts share one alert.
    ...(refused !== null && refused.count >= REFUSED_EVENTS && now - refused.at < HOUR_MS
      ? [
          {
            ...base,
            cause: `refused:${vendor === "highlevel" ? vendor : id}`,
            kind: "refused" as const,
            code: refused.code,
            count: refused.count,
            since: refused.at,
          },
        ]
      : []),
    ...(state === "active" && accepted !== null && silentMs >= rules.silenceHours * HOUR_MS
      ? [{ ...base, cause: `silence:${id}`, kind: "silence" as const, count: Math.floor(silentMs / HOUR_MS), since: accepted.at }]
      : []),
  ];
}
