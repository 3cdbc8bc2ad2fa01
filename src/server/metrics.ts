import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import type { Application, Delivery } from "#engine/application.ts";

/** Counts for Prometheus: ids, counts and durations only (P5). */
export interface Metrics {
  webhook(vendor: Delivery["vendor"] | "workflow", answer: { readonly status: number; readonly code: string | null }, seconds: number): void;
  text(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics(app: Application): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const webhooks = new Counter({
    name: "highwire_webhooks_total",
    help: "Webhooks received, by vendor and answer.",
    labelNames: ["vendor", "status", "code"],
    registers: [registry],
  });
  const acknowledged = new Histogram({
    name: "highwire_webhook_seconds",
    help: "Seconds from the body's end to the answer.",
    labelNames: ["vendor"],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  });
  new Gauge({
    name: "highwire_links",
    help: "Links by status.",
    labelNames: ["status"],
    registers: [registry],
    async collect() {
      const { total: _total, dirty: _dirty, openConflicts: _open, ...byStatus } = await app.store.counts(app.workspaceId);
      for (const [status, count] of Object.entries(byStatus)) this.set({ status }, count);
    },
  });
  new Gauge({
    name: "highwire_dirty_links",
    help: "Links that wait to be reconciled.",
    registers: [registry],
    async collect() {
      this.set((await app.store.counts(app.workspaceId)).dirty);
    },
  });
  new Gauge({
    name: "highwire_open_conflicts",
    help: "Conflicts that wait for a person.",
    registers: [registry],
    async collect() {
      this.set((await app.store.counts(app.workspaceId)).openConflicts);
    },
  });
  return {
    webhook(vendor, answer, seconds) {
      webhooks.inc({ vendor, status: String(answer.status), code: answer.code ?? "" });
      acknowledged.observe({ vendor }, seconds);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
