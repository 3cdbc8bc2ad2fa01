import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { ConflictId, Instant, WorkspaceId } from "#core/ids.ts";
import type { ConflictGroup } from "#core/ports/conflict-desk.ts";
import type { JournalEntry, Resolution } from "#core/ports/store.ts";
import type { EnginePorts } from "./engine-ports.ts";
import { personEntry } from "./person-entry.ts";
import { checkResolution, resolveConflict } from "./resolve-conflict.ts";

/** Conflicts settled by one request, at most; who has more asks again. */
const MOST = 1_000;

/** One answer for several conflicts: those named, or all that have one cause. */
export interface Settling {
  readonly which: { readonly ids: readonly ConflictId[] } | { readonly group: ConflictGroup };
  readonly resolution: Resolution;
  /** Makes the answer the bridge's rule for the field of the group, so that nobody is asked again. Only for `left` and `right` of kind `field`. */
  readonly always?: boolean;
  /** Milliseconds until it is carried out, so that it can be taken back. */
  readonly graceMs: number;
}

export interface Settled {
  readonly settled: readonly ConflictId[];
  /** Answered or gone meanwhile. */
  readonly refused: number;
  /** Of the group, still waiting for an answer. */
  readonly left: number;
  /** When what was settled is carried out; until then it can be taken back. */
  readonly until: Instant;
}

/** Settles several conflicts at once, each with its own journal entry. Throws `HW_REQUEST_INVALID` for an answer that the kind does not take. */
export async function settleConflicts(ports: EnginePorts, workspaceId: WorkspaceId, asked: Settling, who: string): Promise<Settled> {
  const { store, clock } = ports;
  if (asked.always === true) await makeRule(ports, workspaceId, asked, who);
  const until = clock.now() + asked.graceMs;
  const settled: ConflictId[] = [];
  const ids = await idsOf(ports, workspaceId, asked);
  for (const id of ids) {
    try {
      await resolveConflict(ports, workspaceId, id, asked.resolution, who, asked.graceMs);
      settled.push(id);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
  return {
    settled,
    refused: ids.length - settled.length,
    left: "group" in asked.which ? await openOf(store, workspaceId, asked.which.group) : 0,
    until,
  };
}

/** Takes choices back that no worker has in hand yet. Returns the ids taken back. */
export async function reopenConflicts(
  ports: EnginePorts,
  workspaceId: WorkspaceId,
  ids: readonly ConflictId[],
  who: string,
): Promise<readonly ConflictId[]> {
  const { store, clock } = ports;
  const reopened: ConflictId[] = [];
  for (const id of ids) if (await store.reopenConflict(workspaceId, id, clock.now())) reopened.push(id);
  const entries = await Promise.all(
    reopened.map(async (id): Promise<JournalEntry | null> => {
      const conflict = await store.conflict(workspaceId, id);
      if (conflict === null) return null;
      const { linkId, bridgeId, field } = conflict;
      return personEntry("resolved", who, { field, choose: "reopen" }, { linkId, bridgeId });
    }),
  );
  await store.appendJournal(
    workspaceId,
    entries.filter((entry) => entry !== null),
    clock.now(),
  );
  return reopened;
}

async function idsOf({ store }: EnginePorts, workspaceId: WorkspaceId, { which, resolution }: Settling): Promise<readonly ConflictId[]> {
  if ("ids" in which) return which.ids.slice(0, MOST);
  checkResolution(which.group.kind, resolution);
  if (resolution.choose === "candidate") throw invalid("a candidate answers one conflict; name it");
  const rows = await store.conflicts(workspaceId, { state: "open", ...which.group, unanswered: true, limit: MOST });
  return rows.map(({ id }) => id);
}

/** Changes who wins for the field from now on. */
async function makeRule({ store, clock }: EnginePorts, workspaceId: WorkspaceId, { which, resolution }: Settling, who: string): Promise<void> {
  const policy = resolution.choose === "left" ? "highlevel" : resolution.choose === "right" ? "incident" : null;
  if (!("group" in which) || which.group.kind !== "field" || policy === null)
    throw invalid("a rule can be made of HighLevel or incident.io winning, for fields that both sides changed");
  const { bridgeId, field } = which.group;
  const withRule = (bridge: Bridge): Bridge => ({
    ...bridge,
    fields: bridge.fields.map((map) => (map.field === field ? { ...map, policy } : map)),
    version: bridge.version + 1,
  });
  const before = (await store.bridge(workspaceId, bridgeId))?.fields.find((map) => map.field === field)?.policy;
  if (before === undefined) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "field", detail: "the flow maps no such field" });
  await store.changeBridge(workspaceId, bridgeId, withRule);
  await store.appendJournal(workspaceId, [personEntry("config", who, { field, policy, before }, { bridgeId })], clock.now());
}

async function openOf(store: EnginePorts["store"], workspaceId: WorkspaceId, group: ConflictGroup): Promise<number> {
  const causes = await store.conflictCauses(workspaceId);
  return causes.find(({ bridgeId, kind, field }) => bridgeId === group.bridgeId && kind === group.kind && field === group.field)?.open ?? 0;
}

const invalid = (detail: string): HighwireError => new HighwireError("HW_REQUEST_INVALID", { field: "choose", detail });
const isGone = (error: unknown): boolean =>
  error instanceof HighwireError && (error.code === "HW_REQUEST_CONFLICT" || error.code === "HW_REQUEST_NOT_FOUND");
