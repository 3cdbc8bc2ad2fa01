/** Measures the contacts page with 100,000 contacts: the real server over PostgreSQL, a real browser. Prints each figure; fails when one misses its target. */
import { systemClock } from "#lib/system-clock.ts";
import { must } from "#lib/must.ts";
import { withBenchServer, type BenchServer } from "#main/bench/bench-server.ts";
import type { Figure } from "#main/bench/figure.ts";
import { serve, type Served } from "#main/serve.ts";
import { multiplyLinks } from "#storage/postgres/multiply-links.ts";
import { benchRequest, marksOf, onWatchedPage, printFigures, scrollFigures, silent } from "./support/bench-page.ts";

const CONTACTS = Number(process.argv[2] ?? 100_000);
/** Contacts that differ; the others are copies of them, evenly. */
const SAMPLES = 200;
const command = "npm run bench:contacts-page";

const figures = await withBenchServer(benchRequest, async (server) => {
  const settings = { ...(await server.database("contacts_page")), port: 0 };
  const served = await serve(settings, { log: silent, sandbox: true, contacts: SAMPLES, seed: 5, simulatedPerson: false });
  try {
    await fill(server, served);
    return [...(await measureServer(served)), ...(await measurePage(served))];
  } finally {
    await served.close();
  }
});
printFigures(figures);

async function fill(server: BenchServer, { session, sandbox }: Served): Promise<void> {
  const { store, workspaceId } = session.app;
  const bridge = must(sandbox, "the sandbox").bridge;
  for (let tries = 0; (await store.counts(workspaceId, bridge.id))["in-sync"] < SAMPLES; tries += 1) {
    if (tries > 600) throw new Error("the sample contacts did not come into step");
    await systemClock.sleep(100);
  }
  // Copies have no records at the vendors: nobody is to look for them.
  await session.app.setBridgeMode(bridge.id, "paused", "bench");
  const { links } = await store.listLinks({ workspaceId, bridgeIds: [bridge.id], sort: "name", limit: SAMPLES });
  const each = Math.ceil((CONTACTS - links.length) / links.length);
  const copies = links.map(({ id }, index) => ({ sample: id, from: index * each, to: (index + 1) * each }));
  await multiplyLinks({ ...server.address, database: "contacts_page" }, workspaceId, copies);
}

async function measureServer({ url }: Served): Promise<readonly Figure[]> {
  const routes = {
    "first page by name": "/contacts?sort=name&limit=100",
    "a page in the middle": `/contacts?sort=name&limit=100&offset=${String(CONTACTS / 2)}`,
    "a search by name": "/contacts?sort=name&limit=100&search=person",
    "a search by e-mail": "/contacts?sort=name&limit=100&search=nobody.at.all@example.com",
    "those that need somebody": "/contacts?sort=name&limit=100&status=conflict",
    "why is somebody not synced": "/contacts/why?q=nobody@example.com",
  };
  const figures: Figure[] = [];
  for (const [about, route] of Object.entries(routes)) {
    const times: number[] = [];
    for (let round = 0; round < 7; round += 1) {
      const began = systemClock.monotonicMs();
      const answer = await fetch(`${url}/api/v1${route}`);
      if (!answer.ok) throw new Error(`${route} answers ${String(answer.status)}`);
      await answer.text();
      times.push(systemClock.monotonicMs() - began);
    }
    const value = Math.round(must(times.toSorted((one, other) => one - other)[3], "a median"));
    figures.push({ name: `contacts-page.api ${about}`, about: "median answer", value, unit: "ms", target: { most: 1_000 }, command });
  }
  return figures;
}

async function measurePage({ url }: Served): Promise<readonly Figure[]> {
  return onWatchedPage("a.row-link", async (page) => {
    await page.goto(`${url}/contacts`);
    await page.locator("a.row-link").first().waitFor();
    await systemClock.sleep(1_500);
    const { rowsAt } = await marksOf(page);
    const dataAt = await page.evaluate(() => {
      const [entry] = performance.getEntriesByType("resource").filter(({ name }) => name.includes("/api/v1/contacts?"));
      return (entry as PerformanceResourceTiming | undefined)?.responseEnd ?? 0;
    });
    return [
      {
        name: "contacts-page.first_rows",
        about: "from the first data to rows on the screen",
        value: Math.round((rowsAt ?? Number.NaN) - dataAt),
        unit: "ms",
        target: { most: 400 },
        command,
      },
      ...(await scrollFigures(page, { list: ".table", row: ".row", name: "contacts-page", command })),
    ];
  });
}
