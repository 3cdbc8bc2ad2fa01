/**
 * Measures the plan of 10,000 contacts: from the vendors' last answer to its rows on the screen, over PostgreSQL, in a real browser. Prints each figure;
 * fails when one misses its target.
 */
import { systemClock } from "#lib/system-clock.ts";
import { withBenchServer, type BenchServer } from "#main/bench/bench-server.ts";
import type { Figure } from "#main/bench/figure.ts";
import { createSandboxBridge, startSandboxes, type Sandboxes } from "#main/sandbox-bridge.ts";
import { serve, type Served } from "#main/serve.ts";
import { launchBrowser } from "./browser.ts";
import { benchRequest, marksOf, printFigures, scrollFigures, silent, watchRows } from "./support/bench-page.ts";

const CONTACTS = Number(process.argv[2] ?? 10_000);
const LOOK_MS = 20;
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
  const { id } = await app.plans.make(bridge.id, "bench");
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
    await watchRows(page, ".plan-row");
    await page.goto(`${url}/plans/${id}`);
    const readAt = await lastRead(vendors, async () => (await marksOf(page)).rowsAtWall !== null);
    const { rowsAtWall } = await marksOf(page);
    const plan = await ports.store.keptPlan(workspaceId, id);
    const scrolled = await scrollFigures(page, { list: ".plan-list", row: ".plan-list li", name: "plan-page", command });
    return [
      {
        name: "plan-page.shown",
        about: "from the vendors' last answer to rows on the screen",
        value: Math.round((rowsAtWall ?? Number.NaN) - readAt),
        unit: "ms",
        target: { most: 3_000 },
        command,
      },
      {
        name: "plan-page.creates",
        about: "contacts of which the plan tells",
        value: plan?.summary?.counts.create ?? null,
        unit: "contacts",
        target: { least: CONTACTS },
        command,
      },
      ...scrolled,
    ];
  } finally {
    await browser.close();
  }
}

/** When the vendors were last called, before it holds that the plan is shown. */
async function lastRead({ highlevel, incident }: Sandboxes, isShown: () => Promise<boolean>): Promise<number> {
  const calls = (): number => highlevel.control.counters().calls + incident.control.counters().calls;
  const began = systemClock.now();
  let seen = calls();
  let at = began;
  while (!(await isShown())) {
    const now = calls();
    if (now !== seen) at = systemClock.now();
    seen = now;
    if (systemClock.now() - began > PATIENCE_MS) throw new Error("the plan was not shown");
    await systemClock.sleep(LOOK_MS);
  }
  return at;
}
