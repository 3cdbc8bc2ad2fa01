import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { projectRoot } from "../support/project-files.ts";
import { openApp, type TestApp } from "./support/open-app.ts";

let app: TestApp;
beforeAll(async () => {
  app = await openApp({ contacts: 12 });
  await app.settled();
});
afterAll(() => app.close());

/** Pages whose contents a seed fixes. What a screen reader is given of them is committed; `vitest run test/e2e/screen-reader -u` takes it anew. */
const pages = {
  contacts: "/contacts",
  conflicts: "/conflicts",
  flows: "/flows",
  flow: "/flows/contacts",
  connections: "/settings/connections",
  people: "/settings/people",
  setup: "/setup",
} as const;

it.each(Object.entries(pages))("gives a screen reader the same of the page %s as before", { timeout: 60_000 }, async (name, path) => {
  const { page, ready, close } = await app.open({ path });
  await ready();
  const heard = await page.locator("body").ariaSnapshot();
  await expect(`${steady(heard)}\n`).toMatchFileSnapshot(join(projectRoot, "test", "e2e", "goldens", `${name}.aria.txt`));
  await close();
});

/** Without what differs from run to run: times, ids, ports, figures. */
const steady = (heard: string): string =>
  heard
    .split("\n")
    .filter((line) => !/^\s*- \/url:/u.test(line))
    .map((line) =>
      line
        .replace(/^(\s*- time): .*$/u, "$1: ‹time›")
        // Two of one name stand in the order of their ids, which are made anew each time.
        .replaceAll(/example\.(?:com|org|net)/gu, "‹domain›")
        .replace(/(?:now|\d+ \w+ ago)":$/u, '‹time›":')
        .replaceAll(/(?:just now|yesterday|(?:in )?\d+ (?:second|minute|hour|day)s?(?: ago)?)/gu, "‹time›")
        .replaceAll(/\b(?:19|20)\d{2}-\d{2}-\d{2}[^\s"]*|\b\d{1,2}:\d{2}(?::\d{2})?(?: [AP]M)?\b/gu, "‹time›")
        .replaceAll(/127\.0\.0\.1:\d+|localhost:\d+/gu, "‹address›")
        .replaceAll(/\b(?=[A-Za-z]*\d)(?=[\dA-Z]*[A-Z])[\dA-Za-z]{12,}\b/gu, "‹id›")
        .replaceAll(/\b[0-9a-f]{8,}\b/gu, "‹id›")
        .replaceAll(/\d+/gu, "#"),
    )
    .join("\n");
