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
