import type { Bridge } from "../bridge.ts";
import type { BridgeId } from "../ids.ts";

/** What people call a mapped field of a bridge; the name itself when no bridge is known that maps it. */
export type FieldLabel = (bridgeId: BridgeId | null, field: string) => string;

/** Labels of all mapped fields of these bridges; `*` stands for the record as a whole. */
export function fieldLabels(bridges: readonly Pick<Bridge, "id" | "fields">[]): FieldLabel {
  const known = new Map(bridges.map(({ id, fields }) => [id, new Map(fields.map(({ field, label }) => [field, label]))]));
  return (bridgeId, field) => (field === "*" ? "the whole record" : ((bridgeId === null ? null : known.get(bridgeId)?.get(field)) ?? field));
}
