import { testsOf, type Mutant } from "./mutant.ts";

const storms = testsOf("test/torture/simulator/storms.test.ts");

/** What the simulator's oracle must notice by itself, in seeds that meet the bug. */
export const stormMutants: readonly Mutant[] = [
  {
    name: "storms-refresh-at-once",
    rule: "X8",
    file: "src/storage/memory/memory-store.ts",
    find: `      return inTurn(key, async () => {\n        const next = await change(`,
    replace: `      return Promise.resolve().then(async () => {\n        const next = await change(`,
    killedBy: [storms("X8 no storm sees two refreshes at once")],
  },
  {
    name: "storms-acknowledge-before-the-commit",
    rule: "X1",
    file: "src/engine/ingest/ingest.ts",
    find: `await Promise.all(holders.map((route) => commit(toEvent(delivery, verified, route, options.random))));`,
    replace: `void Promise.all(holders.map((route) => commit(toEvent(delivery, verified, route, options.random)))).catch(() => undefined);`,
    killedBy: [storms("X1 no storm sees an event acknowledged that is not stored")],
  },
  {
    name: "late-events-stay-undecided",
    rule: "A2",
    file: "src/engine/reconcile/link-run.ts",
    find: `if (this.link.events.length < MOST_EVENTS) return {};`,
    replace: `if (this.link.events.length <= MOST_EVENTS) return {};`,
    killedBy: [testsOf("test/engine/echoes.test.ts")("A2 takes a decision on every event, although more came than one claim shows")],
  },
  {
    name: "storms-take-links-in-without-their-account",
    rule: "A1",
    file: "src/storage/memory/memory-links.ts",
    find: `dirty: other.dirty || owes,`,
    replace: `dirty: other.dirty,`,
    killedBy: [storms("A1 no storm leaves a write to a vendor without its entry")],
  },
  {
    name: "storms-write-over-any-page",
    rule: "M1",
    file: "src/engine/reconcile/page-reads.ts",
    find: `return isQuiet && row.proven ? { record: row.record, as: "unchanged" } : null;`,
    replace: `return isQuiet ? { record: row.record, as: "unchanged" } : null;`,
    killedBy: [storms("M1 no storm writes over what a person typed on the strength of an old page")],
  },
  {
    name: "storms-write-over-a-first-look",
    rule: "M1",
    file: "src/engine/reconcile/page-reads.ts",
    find: `as === undefined || as === "unchanged"`,
    replace: `as !== "news"`,
    killedBy: [storms("M1 no storm writes over what a person typed on the strength of a first look")],
  },
  {
    name: "storms-overlook-what-lost-its-marker",
    rule: "I4",
    file: "src/vendors/incidentio/incident-entries.ts",
    find: `return page.catalog_entries.map((entry) => ({`,
    replace: `return page.catalog_entries.filter(({ external_id: id }) => typeof id !== "string" || id.startsWith(mapping.locationId)).map((entry) => ({`,
    killedBy: [storms("I4 no storm makes anew what lost its marker")],
  },
  {
    name: "storms-bring-tags-back",
    rule: "M3",
    file: "src/core/sync/merge-field.ts",
    find: `(there.right && !there.baseRight && toLeft);`,
    replace: `(there.right && (!there.baseRight || !there.left) && toLeft);`,
    killedBy: [storms("M3 no storm brings a tag back that a person took away")],
  },
];
