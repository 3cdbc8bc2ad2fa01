import type { Entity } from "../bridge.ts";

/**
 * What becomes at incident.io of a record that was made there and is taken back, where it is not deleted: a timeline takes nothing back, and
 * follow-ups and actions are deleted only by a bridge that passes deletions on (`deletes`).
 */
export function staysAs(entity: Entity, deletes = false): "emptied" | "closed" | null {
  if (entity === "timeline") return "emptied";
  return !deletes && (entity === "follow-up" || entity === "action") ? "closed" : null;
}
