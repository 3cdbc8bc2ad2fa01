import type { Alert, AlertChannel, AlertNeed } from "./alert.ts";

export interface AlertDecision {
  /** Causes that are new. */
  readonly raise: readonly AlertNeed[];
  /** Ids of alerts whose cause is gone. */
  readonly end: readonly string[];
  /** Alerts that go on with another number. */
  readonly recount: readonly { readonly id: string; readonly count: number }[];
}

/** Compares what needs people now with the alerts that are open: which begin, which are over, which changed. One cause makes one alert. */
export function decideAlerts(needs: readonly AlertNeed[], open: readonly Alert[]): AlertDecision {
  const needed = new Map(needs.map((need) => [need.cause, need]));
  const known = new Set(open.map(({ cause }) => cause));
  return {
    raise: [...needed.values()].filter(({ cause }) => !known.has(cause)),
    end: open.filter(({ cause }) => !needed.has(cause)).map(({ id }) => id),
    recount: open.flatMap(({ id, cause, count }) => {
      const need = needed.get(cause);
      return need === undefined || need.count === count ? [] : [{ id, count: need.count }];
    }),
  };
}

/** Which open alert goes to which channel and has not been handed to it yet: what a channel was not there for is told once it is. */
export function decideTelling(
  open: readonly Alert[],
  channels: readonly AlertChannel[],
  handed: readonly { readonly alertId: string; readonly channelId: string }[],
): readonly { readonly alertId: string; readonly channelId: string }[] {
  const known = new Set(handed.map(({ alertId, channelId }) => `${alertId} ${channelId}`));
  return open.flatMap((alert) =>
    channels
      .filter(({ paused, kinds }) => !paused && kinds.includes(alert.kind))
      .map(({ id: channelId }) => ({ alertId: alert.id, channelId }))
      .filter(({ alertId, channelId }) => !known.has(`${alertId} ${channelId}`)),
  );
}
