import { afterAll, beforeAll, expect, it } from "vitest";
import type pg from "pg";
import { freshDatabase } from "./embedded/test-database.ts";
import { migrate } from "./postgres/migrate.ts";
import { keepPartitions } from "./postgres/partitions.ts";
import { measureStore } from "./postgres/sizes.ts";
import { T0 } from "./store-contract/contract-world.ts";

let connection: pg.ClientConfig;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ connection, drop } = await freshDatabase());
  await migrate(connection, T0);
  await keepPartitions(connection, T0);
});
afterAll(() => drop());

it("measures each table once, partitions with their whole, the largest first", async () => {
  const tables = await measureStore(connection);
  const names = tables.map(({ table }) => table);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(["links", "journal", "inbox", "vendor_calls", "plans"]));
  expect(names.filter((name) => /\d|default/u.test(name))).toEqual([]);
  expect(tables.every(({ bytes, rows }) => bytes > 0 && rows >= 0)).toBe(true);
  expect(tables.map(({ bytes }) => bytes)).toEqual(tables.map(({ bytes }) => bytes).toSorted((one, other) => other - one));
});
