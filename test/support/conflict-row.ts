import type { BridgeId, ConflictId, LinkId } from "#core/ids.ts";
import type { ConflictRow } from "#core/ports/store.ts";

/** An open conflict about the whole record, but for what is said of it. */
export const conflictRow = (more: Partial<ConflictRow> = {}): ConflictRow => ({
  id: "c" as ConflictId,
  linkId: "l" as LinkId,
  bridgeId: "b" as BridgeId,
  kind: "ambiguous",
  field: "*",
  left: null,
  right: null,
  state: "open",
  winner: null,
  candidates: [],
  openedAt: 0,
  closedAt: null,
  resolution: null,
  assignee: null,
  comment: null,
  ...more,
});
