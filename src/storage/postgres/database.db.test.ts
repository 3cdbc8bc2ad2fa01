import { AsyncResource, createHook } from "node:async_hooks";
import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freshDatabase } from "../embedded/test-database.ts";
import { openDatabase, statement, type Database } from "./database.ts";

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const echo = statement("echo", "SELECT $1::text AS said");
const STATEMENTS = 200;
const WORKSPACE = "00000000-0000-7000-8000-000000000001";
let fresh: Awaited<ReturnType<typeof freshDatabase>>;
let database: Database;

beforeAll(async () => {
  fresh = await freshDatabase();
  database = openDatabase({ connection: fresh.connection, setRole: false, log: silent, size: 1 });
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
});

/** A collection of young objects only. */
function collectYoung(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as (options: { readonly type: "minor" }) => void;
  collect({ type: "minor" });
}

it("what went with a statement is gone at the next collection of young objects after its answer", async () => {
  const alive = new Set<number>();
  const hook = createHook({ destroy: (id) => void alive.delete(id) }).enable();
  try {
    await database.read(null, echo, ["the connection is there"]);
    collectYoung();
    for (let index = 0; index < STATEMENTS; index += 1) {
      const resource = new AsyncResource("value of a statement");
      alive.add(resource.asyncId());
      await database.read(null, echo, [{ resource, toPostgres: () => "here" }]);
    }
    collectYoung();
    // Node tells of what was collected in a turn of its own.
    await turn();
    await turn();
    expect(alive.size).toBeLessThan(STATEMENTS / 20);
  } finally {
    hook.disable();
  }
});

const make = statement("make-said", "CREATE TEMP TABLE IF NOT EXISTS said (word text PRIMARY KEY)");
const say = statement("say", "INSERT INTO said SELECT unnest($1::text[]) RETURNING word");
const all = statement("all-said", "SELECT word FROM said ORDER BY word");
const said = async () => (await database.read<{ word: string }>(null, all)).map(({ word }) => word);

it("what goes in one trip is one transaction: it resolves with its last statement's rows, and leaves nothing when one fails, whose failure it tells", async () => {
  await database.open(async (transaction) => transaction.rows(make));
  expect(
    await database.inOneTrip(WORKSPACE, [
      [say, [["one"]]],
      [say, [["two", "three"]]],
    ]),
  ).toEqual([{ word: "two" }, { word: "three" }]);
  const broken = database.inOneTrip(WORKSPACE, [
    [say, [["four"]]],
    [say, [["one"]]],
    [say, [["five"]]],
  ]);
  await expect(broken).rejects.toMatchObject({ code: "HW_INVARIANT", data: { detail: expect.stringContaining("23505") as string } });
  expect(await said()).toEqual(["one", "three", "two"]);
});

it("a last statement is in its transaction: what it wrote is there when the work's result is, and if it fails, nothing is", async () => {
  await database.open(async (transaction) => transaction.rows(make));
  const kept = database.open(async (transaction) => {
    await transaction.rows(say, [["six"]]);
    transaction.last(say, [["seven"]]);
    return "kept";
  });
  expect([await kept, await said()]).toEqual(["kept", expect.arrayContaining(["seven", "six"])]);
  const broken = database.open(async (transaction) => {
    await transaction.rows(say, [["eight"]]);
    transaction.last(say, [["six"]]);
  });
  await expect(broken).rejects.toMatchObject({ code: "HW_INVARIANT", data: expect.not.objectContaining({ mayHaveHappened: true }) as object });
  expect(await said()).not.toContain("eight");
  expect(await database.read(null, echo, ["the connection goes on"])).toEqual([{ said: "the connection goes on" }]);
});
