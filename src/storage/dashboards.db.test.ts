import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "#core/ports/store.ts";
import { stepStart, STEPS, type CountBatch } from "#core/ports/dashboard-rows.ts";
import { systemClock } from "#lib/system-clock.ts";
import { readCounts } from "./postgres/dashboards.ts";
import { dropWhatIsOver } from "./postgres/retention.ts";
import { entry, makeWorld, T0, type World } from "./store-contract/contract-world.ts";
import { openTestStore, type TestStore } from "./store-contract/open-test-store.ts";

let store: Store;
let owner: pg.Client;
let connection: pg.ClientConfig;
let opened: TestStore;
let world: World;

beforeAll(async () => {
  opened = await openTestStore(systemClock.now());
  ({ store, owner, connection } = opened);
  await owner.query("SET enable_seqscan = off");
  world = await makeWorld(store);
});
afterAll(async () => opened.end());

const count = ({ entries }: CountBatch) => ({
  rows: entries.map(({ at }) => ({ at: stepStart(STEPS.minutes, at), subject: world.bridge.id, counts: { write: 1 } })),
  open: [],
  closed: [],
  ended: [],
});

/** Writes so many entries into each of two hours, and counts them. */
async function grow(entries: number): Promise<void> {
  for (const at of [T0, T0 + STEPS.hour]) {
    await store.appendJournal(
      world.workspaceId,
      Array.from({ length: entries }, () => entry()),
      at,
    );
  }
  while ((await store.dashboards.countJournal(world.workspaceId, 1_000, count)) > 0);
}

interface Plan {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Actual Rows": number;
  readonly "Shared Hit Blocks": number;
  readonly "Shared Read Blocks": number;
  readonly Plans?: readonly Plan[];
}
const nodesIn = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesIn)];

/** What reading 90 days costs: tables, rows, pages. */
async function costOfRange(): Promise<{ readonly tables: readonly (string | undefined)[]; readonly rows: number; readonly pages: number }> {
  await owner.query("VACUUM dashboard_counts");
  await owner.query("SELECT set_config('highwire.workspace', $1, false)", [world.workspaceId]);
  const { rows } = await owner.query<{ "QUERY PLAN": readonly { readonly Plan: Plan }[] }>(
    `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${readCounts.text}`,
    [world.workspaceId, STEPS.day, T0 - 90 * STEPS.day, T0 + STEPS.day],
  );
  const plan = rows[0]?.["QUERY PLAN"][0]?.Plan;
  if (plan === undefined) throw new Error("no plan");
  const nodes = nodesIn(plan);
  return {
    tables: nodes.map((node) => node["Relation Name"]).filter((name) => name !== undefined),
    rows: Math.max(...nodes.map((node) => node["Actual Rows"])),
    pages: plan["Shared Hit Blocks"] + plan["Shared Read Blocks"],
  };
}

describe("the cost of a range", () => {
  it("stays what it was when the journal grows thirtyfold, and no entry of it is read", { timeout: 60_000 }, async () => {
    await grow(100);
    const before = await costOfRange();
    await grow(2_900);
    const after = await costOfRange();
    expect(before.tables).toEqual(["dashboard_counts"]);
    expect(after.tables).toEqual(before.tables);
    expect(after.rows).toBe(before.rows);
    expect(after.pages).toBeLessThanOrEqual(before.pages + 3);
    expect(await store.dashboards.counts(world.workspaceId, STEPS.day, 0, T0 + STEPS.day)).toMatchObject([{ counts: { write: 6_000 } }]);
  });

  it("is dropped step by step when its time is over: ten minutes after 3 days, hours after 15, days after 400", async () => {
    const left = async (now: number): Promise<readonly number[]> => {
      await dropWhatIsOver(connection, now);
      const steps = await Promise.all(Object.values(STEPS).map(async (step) => store.dashboards.counts(world.workspaceId, step, 0, now)));
      return steps.map((rows) => rows.length);
    };
    const [minutes, hours, days] = await left(T0 + STEPS.day);
    expect([minutes, hours, days]).toEqual([2, 2, 1]);
    expect(await left(T0 + 4 * STEPS.day)).toEqual([0, 2, 1]);
    expect(await left(T0 + 16 * STEPS.day)).toEqual([0, 0, 1]);
    expect(await left(T0 + 401 * STEPS.day)).toEqual([0, 0, 0]);
  });
});
