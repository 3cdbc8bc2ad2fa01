import { MOST_EVENTS, type ClaimedLink, type PendingEvent } from "#core/ports/claims.ts";
import { baseFor, matchesBase } from "#core/sync/merge-field.ts";
import { hintOf } from "./news.ts";
import type { ReconcileContext } from "./reconcile-context.ts";

type EchoContext = Pick<ReconcileContext, "bridge" | "sides" | "fingerprint">;

/**
 * True when everything that made this link dirty shows exactly what both sides last agreed on: our own write coming back, or a repeat (E2).
 * Recognised by content against the base, never by author or time; saves both reads. Anything unclear is not an echo, and an earlier look that was not the
 * last word may have moved the base beyond what the event tells.
 */
export function isEcho(context: EchoContext, link: ClaimedLink): boolean {
  const { base } = link;
  if (base === null || link.state !== "active" || link.events.length === 0 || link.unfinished.length > 0) return false;
  if (link.dirtyReasons.some((reason) => reason !== "webhook") || link.conflicts.some((conflict) => conflict.resolution !== null)) return false;
  // Behind so many events newer ones may stand that are not shown here.
  if (link.events.length >= MOST_EVENTS) return false;
  return link.events.every((event) => showsBase(context, base, event));
}

function showsBase(context: EchoContext, base: NonNullable<ClaimedLink["base"]>, event: PendingEvent): boolean {
  const hint = hintOf(context.sides, event);
  if (hint === null) return false;
  return context.bridge.fields.every((map) => {
    if (map.direction === "off") return true;
    const agreed = baseFor(base, map);
    const value = hint.fields[map.field];
    // What a backup says was agreed may be long past: such a field is read (I5).
    return (
      agreed !== null && agreed.asOf === undefined && value !== undefined && matchesBase(map.kind, agreed, "highlevel", value, context.fingerprint)
    );
  });
}
