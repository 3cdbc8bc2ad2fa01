/**
 * Measures the plan of 10,000 contacts: from the vendors' last answer to its rows on the screen, over PostgreSQL, in a real browser. Prints each figure;
 * fails when one misses its target.
 */
import { subscribe } from "node:diagnostics_channel";
import { must } from "#lib/must.ts";
import { systemClock } from "#lib/system-clock.ts";
import { withBenchServer, type BenchServer } from "#main/bench/bench-server.ts";
import type { Figure } from "#main/bench/figure.ts";
import { createSandboxBridge, startSandboxes, type Sandboxes } from "#main/sandbox-bridge.ts";
import { serve, type Served } from "#main/serve.ts";
import { benchRequest, longestTask, marksOf, onWatchedPage, printFigures, scrollFigures, silent } from "./support/bench-page.ts";

const CONTACTS = Number(process.argv[2] ?? 10_000);
const PATIENCE_MS = 180_000;
const command = "npm run bench:plan-page";

printFigures(await withBenchServer(benchRequest, measure));

async function measure(server: BenchServer): Promise<readonly Figure[]> {
  const vendors = await startSandboxes({ highlevelPort: 0, incidentPort: 0, contacts: CONTACTS, seed: 7 });
  const settings = {
    ...(await server.database("plan_page")),
    port: 0,
    highlevelUrl: vendors.highlevel.baseUrl,
    incidentUrl: vendors.incident.baseUrl,
  };
  const served = await serve(settings, { log: silent, sandbox: false, contacts: 0, seed: 7, simulatedPerson: false });
  try {
    return await measurePlan(served, vendors);
  } finally {
    await served.close();
    await vendors.close();
  }
}

async function measurePlan({ session, url }: Served, vendors: Sandboxes): Promise<readonly Figure[]> {
  const { app, ports, workspaceId } = session;
  const bridge = await createSandboxBridge(ports, workspaceId, vendors);
  // Nobody but the plan is to call the vendors.
  await app.setBridgeMode(bridge.id, "paused", "bench");
  await systemClock.sleep(2_000);
  return onWatchedPage(".plan-row", async (page) => {
    const answeredAt = followAnswers(vendors);
    const { id } = await app.plans.make(bridge.id, "bench");
    await page.goto(`${url}/plans/${id}`);
    await page.locator(".plan-row").first().waitFor({ timeout: PATIENCE_MS });
    await systemClock.sleep(1_500);
    const marks = await marksOf(page);
    const { summary } = must(await ports.store.keptPlan(workspaceId, id), "the plan");
    const readAt = await page.evaluate((wall) => wall - performance.timeOrigin, answeredAt());
    const about = "from the vendors' last answer";
    const shown = Math.round((marks.rowsAt ?? Number.NaN) - readAt);
    return [
      { name: "plan-page.shown", about: `${about} to rows on the screen`, value: shown, unit: "ms", target: { most: 3_000 }, command },
      {
        name: "plan-page.longest_task_shown",
        about: `longest task ${about} until then and just after`,
        value: longestTask(marks, readAt),
        unit: "ms",
        target: { most: 50 },
        command,
      },
      {
        name: "plan-page.creates",
        about: "contacts of which the plan tells",
        value: summary?.counts.create ?? null,
        unit: "contacts",
        target: { least: CONTACTS },
        command,
      },
      ...(await scrollFigures(page, { list: ".plan-list", row: ".plan-list li", name: "plan-page", command })),
    ];
  });
}

/** Follows the vendors' answers; tells when the last byte of the last one came, by everybody's clock. */
function followAnswers({ highlevel, incident }: Sandboxes): () => number {
  let at = Number.NaN;
  const origins = new Set([highlevel, incident].map(({ baseUrl }) => new URL(baseUrl).origin));
  subscribe("undici:request:trailers", (message) => {
    const { request } = message as { readonly request: { readonly origin: string | URL } };
    if (origins.has(new URL(request.origin).origin)) at = systemClock.now();
  });
  return () => at;
}
