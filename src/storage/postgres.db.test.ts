import { randomBytes } from "node:crypto";
import { afterAll } from "vitest";
import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";
import { freshDatabase } from "./embedded/test-database.ts";
import { migrate } from "./postgres/migrate.ts";
import { createPostgresStore } from "./postgres/postgres-store.ts";
import { sealingKey } from "./secrets/envelope.ts";
import { storeContract } from "./store-contract.ts";

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const drops: (() => Promise<void>)[] = [];

storeContract("PostgreSQL", async () => {
  const { connection, drop } = await freshDatabase();
  drops.push(drop);
  await migrate(connection, systemClock.now());
  return createPostgresStore({
    connection,
    setRole: true,
    masterKey: sealingKey(new Uint8Array(randomBytes(32))),
    random: systemRandom,
    log: silent,
  });
});

afterAll(async () => {
  for (const drop of drops) await drop();
});
