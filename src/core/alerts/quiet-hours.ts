import { wallTimeAt } from "#lib/zoned-time.ts";
import type { Instant } from "../ids.ts";
import { alertKinds, urgentKinds, type AlertChannel, type AlertKind, type QuietHours } from "./alert.ts";

/** Whether the zone's clocks show a quiet hour at that moment: `from` belongs to it, `until` no longer does. */
export function isQuiet({ from, until, zone }: QuietHours, now: Instant): boolean {
  const { hour, minute } = wallTimeAt(now, zone);
  const at = hour * 60 + minute;
  return from < until ? at >= from && at < until : at >= from || at < until;
}

/** What a channel may be told of at that moment; empty while it is paused, or quiet for everything. */
export function tellableKinds({ paused, quiet }: Pick<AlertChannel, "paused" | "quiet">, now: Instant): readonly AlertKind[] {
  if (paused) return [];
  if (quiet === null || !isQuiet(quiet, now)) return alertKinds;
  return quiet.urgentComesThrough ? urgentKinds : [];
}
