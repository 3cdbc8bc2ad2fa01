import { MOST_EVENTS, type ClaimedLink } from "#core/ports/store.ts";
import { matchesBase } from "#core/sync/merge-field.ts";
import { parseJson } from "#lib/json.ts";
import type { ReconcileContext } from "./reconcile-context.ts";

/**
 * True when everything that made this link dirty shows exactly what both sides last agreed on: our own write coming back, or a repeat (E2).
 * Recognised by content against the base, never by author or time; saves both reads. Anything unclear is not an echo.
 */
export function isEcho(context: ReconcileContext, link: ClaimedLink): boolean {
  const { base } = link;
  if (base === null || link.state !== "active" || link.events.length === 0 || link.unfinished.length > 0) return false;
  if (link.dirtyReasons.some((reason) => reason !== "webhook") || link.conflicts.some((conflict) => conflict.resolution !== null)) return false;
  // Behind so many events newer ones may stand that are not shown here.
  if (link.events.length >= MOST_EVENTS) return false;
  return link.events.every((event) => event.source === "highlevel" && showsBase(context, base, event.body));
}

function showsBase(context: ReconcileContext, base: NonNullable<ClaimedLink["base"]>, body: Uint8Array): boolean {
  const parsed = parseJson(body);
  const hint = parsed.kind === "parsed" ? (context.sides.left.hint?.(parsed.value) ?? null) : null;
  if (hint === null) return false;
  return context.bridge.fields.every((map) => {
    const agreed = base[map.field];
    const value = hint.fields[map.field];
    // What a backup says was agreed may be long past: such a field is read (I5).
    return (
      agreed?.asOf === undefined &&
      agreed !== undefined &&
      value !== undefined &&
      matchesBase(map.kind, agreed, "highlevel", value, context.fingerprint)
    );
  });
}
