import { expect, it } from "vitest";
import type { BridgeId, LinkId } from "#core/ids.ts";
import { LEASE_MS } from "#engine/reconcile/lease.ts";
import { must } from "#lib/must.ts";
import { contactType, createWorld, type World } from "../support/in-process-world.ts";

/** Looks at the links as a worker does that dies before it can note anything; another one may look once the lease is over. */
async function lookAndDie(world: World, ids: readonly LinkId[]): Promise<void> {
  const { store } = world;
  const settle = store.settle.bind(store);
  store.settle = async (_workspaceId, settlements) => ({ settled: [], lost: settlements.map(({ linkId }) => linkId) });
  await world.claimOnly(ids);
  store.settle = settle;
  world.clock.advance(LEASE_MS + 1);
}

async function expectInStep(world: World, contact: string, website: string): Promise<void> {
  const link = await world.linkOf(contact);
  expect(link).toMatchObject({ state: "active", dirty: false, openConflicts: 0 });
  expect((await world.entryOf(link)).fields["website"]).toBe(website);
  expect(world.highlevel.control.contacts().find(({ id }) => id === contact)).toMatchObject({ website });
}

/** A world with a contact that has a link and no entry yet. */
async function withNewContact(): Promise<{ readonly world: World; readonly contact: string; readonly id: LinkId }> {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const contact = world.highlevel.control.createContact({ firstName: "Ada", email: "ada@example.com", website: "https://made.example.com/" });
  await world.sweep();
  return { world, contact, id: (await world.linkOf(contact)).id };
}

/** A world with an entry that has a link and no contact yet. */
async function withNewEntry(): Promise<{ readonly world: World; readonly bridgeId: BridgeId; readonly entry: string; readonly id: LinkId }> {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const { id: bridgeId } = await world.bridge();
  const entry = world.incident.control.createEntry(contactType(world), "Ada", { hw_email: "ada@example.com" });
  await world.sweep();
  const { id } = must(await world.store.linkOf(world.workspaceId, bridgeId, "incident", entry), "the entry's link");
  return { world, bridgeId, entry, id };
}

const outcomesOf = async (world: World, linkId: LinkId): Promise<readonly unknown[]> =>
  (await world.store.journal(world.workspaceId, { linkId, kinds: ["write"], after: "", limit: 10 })).map(({ detail }) => detail["outcome"]);

it("I4 what was written over an entry that had just been made counts as agreed, though whoever made it died, and whoever wrote it too", async () => {
  const { world, contact, id } = await withNewContact();
  const { control } = world.highlevel;
  await lookAndDie(world, [id]);
  control.editContact(contact, { website: "https://first.example.com/" });
  await lookAndDie(world, [id]);
  control.editContact(contact, { website: "https://second.example.com/" });
  await world.load();
  await expectInStep(world, contact, "https://second.example.com/");
  expect(await outcomesOf(world, id)).toEqual(["confirmed-by-probe", "confirmed-by-probe", "confirmed"]);
});

it("I4 what was written over an entry that was found counts as agreed, though whoever found it died before it was known whose it is", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  world.incident.control.createEntry(contactType(world), "Ada", { hw_email: "ada@example.com" });
  const contact = world.highlevel.control.createContact({ firstName: "Ada", email: "ada@example.com", website: "https://first.example.com/" });
  await world.sweep();
  const { id } = await world.linkOf(contact);
  await lookAndDie(world, [id]);
  world.highlevel.control.editContact(contact, { website: "https://second.example.com/" });
  await world.load();
  await expectInStep(world, contact, "https://second.example.com/");
});

it("I4 an entry that a dead worker gave its marker is not made again over what a person typed there, though no key tells it any more", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const entry = world.incident.control.createEntry(contactType(world), "Ada", { hw_email: "ada@example.com" });
  const contact = world.highlevel.control.createContact({ firstName: "Ada", email: "ada@example.com" });
  await world.sweep();
  const { id } = await world.linkOf(contact);
  await lookAndDie(world, [id]);
  world.highlevel.control.editContact(contact, { email: "changed@example.com" });
  world.incident.control.editEntry(entry, null, { hw_phone: "+12025550144" });
  await world.claimOnly([id]);
  await world.load();
  expect(world.incident.control.entries(contactType(world))).toHaveLength(2);
  expect(await world.entryOf(await world.linkOf(contact))).toMatchObject({ id: entry, fields: { phone: "+12025550144" } });
});

it("I4 an entry found by a list that lags is read before anything is written over it", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const { control } = world.incident;
  const contact = world.highlevel.control.createContact({ firstName: "Ada", email: "ada@example.com", website: "https://made.example.com/" });
  await world.sweep();
  const { id } = await world.linkOf(contact);
  await lookAndDie(world, [id]);
  control.setQuirks({ listLagMs: 8_000 });
  const entry = String(control.entries(contactType(world)).find(({ external_id }) => String(external_id).endsWith(contact))?.["id"]);
  control.editEntry(entry, null, { hw_website: "https://right.example.com/" });
  world.highlevel.control.editContact(contact, { website: "https://left.example.com/" });
  await world.claimOnly([id]);
  const open = await world.store.conflicts(world.workspaceId, { state: "open", linkId: id, limit: 5 });
  expect(open.map(({ field, left, right }) => [field, left, right])).toEqual([
    ["website", "https://left.example.com/", "https://right.example.com/"],
  ]);
  expect((await world.entryOf(await world.linkOf(contact))).fields["website"]).toBe("https://right.example.com/");
});

it("I4 what a dead worker wrote over what another one had made counts as agreed, though lists that lag show it as it was made", async () => {
  const { world, contact, id } = await withNewContact();
  const { control } = world.highlevel;
  world.incident.control.setQuirks({ listLagMs: LEASE_MS / 2 });
  await lookAndDie(world, [id]);
  control.editContact(contact, { website: "https://first.example.com/" });
  await lookAndDie(world, [id]);
  control.editContact(contact, { website: "https://second.example.com/" });
  world.incident.control.setQuirks({ listLagMs: 1.5 * LEASE_MS });
  await world.claimOnly([id]);
  await expectInStep(world, contact, "https://second.example.com/");
});

it("I3 M1 what the vendor kept of an archived entry that it brings back is somebody's word, and reaches the contact", async () => {
  const { world, contact, id } = await withNewContact();
  const { control } = world.incident;
  control.setQuirks({ upsertClears: false });
  await lookAndDie(world, [id]);
  const entry = String(control.entries(contactType(world)).find(({ external_id }) => String(external_id).endsWith(contact))?.["id"]);
  control.editEntry(entry, null, { hw_phone: "+12025550145" });
  control.archiveEntry(entry);
  await world.load();
  const link = await world.linkOf(contact);
  expect(link).toMatchObject({ rightId: entry, state: "active", dirty: false, openConflicts: 0 });
  expect((await world.entryOf(link)).fields).toMatchObject({ phone: "+12025550145", website: "https://made.example.com/" });
  expect(world.highlevel.control.contacts().find((one) => one["id"] === contact)).toMatchObject({ phone: "+12025550145" });
});

/** An entry whose contact was made by a worker that died before it could note that; and the contact's own link. */
async function madeByTheDead(
  world: World,
): Promise<{ readonly contact: string; readonly entry: string; readonly maker: LinkId; readonly own: LinkId }> {
  const entry = world.incident.control.createEntry(contactType(world), "Once Only", { hw_email: "once@example.com" });
  await world.sweep();
  const { id: maker } = must((await world.links()).find(({ rightId }) => rightId === entry) ?? null, "the entry's link");
  world.incident.control.setFaults([{ fault: { kind: "500-before" }, match: { operation: "PUT /v3/catalog_entries/{id}" }, times: 1 }]);
  await lookAndDie(world, [maker]);
  const contact = String(world.highlevel.control.contacts().find(({ email }) => email === "once@example.com")?.["id"]);
  world.incident.control.editEntry(entry, null, { hw_email: "changed@example.com" });
  await world.sweep();
  return { contact, entry, maker, own: (await world.linkOf(contact)).id };
}

it("I4 a contact that a dead worker made a day ago gets no second entry, though its own link has the first turn", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const { contact, entry, own } = await madeByTheDead(world);
  world.clock.advance(86_400_000);
  await world.claimOnly([own]);
  expect(world.incident.control.entries(contactType(world))).toHaveLength(2);
  await world.load();
  expect(world.incident.control.entries(contactType(world))).toHaveLength(2);
  expect(await world.linkOf(contact)).toMatchObject({ rightId: entry, state: "active", dirty: false, openConflicts: 0 });
});

it("I4 a contact waits no longer than ten minutes for a create whose link nobody looks at again", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const { contact, maker, own } = await madeByTheDead(world);
  await world.app.pauseContact(maker, "Ada");
  world.clock.advance(86_400_000);
  await world.claimOnly([own]);
  expect((await world.linkOf(contact)).rightId).not.toBeNull();
});

it("I4 a contact waits for whoever has just found it and writes to it, though it shows nothing any more of what was sent", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const { contact, entry, maker, own } = await madeByTheDead(world);
  world.highlevel.control.editContact(contact, { firstName: "Somebody", lastName: "Else" });
  world.incident.control.editEntry(entry, null, { hw_email: "changed.again@example.com" });
  const { store } = world;
  const recordIntents = store.recordIntents.bind(store);
  let turns = 0;
  // The finder has given the contact the entry's new e-mail by now, and the entry has no marker yet.
  store.recordIntents = async (workspaceId, intents, now) => {
    if (intents.some(({ linkId, action }) => linkId === maker && action === "stamp") && (turns += 1) === 1) await world.claimOnly([own]);
    return recordIntents(workspaceId, intents, now);
  };
  await world.claimOnly([maker]);
  expect(turns).toBe(1);
  expect(world.incident.control.entries(contactType(world))).toHaveLength(2);
  await world.load();
  expect(world.incident.control.entries(contactType(world))).toHaveLength(2);
  expect(await world.linkOf(contact)).toMatchObject({ rightId: entry, state: "active", dirty: false, openConflicts: 1 });
  // That somebody has changed its name meanwhile is a question, because nobody saw what was sent stand there.
  expect(await store.conflicts(world.workspaceId, { state: "open", limit: 5 })).toMatchObject([{ field: "fullName" }]);
});

it("A1 a contact that was made by a link which another one took in has its entry, though the first one gave no account of it", async () => {
  const { world, bridgeId, entry, id: firstId } = await withNewEntry();
  const { store, workspaceId, clock } = world;
  await lookAndDie(world, [firstId]);
  const made = must(
    world.highlevel.control.contacts().find(({ email }) => email === "ada@example.com"),
    "the contact",
  );
  await world.sweep();
  // An account that may not be looked at leaves the link parked, and clean.
  const [held] = await store.claim({
    workspaceId,
    bridgeId,
    owner: "test",
    limit: 1,
    now: clock.now(),
    leaseUntil: clock.now() + 1,
    only: [firstId],
  });
  const { id: linkId, fence, dirtyGeneration } = must(held, "the held link");
  const rest = { outcomes: [], open: [], close: [], processed: [], journal: [] };
  await store.settle(workspaceId, [{ linkId, fence, dirtyGeneration, patch: { state: "parked" }, ...rest }], clock.now());
  const taker = await world.linkOf(String(made["id"]));
  expect(taker.id).not.toBe(firstId);
  await world.claimOnly([taker.id]);
  expect(await store.link(workspaceId, firstId)).toBeNull();
  await world.drain();
  const entries = await store.journal(workspaceId, { linkId: taker.id, kinds: ["write"], after: "", limit: 10 });
  expect(entries.map(({ side, detail: { action, recordId, outcome } }) => [side, action, recordId, outcome])).toEqual([
    ["highlevel", "create", made["id"], "confirmed-by-probe"],
    ["incident", "stamp", entry, "confirmed-by-probe"],
  ]);
  expect(await store.link(workspaceId, taker.id)).toMatchObject({ state: "active", dirty: false, rightId: entry });
});

it("M1 an entry is not taken for somebody else's while the link that made it owes its account, so nobody is asked about it", async () => {
  const { world, contact, id } = await withNewContact();
  await lookAndDie(world, [id]);
  world.highlevel.control.editContact(contact, { email: "changed@example.com" });
  await world.sweep();
  const entry = world.incident.control.entries(contactType(world)).find(({ external_id }) => String(external_id).endsWith(contact));
  const { id: bridgeId } = await world.bridge();
  const link = must(await world.store.linkOf(world.workspaceId, bridgeId, "incident", String(entry?.["id"])), "the entry's link");
  expect((await world.claimOnly([link.id])).get(link.id)).toBe("held-back");
  await world.drain();
  for (const state of ["open", "decided", "closed"] as const) expect(await world.store.conflicts(world.workspaceId, { state, limit: 5 })).toEqual([]);
  expect(await world.linkOf(contact)).toMatchObject({ rightId: entry?.["id"], state: "active", dirty: false });
  expect((await world.entryOf(await world.linkOf(contact))).fields["email"]).toBe("changed@example.com");
});

it("A1 a contact that was made has its entry, though what it was made from was gone when somebody looked", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const entry = world.incident.control.createEntry(contactType(world), "Ada", { hw_email: "ada@example.com" });
  await world.sweep();
  const { id: bridgeId } = await world.bridge();
  const { id } = must(await world.store.linkOf(world.workspaceId, bridgeId, "incident", entry), "the entry's link");
  await lookAndDie(world, [id]);
  const made = must(
    world.highlevel.control.contacts().find(({ email }) => email === "ada@example.com"),
    "the contact",
  );
  world.incident.control.archiveEntry(entry);
  await world.claimOnly([id]);
  const entries = await world.store.journal(world.workspaceId, { linkId: id, kinds: ["write"], after: "", limit: 10 });
  expect(entries.map(({ detail: { action, recordId, outcome } }) => [action, recordId, outcome])).toEqual([
    ["create", made["id"], "confirmed-by-probe"],
    ["stamp", entry, "not-seen"],
  ]);
  expect(await world.store.link(world.workspaceId, id)).toMatchObject({ state: "tombstone", leftId: null });
});

it("X1 I1 a link keeps its record and what it is to look at when another one fails to read what it would take in", async () => {
  const { world, contact, id } = await withNewContact();
  await lookAndDie(world, [id]);
  const made = must(
    world.incident.control.entries(contactType(world)).find(({ external_id }) => String(external_id).endsWith(contact)),
    "the entry",
  );
  const entry = String(made["id"]);
  // Nothing telling of what was sent is left, so nobody waits for an account of it.
  world.incident.control.editEntry(entry, "Somebody", { hw_email: null });
  await world.sweep();
  const { id: bridgeId } = await world.bridge();
  const taker = must(await world.store.linkOf(world.workspaceId, bridgeId, "incident", entry), "the entry's link");
  world.highlevel.control.setFaults([{ fault: { kind: "500-before" } }]);
  expect((await world.claimOnly([taker.id])).get(taker.id)).toBe("failed");
  expect(await world.store.link(world.workspaceId, id)).toMatchObject({ leftId: contact, dirty: true });
  world.highlevel.control.setFaults([]);
  await world.load();
  expect(await world.linkOf(contact)).toMatchObject({ rightId: entry, state: "active", dirty: false });
});

it("A1 a contact that was made has its entry in the journal, though the settlement was refused and the contact is gone before anybody looks", async () => {
  const { world, bridgeId, id } = await withNewEntry();
  const { store, workspaceId, clock } = world;
  const settle = store.settle.bind(store);
  let made = "";
  store.settle = async (...request) => {
    store.settle = settle;
    made = String(request[1].find(({ linkId }) => linkId === id)?.patch.leftId);
    const mark = { workspaceId, bridgeId, side: "highlevel", recordId: made, reason: "webhook", priority: "webhook" } as const;
    await store.markDirty([mark], clock.now());
    // The contact's own link is in another worker's hands meanwhile.
    const own = must(await store.linkOf(workspaceId, bridgeId, "highlevel", made), "the contact's link");
    const now = clock.now();
    await store.claim({ workspaceId, bridgeId, owner: "another", limit: 1, now, leaseUntil: now + LEASE_MS, only: [own.id] });
    const answer = await settle(...request);
    world.highlevel.control.deleteContact(made);
    return answer;
  };
  await world.claimOnly([id]);
  clock.advance(LEASE_MS + 1);
  await world.load();
  const [first] = await store.journal(workspaceId, { linkId: id, kinds: ["write"], after: "", limit: 10 });
  expect(first?.detail).toMatchObject({ action: "create", recordId: made, outcome: "confirmed-by-probe" });
});
