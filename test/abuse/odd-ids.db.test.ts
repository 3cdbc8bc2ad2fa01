import { newBridges } from "#main/default-mapping.ts";
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "#core/ports/store.ts";
import { createApplication } from "#engine/create-application.ts";
import { FreshReads } from "#engine/fresh-reads.ts";
import { createIngest } from "#engine/ingest/ingest.ts";
import { must } from "#lib/must.ts";
import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";
import { openVendors } from "#main/open-vendors.ts";
import { createServer } from "#server/create-server.ts";
import { freshDatabase } from "#storage/embedded/test-database.ts";
import { migrate } from "#storage/postgres/migrate.ts";
import { createPostgresStore } from "#storage/postgres/postgres-store.ts";
import { sealingKey } from "#storage/secrets/envelope.ts";
import { claim, makeWorld, type World } from "#storage/store-contract/contract-world.ts";
import { createHighLevelVerifier } from "#vendors/highlevel/webhook.ts";
import { incidentVerifier } from "#vendors/incidentio/webhook.ts";
import { silent } from "../support/in-process-world.ts";
import { answerTo, expectIdRefused, expectValueSurvived, json, oddValues } from "./support/api-requests.ts";
import { accountsOver } from "../support/accounts.ts";
import { notObjects, unreadable } from "./support/bad-bodies.ts";

/** PostgreSQL refuses texts that JavaScript takes; over the real one, nothing of that may show as an error of ours. */
const keys = generateKeyPairSync("ed25519");
const undo: (() => Promise<unknown>)[] = [];
let port: number;
let world: World;
let account: string;

beforeAll(async () => {
  const store = await openStore();
  world = await makeWorld(store);
  // Over accounts that matter somebody would have to sign in first.
  for (const id of [world.bridge.left, world.bridge.right])
    await store.saveConnection({ ...must(await store.connection(world.workspaceId, id), "the connection"), sandbox: true });
  account = must(await store.connection(world.workspaceId, world.bridge.left), "the connection").account;
  const verifiers = {
    highlevel: createHighLevelVerifier([keys.publicKey.export({ type: "spki", format: "der" }).toString("base64")]),
    incident: incidentVerifier,
  };
  const ingest = createIngest({ store, clock: systemClock, random: systemRandom, log: silent, verifiers, secretsOf: async () => [] });
  const vendors = await openVendors({ store, clock: systemClock, random: systemRandom, log: silent, highlevelKeys: [], publicUrl: null });
  undo.push(() => vendors.close());
  const { workspaceId } = world;
  const app = createApplication({
    ports: { store, clock: systemClock, random: systemRandom, log: silent, sides: () => Promise.reject(new Error("no vendor here")) },
    workspaceId,
    ingest,
    accounts: accountsOver({ store, clock: systemClock, random: systemRandom, vendors, workspaceId }),
    fresh: new FreshReads(systemClock),
    owner: "test",
    makeBridge: (entity, given) => newBridges[entity](given),
    quotas: async () => [],
    describeStore: () => ({ kind: "embedded", version: "18", fsync: true, checksums: true }),
  });
  const server = await createServer({ app, log: silent, options: { host: "127.0.0.1", port: 0, apiToken: null, publicUrl: null, webDir: null } });
  await server.listen();
  port = Number(new URL(server.url).port);
  undo.push(() => server.close());
});
afterAll(async () => {
  for (const step of undo.toReversed()) await step();
});

async function openStore(): Promise<Store> {
  const { connection, drop } = await freshDatabase();
  undo.push(drop);
  await migrate(connection, systemClock.now());
  const masterKey = sealingKey(new Uint8Array(randomBytes(32)));
  const store = await createPostgresStore({ connection, setRole: true, masterKey, random: systemRandom, log: silent });
  undo.push(() => store.close());
  return store;
}

describe("over PostgreSQL, ids and queries", () => {
  it.each(oddValues)("refuse the id %s of anything that is changed", (id) => expectIdRefused(port, id));
  it.each(oddValues)("survive %s wherever something is read", { timeout: 60_000 }, (value) => expectValueSurvived(port, value));
});

describe("over PostgreSQL, HighLevel", () => {
  const deliver = async (body: Buffer): Promise<string> => {
    const signature = sign(null, body, keys.privateKey).toString("base64");
    return (await answerTo(port, { path: "/webhooks/highlevel", headers: [json, ["x-ghl-signature", signature]], body })).body;
  };
  const event = (more: Readonly<Record<string, unknown>>): Buffer =>
    Buffer.from(JSON.stringify({ type: "ContactUpdate", locationId: account, id: "c", ...more }));

  it("X1 sends ids, types and event ids that a database refuses, and each is committed and marked", async () => {
    const odd = ["\u0000", "a\u0000b", "\ud800", "\udc00x", "'", "%", "\\", "💩", "x".repeat(256)];
    for (const text of odd) expect(await deliver(event({ id: text, type: "ContactUpdate", webhookId: text }))).toBe('{"code":null}');
    for (const text of odd) await deliver(event({ type: text, webhookId: `type ${text}` }));
    const links = await claim(world, { now: systemClock.now() });
    expect(links).toHaveLength(new Set(odd.map((text) => text.replaceAll("\u0000", "\ufffd").toWellFormed())).size);
  });

  it("X2 sends what cannot be read, and every byte of it is kept and acknowledged", async () => {
    for (const { name, bytes } of [...unreadable, ...notObjects]) expect(await deliver(bytes), name).toBe('{"code":"HW_WEBHOOK_UNUSABLE"}');
    expect(await claim(world, { now: systemClock.now() })).toEqual([]);
  });

  it("X4 sends locations that a database refuses, and they are nobody's", async () => {
    for (const locationId of ["\u0000", `${account}\u0000`, "\ud800", "'", "x".repeat(256)])
      expect(await deliver(event({ locationId }))).toBe('{"code":"HW_WEBHOOK_UNKNOWN_SOURCE"}');
  });
});

it.each(oddValues)("X4 over PostgreSQL, a webhook to the connection %s is nobody's", async (id) => {
  const { status } = await answerTo(port, { path: `/webhooks/incident/${id}`, headers: [json], body: "{}" });
  expect([400, 404]).toContain(status);
});
