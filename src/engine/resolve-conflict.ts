import { HighwireError } from "#core/errors.ts";
import type { ConflictId, WorkspaceId } from "#core/ids.ts";
import { canonicalise } from "#core/record/canonicalise.ts";
import type { ConflictKind, ConflictRow, Resolution, Store } from "#core/ports/store.ts";
import type { EnginePorts } from "./engine-ports.ts";
import { personEntry } from "./person-entry.ts";

/** Records a person's choice, which the link's next turn carries out, after `graceMs` (default 0). Throws `HW_REQUEST_NOT_FOUND`, `HW_REQUEST_INVALID` or `HW_REQUEST_CONFLICT`. */
export async function resolveConflict(
  { store, clock }: EnginePorts,
  workspaceId: WorkspaceId,
  id: ConflictId,
  asked: Resolution,
  who: string,
  graceMs = 0,
): Promise<ConflictRow> {
  const conflict = await store.conflict(workspaceId, id);
  if (conflict === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "conflict", recordId: id });
  checkResolution(conflict.kind, asked);
  const resolution = await canonicalAnswer(store, workspaceId, conflict, asked);
  const now = clock.now();
  if (!(await store.resolveConflict(workspaceId, id, resolution, now, now + graceMs)))
    throw new HighwireError("HW_REQUEST_CONFLICT", { recordId: id });
  const { linkId, bridgeId, field } = conflict;
  const entry = personEntry("resolved", who, { field, choose: resolution.choose }, { linkId, bridgeId });
  await store.appendJournal(workspaceId, [entry], clock.now());
  return { ...conflict, resolution };
}

/** What a person typed, in the form that is compared and written (M5); a set may be typed with commas. */
async function canonicalAnswer(store: Store, workspaceId: WorkspaceId, conflict: ConflictRow, asked: Resolution): Promise<Resolution> {
  if (asked.choose !== "value") return asked;
  const bridge = await store.bridge(workspaceId, conflict.bridgeId);
  const map = bridge?.fields.find(({ field }) => field === conflict.field);
  if (bridge === null || map === undefined)
    throw new HighwireError("HW_REQUEST_INVALID", { field: "value", detail: "this conflict is about the whole record, so it takes no value" });
  const typed = map.kind === "set" && typeof asked.value === "string" ? asked.value.split(",") : asked.value;
  return { choose: "value", value: canonicalise(map.kind, typed, { defaultCountry: bridge.defaultCountry }) };
}

/** The answers that each kind of conflict takes. */
export const answersOf: Readonly<Record<ConflictKind, readonly Resolution["choose"][]>> = {
  field: ["left", "right", "both", "value"],
  "first-link": ["left", "right", "both", "value"],
  restored: ["left", "right", "both", "value"],
  undone: ["left", "right", "both", "value"],
  oscillation: ["left", "right", "value", "unfreeze"],
  ambiguous: ["candidate", "unlink"],
  "delete-edit": ["keep", "delete"],
};

/** Throws `HW_REQUEST_INVALID` for an answer that the kind does not take. */
export function checkResolution(kind: ConflictKind, { choose }: Pick<Resolution, "choose">): void {
  const allowed = answersOf[kind];
  if (!allowed.includes(choose))
    throw new HighwireError("HW_REQUEST_INVALID", { field: "choose", detail: `for this conflict choose one of: ${allowed.join(", ")}` });
}
