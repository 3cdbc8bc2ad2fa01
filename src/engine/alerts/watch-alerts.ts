import { decideAlerts, decideTelling } from "#core/alerts/decide-alerts.ts";
import { defaultRules, type Alert } from "#core/alerts/alert.ts";
import type { JournalEntry } from "#core/ports/store.ts";
import { engineEntry } from "../engine-entry.ts";
import type { AlertParts } from "./alert-parts.ts";
import { gatherNeeds } from "./gather-needs.ts";

/**
 * Looks what needs people, raises what is new, ends what is over, and hands open alerts to the channels that are to tell them. It compares states, so
 * that a look that was missed, or died half way, is made up for by the next.
 */
export async function watchAlerts(parts: AlertParts): Promise<void> {
  const { ports, workspaceId } = parts;
  const { store, clock, random } = ports;
  const { alerts } = store;
  const now = clock.now();
  const rules = (await alerts.rules(workspaceId)) ?? defaultRules;
  const needs = await gatherNeeds({ store, workspaceId, sources: parts.sources }, rules, now);
  const before = await alerts.open(workspaceId);
  const { raise, end, recount } = decideAlerts(needs, before);
  const begun = raise.map((need): Alert => ({ ...need, id: random.uuid(), raisedAt: now, endedAt: null }));
  if (begun.length > 0 || end.length > 0 || recount.length > 0) {
    const { raised, ended } = await alerts.change(workspaceId, { raise: begun, end, recount }, now);
    const entries = [
      ...begun.filter(({ id }) => raised.includes(id)).map((alert) => alertEntry("raised", alert)),
      ...before.filter(({ id }) => ended.includes(id)).map((alert) => alertEntry("ended", alert)),
    ];
    if (entries.length > 0) await store.appendJournal(workspaceId, entries, now);
  }
  const [open, channels] = await Promise.all([alerts.open(workspaceId), alerts.channels(workspaceId)]);
  const handed = await alerts.messages(
    workspaceId,
    open.map(({ id }) => id),
  );
  const pairs = decideTelling(open, channels, handed);
  if (pairs.length > 0) await alerts.hand(workspaceId, pairs, now);
}

/** What became of an alert, for the journal. */
export type AlertDeed = "raised" | "ended" | "told" | "given-up";

export const alertEntry = (deed: AlertDeed, { id, kind, code, count }: Alert, more: JournalEntry["detail"] = {}): JournalEntry =>
  engineEntry("config", { alert: deed, about: id, alertKind: kind, ...(code !== null && { code }), count, ...more });
