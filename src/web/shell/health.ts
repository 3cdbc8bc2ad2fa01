import type { StatusView } from "#contract/status.ts";
import { text } from "../i18n/text.ts";

/** The state of all contacts in one sentence. */
export function healthOf(status: StatusView): string {
  const bridges = status.bridges.filter(({ entity }) => entity === "contact");
  const sum = (key: keyof StatusView["bridges"][number]["counts"]): number => bridges.reduce((total, bridge) => total + bridge.counts[key], 0);
  const loading = bridges.find((bridge) => bridge.backfill.state === "running");
  const count = sum("in-sync");
  const attention = sum("conflict") + sum("failing");
  const total = loading?.backfill.total ?? null;
  if (total !== null && count < total) return text("health.loading", { done: count, total });
  if (attention > 0) return text("health.attention", { count, attention });
  return sum("waiting") > 0 ? text("health.waiting", { count, waiting: sum("waiting") }) : text("health.good", { count });
}
