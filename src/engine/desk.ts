import type { ConflictId, LinkId } from "#core/ids.ts";
import { fieldLabels } from "#core/mapping/field-label.ts";
import type { Store } from "#core/ports/store.ts";
import type { ConflictCause, ConflictNote } from "#core/ports/conflict-desk.ts";
import { HighwireError } from "#core/errors.ts";
import { createActivityDesk, type ActivityDesk, type ActivityParts } from "./activity/activity-desk.ts";
import { allOfAudit, listAudit, type AuditLine, type AuditQuery } from "./activity/list-audit.ts";
import { explainConflict, type ConflictStory } from "./explain/explain-conflict.ts";
import { needsYou, type NeedsYou } from "./needs-you.ts";
import { checkRecord, repairRecord, type RecordCheck, type Repair } from "./repair-record.ts";
import { reopenConflicts, settleConflicts, type Settled, type Settling } from "./settle-conflicts.ts";

/** Who did what, and the proof that nobody changed what is written of it. */
interface AuditDesk {
  list(query: AuditQuery): ReturnType<typeof listAudit>;
  /** All of it, newest first. */
  all(query: Pick<AuditQuery, "by" | "from">): AsyncIterable<AuditLine>;
  /** Walks the hash chain. */
  verify(): ReturnType<Store["verifyJournal"]>;
}

/** What people do about what waits for them, and look at of what happened. */
export interface Desk {
  readonly activity: ActivityDesk;
  readonly audit: AuditDesk;
  needsYou(): Promise<readonly NeedsYou[]>;
  /** Unanswered conflicts by cause, with the words for their flow and field. */
  causes(): Promise<readonly (ConflictCause & { readonly flow: string; readonly label: string })[]>;
  /** Throws `HW_REQUEST_NOT_FOUND`. */
  conflict(id: ConflictId): Promise<ConflictStory>;
  settle(asked: Settling, who: string): Promise<Settled>;
  /** Takes choices back that no worker has in hand yet; returns the ids taken back. */
  reopen(ids: readonly ConflictId[], who: string): Promise<readonly ConflictId[]>;
  /** Looks whether both records of a link are there, and for others that may be meant. */
  check(id: LinkId, who: string): Promise<RecordCheck>;
  /** Throws `HW_REQUEST_CONFLICT` when a worker holds the record or the other one is linked already. */
  repair(id: LinkId, repair: Repair, who: string): Promise<void>;
  /** Throws `HW_REQUEST_CONFLICT` when the conflict is no longer open. */
  note(id: ConflictId, note: ConflictNote): Promise<void>;
}

/** The desk of one workspace. */
export function createDesk(parts: ActivityParts): Desk {
  const { ports, workspaceId } = parts;
  const { store, clock } = ports;
  return {
    activity: createActivityDesk(parts),
    audit: {
      list: (query) => listAudit(store, workspaceId, query),
      all: (query) => allOfAudit(store, workspaceId, query),
      verify: () => store.verifyJournal(workspaceId),
    },
    needsYou: () => needsYou(store, workspaceId, clock.now()),
    async causes() {
      const [causes, bridges] = await Promise.all([store.conflictCauses(workspaceId), store.bridges(workspaceId)]);
      const label = fieldLabels(bridges);
      return causes.map((cause) => ({
        ...cause,
        flow: bridges.find(({ id }) => id === cause.bridgeId)?.name ?? "",
        label: label(cause.bridgeId, cause.field),
      }));
    },
    conflict: (id) => explainConflict(store, workspaceId, id),
    settle: (asked, who) => settleConflicts(ports, workspaceId, asked, who),
    reopen: (ids, who) => reopenConflicts(ports, workspaceId, ids, who),
    check: (id, who) => checkRecord(ports, workspaceId, id, who),
    repair: (id, repair, who) => repairRecord(parts, id, repair, who),
    async note(id, note) {
      if (!(await store.noteOnConflict(workspaceId, id, note))) throw new HighwireError("HW_REQUEST_CONFLICT", { recordId: id });
    },
  };
}
