import { expect, it } from "vitest";
import type { Clock } from "#core/ports/clock.ts";
import type { Delivery, Ingest } from "#engine/application.ts";
import { createIngest } from "#engine/ingest/ingest.ts";
import type { Verified } from "#engine/ingest/webhook-verifier.ts";
import { createWorld, firstContact, silent, type World } from "../support/in-process-world.ts";

/** One signed event about a contact, as the vendor sends it. */
async function edited(world: World, phone: string): Promise<Delivery> {
  world.highlevel.control.editContact(firstContact(world), { phone });
  await world.highlevel.control.settleWebhooks();
  const [delivery] = world.mailbox.splice(0);
  return delivery as Delivery;
}

/** The world's door, with something of it exchanged. */
function doorOver({ ports: { store, random }, clock, vendors }: World, instead: Partial<Parameters<typeof createIngest>[0]>): Ingest {
  return createIngest({ store, clock, random, log: silent, verifiers: vendors.verifiers, secretsOf: async () => [], ...instead });
}

it("X1 acknowledges once event and mark are committed, and not before", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const delivery = await edited(world, "+12025550101");
  let committed = false;
  const store = {
    ...world.store,
    commitEvents: async (...batch: Parameters<typeof world.store.commitEvents>) => {
      await world.clock.sleep(100);
      const result = await world.store.commitEvents(...batch);
      committed = true;
      return result;
    },
  };
  const ingest = doorOver(world, { store });
  expect(await ingest.receive(delivery)).toEqual({ status: 200, code: null });
  expect(committed).toBe(true);
  expect(await world.linkOf(firstContact(world))).toMatchObject({ dirty: true, dirtyReasons: ["webhook"] });
});

it("X2 answers 429 with a time to come back while the store is away, and takes the event later", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const delivery = await edited(world, "+12025550102");
  const away = { ...world.store, commitEvents: async () => Promise.reject(new Error("away")) };
  const ingest = doorOver(world, { store: away });
  expect(await ingest.receive(delivery)).toMatchObject({
    status: 429,
    code: "HW_STORAGE_UNAVAILABLE",
    retryAfterSeconds: expect.any(Number) as number,
  });
  expect(await world.app.ingest.receive(delivery)).toEqual({ status: 200, code: null });
});

it("X2 answers 429 after five seconds when the store takes longer, and knows the event when it comes again", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const [slow, quick] = [await edited(world, "+12025550104"), await edited(world, "+12025550105")];
  let stuck = true;
  const store = {
    ...world.store,
    commitEvents: async (...batch: Parameters<typeof world.store.commitEvents>) => {
      if (stuck) await world.clock.sleep(60_000);
      return world.store.commitEvents(...batch);
    },
  };
  const ingest = doorOver(world, { store });
  const startedMs = world.clock.monotonicMs();
  const answers = [ingest.receive(slow), world.clock.sleep(1_000).then(async () => ingest.receive(quick))];
  expect(await answers[0]).toMatchObject({ status: 429, code: "HW_STORAGE_UNAVAILABLE" });
  expect(world.clock.monotonicMs() - startedMs).toBe(5_000);
  expect(await answers[1]).toMatchObject({ status: 429 });
  expect(world.clock.monotonicMs() - startedMs).toBe(6_000);
  stuck = false;
  await world.clock.sleep(60_000);
  expect([await ingest.receive(slow), await ingest.receive(quick)]).toMatchObject([{ status: 200 }, { status: 200 }]);
  expect(await world.linkOf(firstContact(world))).toMatchObject({ dirty: true });
});

it("X2 answers for an event while one with a body of a megabyte is still being written", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const delivery = await edited(world, "+12025550106");
  const { windowMs } = world.vendors.verifiers.highlevel;
  const event = {
    kind: "verified",
    type: "ContactUpdate",
    account: world.highlevel.locationId,
    signedAt: null,
    signedBy: "a test",
    value: {},
  } as const;
  const verify = ({ body }: Pick<Delivery, "body">): Verified => ({ ...event, eventId: String(body.byteLength), unusable: null, records: [] });
  const committed: number[] = [];
  const store = {
    ...world.store,
    commitEvents: async (...batch: Parameters<typeof world.store.commitEvents>) => {
      const sizes = batch[0].map(({ body }) => body.byteLength);
      if (Math.max(...sizes) > 65_536) await world.clock.sleep(1_000);
      committed.push(...sizes);
      return world.store.commitEvents(...batch);
    },
  };
  const ingest = doorOver(world, { store, verifiers: { ...world.vendors.verifiers, highlevel: { windowMs, verify, records: () => [] } } });
  const answers = await Promise.all([1_000_000, 10, 65_536].map(async (bytes) => ingest.receive({ ...delivery, body: Buffer.alloc(bytes) })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(committed).toEqual([10, 65_536, 1_000_000]);
});

it("X2 counts a vendor's patience by the clock of the network where that is another one", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const store = {
    ...world.store,
    commitEvents: async (...batch: Parameters<typeof world.store.commitEvents>) => {
      await world.clock.sleep(10_000);
      return world.store.commitEvents(...batch);
    },
  };
  // In time lapse, ten seconds of the engine's are two of the network's.
  const { clock } = world;
  const patience: Clock = {
    now: clock.now,
    monotonicMs: () => clock.monotonicMs() / 5,
    sleep: (delayMs, signal) => clock.sleep(delayMs * 5, signal),
  };
  expect(await doorOver(world, { store, patience }).receive(await edited(world, "+12025550104"))).toMatchObject({ status: 200 });
});

it("X2 refuses what is no JSON, what is too large and what nobody signed, and stores none of it", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const delivery = await edited(world, "+12025550103");
  const changed = Buffer.from(delivery.body);
  changed[changed.length - 2] = (changed[changed.length - 2] as number) ^ 1;
  const answers = await Promise.all([
    world.app.ingest.receive({ ...delivery, headers: { ...delivery.headers, "content-type": "text/html" } }),
    world.app.ingest.receive({ ...delivery, body: Buffer.alloc(1_048_577, 32) }),
    world.app.ingest.receive({ ...delivery, body: changed }),
    world.app.ingest.receive({ ...delivery, headers: { "content-type": "application/json" } }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([415, 413, 401, 401]);
  expect(await world.linkOf(firstContact(world))).toMatchObject({ dirty: false });
});

it("X3 takes the same event twice for one", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const delivery = await edited(world, "+12025550104");
  await world.app.ingest.receive(delivery);
  await world.drain();
  const calls = world.calls();
  for (let time = 0; time < 5; time += 1) expect(await world.app.ingest.receive(delivery)).toEqual({ status: 200, code: null });
  await world.drain();
  expect(world.calls()).toBe(calls);
});

it("X2 takes no unsigned delivery, whatever stands in the signature's place", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const delivery = await edited(world, "+12025550106");
  const signature = delivery.headers["x-ghl-signature"] ?? "";
  const odd = [
    "N/A",
    "n/a",
    "",
    " ",
    "null",
    `${signature},N/A`,
    `${signature} `,
    signature.toLowerCase(),
    signature.slice(0, -2),
    `v1,${signature}`,
  ];
  for (const said of odd) {
    const answer = await world.app.ingest.receive({ ...delivery, headers: { ...delivery.headers, "x-ghl-signature": said } });
    expect([said, answer]).toEqual([said, { status: 401, code: "HW_WEBHOOK_BAD_SIGNATURE" }]);
  }
  expect(await world.linkOf(firstContact(world))).toMatchObject({ dirty: false });
  expect(await world.app.ingest.receive(delivery)).toEqual({ status: 200, code: null });
});

it("X3 takes HighLevel's own re-send of an event, which keeps the old time, after more than an hour", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const delivery = await edited(world, "+12025550107");
  world.clock.advance(75 * 60_000);
  expect(await world.app.ingest.receive(delivery)).toEqual({ status: 200, code: null });
  expect(await world.linkOf(firstContact(world))).toMatchObject({ dirty: true });
});

it("X3 takes an event without an id for the same when its body comes again, and for another when it differs", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const { windowMs } = world.vendors.verifiers.highlevel;
  const verify = (): Verified => ({
    kind: "verified",
    eventId: null,
    type: "ContactUpdate",
    account: world.highlevel.locationId,
    signedAt: null,
    signedBy: "a test",
    value: {},
    unusable: null,
    records: [{ side: "highlevel", id: firstContact(world), entity: "contact" }],
  });
  const answers: string[] = [];
  const store = {
    ...world.store,
    commitEvents: async (...batch: Parameters<typeof world.store.commitEvents>) => {
      const result = await world.store.commitEvents(...batch);
      answers.push(...result);
      return result;
    },
  };
  const verifiers = { ...world.vendors.verifiers, highlevel: { windowMs, verify, records: () => [] } };
  const ingest = doorOver(world, { store, verifiers });
  for (const body of ['{"n":1}', '{"n":2}', '{"n":1}'])
    await ingest.receive({ vendor: "highlevel", connectionId: null, headers: { "content-type": "application/json" }, body: Buffer.from(body) });
  expect(answers).toEqual(["new", "new", "duplicate"]);
});

it("X3 refuses an event older than ninety minutes although its signature is right", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const delivery = await edited(world, "+12025550105");
  world.clock.advance(91 * 60_000);
  expect(await world.app.ingest.receive(delivery)).toEqual({ status: 401, code: "HW_WEBHOOK_STALE" });
});

it("X4 an event for a location that is not held here changes nothing and costs no call", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  // One of ours comes first, so that nothing remembered of it can serve for another.
  expect(await world.app.ingest.receive(await edited(world, "+12025550109"))).toEqual({ status: 200, code: null });
  await world.drain();
  world.highlevel.control.addLocation({ id: "elsewhere", name: "Elsewhere" } as never);
  const calls = world.calls();
  world.highlevel.control.createContact({ firstName: "Not ours", email: "not.ours@example.com" }, "elsewhere");
  expect(await world.deliver()).toEqual([{ status: 200, code: "HW_WEBHOOK_UNKNOWN_SOURCE" }]);
  await world.drain();
  expect(world.calls()).toBe(calls);
  expect(await world.links()).toHaveLength(1);
});
