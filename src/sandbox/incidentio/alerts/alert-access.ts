import type { RouteCall } from "../route-call.ts";
import type { StoredAlert } from "./alert-store.ts";

/** The alert, as far as the caller may see it: a private one without global access, and one that is not yet processed, are not there. */
export function alertSeen(call: Pick<RouteCall, "state" | "key">, id: string): StoredAlert | undefined {
  const alert = call.state.alerts.alerts.get(id);
  return alert !== undefined && isSeen(call, alert) ? alert : undefined;
}

export function isSeen({ state, key }: Pick<RouteCall, "state" | "key">, alert: StoredAlert): boolean {
  const isProcessed = Date.parse(alert.createdAt) + state.quirks.alertLagMs <= state.clock.now();
  return isProcessed && (alert.visibility === "public" || key.roles.includes("global_access"));
}
