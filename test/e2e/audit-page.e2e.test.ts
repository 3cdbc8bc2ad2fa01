import { afterAll, beforeAll, expect, it } from "vitest";
import { axeViolations, sideScroll } from "./support/checks.ts";
import { openApp, type TestApp } from "./support/open-app.ts";
import { takePictures } from "./support/pictures.ts";

let app: TestApp;

beforeAll(async () => {
  app = await openApp({ contacts: 6 });
  await app.settled();
  const { session } = app.served;
  const [bridge] = await session.ports.store.bridges(session.workspaceId);
  await session.app.setBridgeMode(bridge!.id, "shadow", "=cmd()|calc");
});
afterAll(() => app.close());

it("shows who did what, verifies the chain with one press, and exports what no spreadsheet computes", { timeout: 60_000 }, async () => {
  const { page, ready, troubles, close } = await app.open({ path: "/settings/audit" });
  await ready();
  await page.getByText("A person switched the bridge to shadow.").first().waitFor();
  await page.getByRole("button", { name: "Verify chain" }).click();
  await page.getByText(/^The chain is whole: \d+ entries fit\.$/u).waitFor();
  expect(await axeViolations(page)).toEqual([]);
  expect(await sideScroll(page)).toEqual([]);
  await takePictures(app, "audit", "/settings/audit");
  const csv = await (await fetch(`${app.url}/api/v1/audit/export.csv`)).text();
  expect(csv.split("\r\n")[0]).toBe('"id","at","who","kind","what","flow","record","changes"');
  expect(csv).toContain("shadow");
  for (const line of csv.split("\r\n")) expect(line).not.toMatch(/(?:^|,)"[=+\-@]/u);
  const json = await (await fetch(`${app.url}/api/v1/audit/export.ndjson?by=everything`)).text();
  expect(json.trim().split("\n").length).toBeGreaterThan(10);
  expect(troubles).toEqual([]);
  await close();
});
