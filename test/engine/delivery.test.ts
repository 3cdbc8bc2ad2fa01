import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { HighwireError } from "#core/errors.ts";
import type { LinkId } from "#core/ids.ts";
import { FreshReads } from "#engine/fresh-reads.ts";
import { LEASE_MS } from "#engine/reconcile/lease.ts";
import { reconcileBatch } from "#engine/reconcile/reconcile-batch.ts";
import { openVendors } from "#main/open-vendors.ts";
import { createWorld, firstContact, inProcess, silent, type World } from "../support/in-process-world.ts";

const phoneOf = async (world: World, contact: string): Promise<unknown> => (await world.entryOf(await world.linkOf(contact))).fields["phone"];

it("S1 writes what is read at that moment, not what the payload said", async () => {
  const world = await createWorld({ contacts: 2 });
  await world.load();
  const contact = firstContact(world);
  world.highlevel.control.editContact(contact, { phone: "+12025550101" });
  await world.highlevel.control.settleWebhooks();
  const older = world.mailbox.splice(0);
  world.highlevel.control.editContact(contact, { phone: "+12025550102" });
  await world.highlevel.control.settleWebhooks();
  // The older event overtakes the newer one, which is lost.
  world.mailbox.splice(0, world.mailbox.length, ...older);
  await world.deliver();
  await world.drain();
  expect(await phoneOf(world, contact)).toBe("+12025550102");
});

it("S2 a worker whose lease ended while it read writes nothing", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const contact = firstContact(world);
  world.highlevel.control.editContact(contact, { phone: "+12025550103" });
  await world.deliver();
  const quiet = world.writes();
  const port = (await world.vendors.sides(await world.bridge())).left;
  const slow = {
    ...port,
    read: async (...request: Parameters<typeof port.read>) => {
      const read = await port.read(...request);
      // Another worker takes the link over while this one hangs, as after a long pause of the process.
      await world.store.claim({
        workspaceId: world.workspaceId,
        bridgeId: bridge.id,
        owner: "other",
        limit: 9,
        now: world.clock.now() + LEASE_MS * 2,
        leaseUntil: world.clock.now() + LEASE_MS * 3,
        only: [link.id],
      });
      return read;
    },
  };
  const bridge = await world.bridge();
  const link = await world.linkOf(contact);
  const ports = { ...world.ports, sides: async () => ({ ...(await world.vendors.sides(bridge)), left: slow }) };
  const outcomes = await reconcileBatch({ ports, bridge, fresh: new FreshReads(world.clock), owner: "slow", limit: 5 });
  expect([...outcomes.values()]).toEqual(["lost"]);
  expect(world.writes()).toBe(quiet);
});

it("S2 a worker that stood still between its intent and its call sends nothing past its lease", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const contact = firstContact(world);
  world.highlevel.control.editContact(contact, { phone: "+12025550104" });
  await world.deliver();
  const quiet = world.writes();
  const bridge = await world.bridge();
  const { id } = await world.linkOf(contact);
  let isSent = false;
  const store = {
    ...world.store,
    markSent: async (...request: Parameters<typeof world.store.markSent>) => {
      const sent = await world.store.markSent(...request);
      isSent = true;
      return sent;
    },
    // The call waits for its turn under the vendor's limits; meanwhile time passes, and the link goes to another worker.
    updateBudget: async <Result>(...request: Parameters<typeof world.store.updateBudget<Result>>): Promise<Result> => {
      if (isSent && request[0].startsWith("rate:")) {
        isSent = false;
        world.clock.advance(LEASE_MS + 1);
        const now = world.clock.now();
        const { workspaceId } = world;
        await world.store.claim({ workspaceId, bridgeId: bridge.id, owner: "other", limit: 1, now, leaseUntil: now + LEASE_MS, only: [id] });
      }
      return world.store.updateBudget<Result>(...request);
    },
  };
  const vendors = await openVendors(
    { store, log: silent, clock: world.clock, random: world.ports.random, highlevelKeys: [], publicUrl: null },
    inProcess(world.clock, world.highlevel, world.incident),
  );
  const ports = { ...world.ports, store, sides: vendors.sides };
  const outcomes = await reconcileBatch({ ports, bridge, fresh: new FreshReads(world.clock), owner: "slow", limit: 5 });
  expect([...outcomes]).toEqual([[id, "lost"]]);
  expect(world.writes()).toBe(quiet);
});

it("S2 keeps the lease of a batch until its last link has ended, also when another one of it broke", async () => {
  const world = await createWorld({ contacts: 2 });
  await world.load();
  for (const { id } of world.highlevel.control.contacts()) world.highlevel.control.editContact(String(id), { phone: "+12025550105" });
  await world.deliver();
  const links = await world.links();
  let renewals = 0;
  const store = {
    ...world.store,
    settle: async (...request: Parameters<typeof world.store.settle>) => {
      // The store is away for the first link's end; the other link is in the middle of a slow read by then.
      if (request[1].some(({ linkId }) => linkId === links[0]?.id)) throw new HighwireError("HW_STORAGE_UNAVAILABLE");
      return world.store.settle(...request);
    },
    renew: async (...request: Parameters<typeof world.store.renew>) => {
      renewals += 1;
      return world.store.renew(...request);
    },
  };
  const sides = await world.vendors.sides(await world.bridge());
  const left: typeof sides.left = {
    ...sides.left,
    read: async (id, call) => {
      if (id === links[1]?.leftId) await world.clock.sleep(LEASE_MS * 2);
      return sides.left.read(id, call);
    },
  };
  const ports = { ...world.ports, store, sides: async () => ({ ...sides, left }) };
  const batch = reconcileBatch({ ports, bridge: await world.bridge(), fresh: new FreshReads(world.clock), owner: "one", limit: 2 });
  await expect(batch).rejects.toMatchObject({ code: "HW_STORAGE_UNAVAILABLE" });
  expect(renewals).toBeGreaterThanOrEqual(5);
  expect(await world.store.link(world.workspaceId, links[1]?.id as LinkId)).toMatchObject({ dirty: false });
});

it("S5 A1 each write has one intent and one entry in the journal, with before, after and its cause", async () => {
  const world = await createWorld({ contacts: 4 });
  await world.load();
  const contact = firstContact(world);
  const before = await phoneOf(world, contact);
  world.highlevel.control.editContact(contact, { phone: "+12025550104" });
  await world.deliver();
  await world.drain();
  const entries = await world.store.journal(world.workspaceId, { limit: 1_000 });
  const writes = entries.filter(({ kind }) => kind === "write");
  expect(writes).toHaveLength(5);
  expect(new Set(writes.map(({ intentId }) => intentId)).size).toBe(5);
  expect(writes[0]).toMatchObject({ side: "incident", values: [{ field: "phone", before, after: "+12025550104" }] });
  expect(writes[0]?.cause[0]).toMatch(/^webhook highlevel /);
  expect(await world.store.verifyJournal(world.workspaceId)).toMatchObject({ brokenAt: null });
});

it("S6 changes sent in bulk leave both vendors as changes sent one by one would", async () => {
  const run = async (bulk: boolean): Promise<readonly unknown[]> => {
    const world = await createWorld({ contacts: 12 });
    await world.load();
    const bulkCalls = (): number => world.incident.control.counters().byOperation["POST /v3/catalog_entries/actions/bulk_update"] ?? 0;
    for (const [index, { id }] of world.highlevel.control.contacts().entries())
      world.highlevel.control.editContact(String(id), { website: `https://new-${String(index)}.example.com/` });
    await world.deliver();
    if (bulk) await world.drain();
    else for (const link of await world.links()) await world.claimOnly([link.id]);
    await world.drain();
    expect(bulkCalls() > 0).toBe(bulk);
    const entries = await Promise.all((await world.links()).map(async (link) => world.entryOf(link)));
    return entries.map(({ fields, counterpartId }) => ({ fields, counterpartId }));
  };
  expect(await run(true)).toEqual(await run(false));
});

it("S6 links of one batch that change different fields keep all of their changes", async () => {
  const world = await createWorld({ contacts: 12 });
  await world.load();
  const contacts = world.highlevel.control.contacts().map(({ id }) => String(id));
  const editOf = (index: number): Readonly<Record<string, string>> =>
    index % 2 === 0 ? { website: `https://new-${String(index)}.example.com/` } : { phone: `+1202555014${String(index % 10)}` };
  contacts.forEach((id, index) => world.highlevel.control.editContact(id, editOf(index)));
  await world.deliver();
  await world.drain();
  for (const [index, id] of contacts.entries()) expect((await world.entryOf(await world.linkOf(id))).fields).toMatchObject(editOf(index));
});

it("P5 an unexpected failure is logged and kept with its place, and with no value of the record", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const contact = firstContact(world);
  world.highlevel.control.editContact(contact, { phone: "+12025550110" });
  await world.deliver();
  const bridge = await world.bridge();
  const sides = await world.vendors.sides(bridge);
  const refuse = async (): Promise<never> => Promise.reject(new TypeError("cannot write +12025550110 of ada@example.com"));
  const lines: unknown[] = [];
  const note = (...line: readonly unknown[]): void => void lines.push(line);
  const log = { debug: note, info: note, warn: note, error: note };
  const ports = { ...world.ports, log, sides: async () => ({ ...sides, right: { ...sides.right, update: refuse } }) };
  await reconcileBatch({ ports, bridge, fresh: new FreshReads(world.clock), owner: "test", limit: 5 });
  const failed = await world.store.journal(world.workspaceId, { kinds: ["failed", "parked"], limit: 5 });
  expect(lines).toMatchObject([["reconcile.unexpected", { name: "TypeError" }]]);
  expect(failed).toHaveLength(2);
  expect(JSON.stringify([lines, failed])).not.toMatch(/2025550110|ada@example/u);
});

it("X8 a credential that no longer works pauses the connection and loses no work", async () => {
  const world = await createWorld({ contacts: 2 });
  await world.load();
  const contact = firstContact(world);
  world.highlevel.control.revokeToken(world.highlevel.token);
  world.highlevel.control.editContact(contact, { phone: "+12025550105" });
  await world.deliver();
  const { id } = await world.linkOf(contact);
  // The first refusal asks for another token; there is none, so the second one pauses.
  await world.claimOnly([id]);
  await world.claimOnly([id]);
  const bridge = await world.bridge();
  expect(await world.store.connection(world.workspaceId, bridge.left)).toMatchObject({ state: "paused" });
  expect(await world.linkOf(contact)).toMatchObject({ dirty: true, state: "active" });
});

it("X9 a poison link parks alone while the others go on", async () => {
  const world = await createWorld({ contacts: 5 });
  await world.load();
  const contacts = world.highlevel.control.contacts().map(({ id }) => String(id));
  const poison = await world.linkOf(contacts[0] as string);
  world.incident.control.setFaults([
    {
      fault: { kind: "answer", status: 422, message: "refused", commits: false },
      match: { pathPrefix: `/v3/catalog_entries/${poison.rightId ?? ""}`, method: "PUT" },
    },
    {
      fault: { kind: "answer", status: 422, message: "refused", commits: false },
      match: { pathPrefix: "/v3/catalog_entries/actions", method: "POST" },
    },
  ]);
  for (const contact of contacts) world.highlevel.control.editContact(contact, { phone: "+12025550106" });
  await world.deliver();
  await world.drain();
  const links = await Promise.all(contacts.map(async (contact) => world.linkOf(contact)));
  expect(links.map(({ state }) => state)).toEqual(["parked", "active", "active", "active", "active"]);
  expect(await Promise.all(contacts.slice(1).map(async (contact) => phoneOf(world, contact)))).toEqual(Array(4).fill("+12025550106"));
});

it("X6 tries a failing link again with growing pauses, and parks it after twelve attempts", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const contact = firstContact(world);
  world.incident.control.setFaults([{ fault: { kind: "500-before" }, match: { method: "PUT" } }]);
  world.highlevel.control.editContact(contact, { phone: "+12025550107" });
  await world.deliver();
  const began = world.clock.now();
  await world.drain();
  expect(await world.linkOf(contact)).toMatchObject({ state: "parked" });
  const attempts = (await world.store.journal(world.workspaceId, { kinds: ["failed"], limit: 100 })).length;
  expect(attempts).toBeLessThanOrEqual(13);
  expect(attempts).toBeGreaterThanOrEqual(12);
  expect(world.clock.now() - began).toBeLessThan(86_400_000);
});

it("X6 X9 a record that always answers with trouble and a short Retry-After fails for good too, and is parked after twelve attempts", async () => {
  let refused = 0;
  let troubled = "";
  const world = await createWorld({
    contacts: 2,
    wire: (network) => async (request) => {
      if (troubled === "" || !request.url.includes(troubled)) return network(request);
      refused += 1;
      return { status: 503, headers: { "retry-after": "1" }, text: "{}" };
    },
  });
  await world.load();
  const contact = firstContact(world);
  troubled = `/contacts/${contact}`;
  world.highlevel.control.editContact(contact, { phone: "+12025550107" });
  await world.deliver();
  const { id } = await world.linkOf(contact);
  const began = world.clock.now();
  expect((await world.claimOnly([id])).get(id)).toBe("failed");
  const { attempts, dueAt } = await world.linkOf(contact);
  expect(attempts).toBe(1);
  expect(dueAt).toBeGreaterThanOrEqual(began + 1_000);
  await world.drain();
  expect(await world.linkOf(contact)).toMatchObject({ state: "parked", because: "HW_RETRIES_SPENT" });
  expect(refused).toBeLessThanOrEqual(12);
});

it("P2 P3 sends mapped fields only, and never consent or do-not-disturb", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const contact = firstContact(world);
  world.highlevel.control.editContact(contact, { dnd: true, source: "a secret source", phone: "+12025550108" });
  await world.deliver();
  await world.drain();
  expect(JSON.stringify(world.incident.control.entries())).not.toContain("a secret source");
  const link = await world.linkOf(contact);
  world.incident.control.editEntry(link.rightId as string, "New Name", { hw_email: "new.mail@example.com" });
  await world.sweep();
  await world.drain();
  expect(world.highlevel.control.contacts()[0]).toMatchObject({ email: "new.mail@example.com", dnd: true });
});

it("T3 the same seed run twice leaves the same trace", async () => {
  const run = async (seed: number): Promise<string> => {
    const world = await createWorld({ contacts: 8, seed });
    await world.load();
    world.highlevel.control.setFaults([{ fault: { kind: "500-after" }, probability: 0.2 }]);
    for (const { id } of world.highlevel.control.contacts()) world.highlevel.control.editContact(String(id), { phone: "+12025550109" });
    await world.deliver();
    await world.drain();
    const trace = await world.store.journal(world.workspaceId, { limit: 10_000 });
    return createHash("sha256").update(JSON.stringify(trace)).digest("hex");
  };
  expect(await run(7)).toBe(await run(7));
  expect(await run(7)).not.toBe(await run(8));
});
