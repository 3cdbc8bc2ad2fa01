import { HighwireError } from "#core/errors.ts";
import type { ConflictId, WorkspaceId } from "#core/ids.ts";
import type { ConflictRow, JournalEntry, Resolution } from "#core/ports/store.ts";
import type { EnginePorts } from "./engine-ports.ts";

/** Records a person's choice, which the link's next turn carries out. Throws `HW_REQUEST_NOT_FOUND`, `HW_REQUEST_INVALID` or `HW_REQUEST_CONFLICT`. */
export async function resolveConflict(
  { store, clock }: EnginePorts,
  workspaceId: WorkspaceId,
  id: ConflictId,
  resolution: Resolution,
  who: string,
): Promise<ConflictRow> {
  const conflict = await store.conflict(workspaceId, id);
  if (conflict === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "conflict", recordId: id });
  checkResolution(conflict.kind, resolution);
  if (!(await store.resolveConflict(workspaceId, id, resolution, clock.now()))) throw new HighwireError("HW_REQUEST_CONFLICT", { recordId: id });
  const entry: JournalEntry = {
    kind: "resolved",
    linkId: conflict.linkId,
    bridgeId: conflict.bridgeId,
    intentId: null,
    side: null,
    cause: [`person ${who}`],
    detail: { field: conflict.field, choose: resolution.choose },
    values: [],
  };
  await store.appendJournal(workspaceId, [entry], clock.now());
  return { ...conflict, resolution };
}

/** Which answers a kind of conflict takes. */
function checkResolution(kind: string, resolution: Resolution): void {
  const allowed: Readonly<Record<string, readonly string[]>> = {
    field: ["left", "right", "both", "value"],
    "first-link": ["left", "right", "both", "value"],
    restored: ["left", "right", "both", "value"],
    undone: ["left", "right", "both", "value"],
    oscillation: ["left", "right", "value", "unfreeze"],
    ambiguous: ["candidate", "unlink"],
    "delete-edit": ["keep", "delete"],
  };
  if (!(allowed[kind] ?? []).includes(resolution.choose)) {
    throw new HighwireError("HW_REQUEST_INVALID", {
      field: "choose",
      detail: `for this conflict choose one of: ${(allowed[kind] ?? []).join(", ")}`,
    });
  }
}
