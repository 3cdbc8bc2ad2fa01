import type { Alert, AlertChannel } from "#core/alerts/alert.ts";
import { tellableKinds } from "#core/alerts/quiet-hours.ts";
import type { ErrorCode } from "#core/error-registry.ts";
import { HighwireError } from "#core/errors.ts";
import type { AlertMessage, AlertOutcome } from "#core/ports/alert-store.ts";
import { backoffMs } from "#lib/backoff.ts";
import { targetOf, type AlertParts } from "./alert-parts.ts";
import { letterOf } from "./alert-letter.ts";
import { alertEntry } from "./watch-alerts.ts";

/** 2 minutes, in milliseconds: longer than any try takes; what is not finished by then was left by a process that died. */
const LEASE_MS = 120_000;
/** 24 hours, in milliseconds, and tries: both must have passed before a channel that takes nothing is given up on for one piece of news. */
const PATIENCE_MS = 86_400_000;
const FEWEST_TRIES = 12;

/** Tells a channel everything that is due and that it may be told now, one after the other; at the first failure the rest waits for another turn. */
export async function deliverTo(parts: AlertParts, channel: AlertChannel): Promise<void> {
  const { store, clock } = parts.ports;
  for (;;) {
    const now = clock.now();
    const kinds = tellableKinds(channel, now);
    if (kinds.length === 0) return;
    const claim = { channelId: channel.id, kinds, now, until: now + LEASE_MS, limit: 1 };
    const [next] = await store.alerts.claim(parts.workspaceId, claim);
    if (next === undefined || !(await tell(parts, next.message, next.alert))) return;
  }
}

/** Resolves with whether the channel took it. */
async function tell(parts: AlertParts, message: AlertMessage, alert: Alert): Promise<boolean> {
  const { ports, workspaceId, courier, publicUrl } = parts;
  const { store, clock, log } = ports;
  let failed: ErrorCode | null = null;
  try {
    await courier.send(await targetOf(store, workspaceId, message.channelId), letterOf(alert, message, publicUrl));
  } catch (error) {
    failed = error instanceof HighwireError ? error.code : "HW_INVARIANT";
    log.warn("alerts.not-told", { channelId: message.channelId, code: failed });
  }
  const now = clock.now();
  const outcome = outcomeOf(message, failed, now, ports.random.fraction());
  await store.alerts.finish(workspaceId, message, outcome, now);
  if (outcome.state === "waiting") return false;
  const detail = { channel: message.channelId, news: message.what, ...(failed !== null && { failure: failed }) };
  await store.appendJournal(workspaceId, [alertEntry(outcome.state, alert, detail)], now);
  return failed === null;
}

function outcomeOf({ attempts, madeAt }: AlertMessage, failed: ErrorCode | null, now: number, fraction: number): AlertOutcome {
  if (failed === null) return { state: "told" };
  if (attempts >= FEWEST_TRIES && now - madeAt > PATIENCE_MS) return { state: "given-up", code: failed };
  // Never at once: a receiver that has just refused is given a second.
  return { state: "waiting", code: failed, dueAt: now + Math.max(1_000, backoffMs(attempts + 1, fraction)) };
}
