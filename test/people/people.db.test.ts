import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeCode } from "#engine/people/entry-codes.ts";
import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";
import { createServer, type HighwireServer } from "#server/create-server.ts";
import { peoplePorts } from "#server/people/people.ts";
import { freshDatabase } from "#storage/embedded/test-database.ts";
import { migrate } from "#storage/postgres/migrate.ts";
import { createPostgresStore, type PostgresStore } from "#storage/postgres/postgres-store.ts";
import { sealingKey } from "#storage/secrets/envelope.ts";
import { createWorld, silent } from "../support/in-process-world.ts";
import { appCode, PASSWORD, Visitor } from "../support/people-world.ts";

let store: PostgresStore;
let server: HighwireServer;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const { connection, drop } = await freshDatabase();
  await migrate(connection, systemClock.now());
  const masterKey = sealingKey(new Uint8Array(randomBytes(32)));
  store = await createPostgresStore({ connection, setRole: true, masterKey, random: systemRandom, log: silent });
  const world = await createWorld();
  const app = { ...world.app, store, clock: systemClock };
  server = await createServer({ app, log: silent, options: { host: "127.0.0.1", port: 0, apiToken: null, publicUrl: null, webDir: null } });
  await server.listen();
  const ports = peoplePorts(app);
  closers.push(
    () => server.close(),
    () => store.close(),
    drop,
  );
  const { code } = await makeCode(ports, { purpose: "setup", role: "owner", madeBy: "test" });
  const first = new Visitor(server);
  await first.post("/api/v1/codes/join", { code, name: "Ada", email: "ada@example.com", password: PASSWORD });
});
afterAll(async () => {
  for (const close of closers) await close();
});

it("keeps people, sessions and second factors in PostgreSQL, under row-level security", async () => {
  const visitor = new Visitor(server);
  const signIn = { email: "ada@example.com", password: PASSWORD };
  expect((await visitor.post("/api/v1/sign-in", { ...signIn, password: "wrong" })).status).toBe(401);
  expect((await visitor.post("/api/v1/sign-in", signIn)).body).toEqual({ next: "done" });
  const begun = (await visitor.post("/api/v1/me/second-factor/begin", { password: PASSWORD })).body as { uri: string };
  expect((await visitor.post("/api/v1/me/second-factor/confirm", { code: appCode(begun.uri, Date.now()) })).body).toMatchObject({
    secondFactor: true,
  });
  const other = new Visitor(server);
  expect((await other.post("/api/v1/sign-in", signIn)).body).toEqual({ next: "second-factor" });
  expect((await other.post("/api/v1/sign-in/second-factor", { code: "1" })).status).toBe(401);
  expect((await other.post("/api/v1/sign-in/second-factor", { code: appCode(begun.uri, Date.now()) })).body).toEqual({ next: "done" });
  expect((await other.get("/api/v1/me")).body).toMatchObject({ person: { name: "Ada", role: "owner" } });
  await other.post("/api/v1/me/sessions/end-others");
  expect((await visitor.get("/api/v1/me")).body).toMatchObject({ person: null });
  await other.post("/api/v1/sign-out");
  expect((await other.get("/api/v1/me")).body).toMatchObject({ person: null });
});
