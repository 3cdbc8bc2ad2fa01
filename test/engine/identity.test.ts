import { expect, it } from "vitest";
import type { LinkRow } from "#core/ports/store.ts";
import { must } from "#lib/must.ts";
import { contactType, createWorld, type World } from "../support/in-process-world.ts";

const entriesOf = (world: World): readonly unknown[] => world.incident.control.entries(contactType(world));

it("I1 links a catalog entry that a person made to the contact with the same e-mail instead of making another", async () => {
  const world = await createWorld({ contacts: 3 });
  await world.load();
  world.incident.control.createEntry(contactType(world), "Ada Quist", { hw_email: "ada.quist@example.com", hw_phone: "+12025550144" });
  const contact = world.highlevel.control.createContact({ firstName: "Ada", lastName: "Quist", email: "Ada.Quist@example.com" });
  await world.load();
  const link = await world.linkOf(contact);
  expect(link).toMatchObject({ state: "active", openConflicts: 0 });
  expect(entriesOf(world)).toHaveLength(4);
  expect(world.highlevel.control.contacts()).toHaveLength(4);
  expect(world.highlevel.control.contacts().find(({ id }) => id === contact)).toMatchObject({ phone: "+12025550144" });
  expect((await world.entryOf(link)).counterpartId).toBe(contact);
});

it("I2 asks a person when e-mail and phone point at different entries, and makes nothing", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const type = contactType(world);
  // Both entries have their own contact already waiting to be made, so the bridge must not make them first.
  await world.change({ mode: "paused" });
  world.incident.control.createEntry(type, "By mail", { hw_email: "two.faces@example.com" });
  world.incident.control.createEntry(type, "By phone", { hw_phone: "+12025550155" });
  const contact = world.highlevel.control.createContact({
    firstName: "Two",
    lastName: "Faces",
    email: "two.faces@example.com",
    phone: "+12025550155",
  });
  await world.sweep();
  await world.change({ mode: "live" });
  const before = { contacts: world.highlevel.control.contacts().length, entries: entriesOf(world).length };
  const link = await world.linkOf(contact);
  await world.claimOnly([link.id]);
  expect(await world.linkOf(contact)).toMatchObject({ state: "parked", because: "HW_LINK_AMBIGUOUS", rightId: null });
  const [conflict] = await world.store.conflicts(world.workspaceId, { state: "open", linkId: link.id, limit: 5 });
  expect(conflict).toMatchObject({ kind: "ambiguous" });
  expect(conflict?.candidates).toHaveLength(2);
  expect({ contacts: world.highlevel.control.contacts().length, entries: entriesOf(world).length }).toEqual(before);
});

it("I2 links the entry that the person chose", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const type = contactType(world);
  const first = world.incident.control.createEntry(type, "First", { hw_email: "twin@example.com" });
  world.incident.control.createEntry(type, "Second", { hw_email: "twin@example.com" });
  const contact = world.highlevel.control.createContact({ firstName: "First", email: "twin@example.com" });
  await world.sweep();
  await world.claimOnly([(await world.linkOf(contact)).id]);
  const [conflict] = await world.store.conflicts(world.workspaceId, { state: "open", linkId: (await world.linkOf(contact)).id, limit: 5 });
  await world.app.resolveConflict(conflict!.id, { choose: "candidate", recordId: first }, "test");
  await world.claimOnly([(await world.linkOf(contact)).id]);
  expect(await world.linkOf(contact)).toMatchObject({ rightId: first, state: "active", openConflicts: 0 });
});

/** Two contacts with one e-mail, made while the bridge rests, and what the sweeps show of them. */
async function twoContactsOneEntry(): Promise<{ readonly world: World; readonly entry: string; readonly twins: readonly string[] }> {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  await world.change({ mode: "paused" });
  const entry = world.incident.control.createEntry(contactType(world), "Twin", { hw_email: "twin@example.com" });
  const twins = [1, 2].map(() => world.highlevel.control.createContact({ firstName: "Twin", email: "twin@example.com" }));
  await world.sweep();
  await world.change({ mode: "live" });
  return { world, entry, twins };
}

it("I2 gives an entry to neither of two contacts with its e-mail, whichever is looked at first, and makes nothing", async () => {
  const { world, twins } = await twoContactsOneEntry();
  for (const twin of [...twins, ...twins]) await world.claimOnly([(await world.linkOf(twin)).id]);
  for (const twin of twins) expect(await world.linkOf(twin)).toMatchObject({ state: "parked", because: "HW_LINK_AMBIGUOUS", rightId: null });
  await world.drain();
  expect((await world.links()).filter(({ because }) => because === "HW_LINK_AMBIGUOUS")).toHaveLength(3);
  expect([world.highlevel.control.contacts().length, entriesOf(world).length]).toEqual([3, 2]);
});

it("I2 plans what it would do: the shared entry waits for a person in the preview as in the run", async () => {
  const { world, twins } = await twoContactsOneEntry();
  const plan = await world.app.preview((await world.bridge()).id);
  expect(plan.counts).toMatchObject({ needsPerson: 3, create: 0, update: 0 });
  expect(plan.items.filter(({ leftId }) => twins.includes(leftId ?? "")).map(({ symbol }) => symbol)).toEqual(["⚠", "⚠"]);
  await world.drain();
  const after = await world.app.preview((await world.bridge()).id);
  expect(after.counts).toEqual(plan.counts);
});

it("I2 gives a contact to neither of two entries with its e-mail, in the preview as in the run", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  await world.change({ mode: "paused" });
  for (const name of ["First", "Second"]) world.incident.control.createEntry(contactType(world), name, { hw_email: "twin@example.com" });
  const contact = world.highlevel.control.createContact({ firstName: "Twin", email: "twin@example.com" });
  await world.sweep();
  await world.change({ mode: "live" });
  expect((await world.app.preview((await world.bridge()).id)).counts).toMatchObject({ needsPerson: 3, create: 0, update: 0 });
  await world.drain();
  expect(await world.linkOf(contact)).toMatchObject({ state: "parked", rightId: null });
  expect((await world.links()).filter(({ because }) => because === "HW_LINK_AMBIGUOUS")).toHaveLength(3);
  expect([world.highlevel.control.contacts().length, entriesOf(world).length]).toEqual([2, 3]);
});

it("I2 waits while a person is asked about the entry, although the index does not know the other contact yet", async () => {
  const { world, entry, twins } = await twoContactsOneEntry();
  const [first = "", second = ""] = twins;
  const links = await world.links();
  await world.claimOnly(links.filter(({ rightId }) => rightId === entry).map(({ id }) => id));
  const { store, workspaceId } = world;
  // As in a first load, whose later page has yet to show the second one.
  const { linksByKeys, linkOf } = store;
  store.linksByKeys = async (...query) => (await linksByKeys(...query)).filter(({ leftId }) => leftId !== second);
  store.linkOf = async (...query) => (query[3] === second ? null : linkOf(...query));
  await world.claimOnly([(await world.linkOf(first)).id]);
  expect(await linkOf(workspaceId, (await world.bridge()).id, "highlevel", first)).toMatchObject({ state: "parked", rightId: null });
});

it("I2 gives the entry to the contact that is left once the other one has gone", async () => {
  const { world, entry, twins } = await twoContactsOneEntry();
  const [kept = "", gone = ""] = twins;
  await world.drain();
  world.highlevel.control.deleteContact(gone);
  await world.sweep();
  await world.drain();
  await world.app.syncContact(kept);
  expect(await world.linkOf(kept)).toMatchObject({ state: "active", rightId: entry, openConflicts: 0 });
  expect([world.highlevel.control.contacts().length, entriesOf(world).length]).toEqual([2, 2]);
});

it("I2 gives an entry to the only contact that looks for one, although a linked contact has one of its keys", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const email = String(world.highlevel.control.contacts()[0]?.["email"]);
  await world.change({ mode: "paused" });
  const entry = world.incident.control.createEntry(contactType(world), "Free", { hw_email: email, hw_phone: "+12025550155" });
  const contact = world.highlevel.control.createContact({ firstName: "Free", phone: "+12025550155" });
  await world.sweep();
  await world.change({ mode: "live" });
  await world.claimOnly([(await world.linkOf(contact)).id]);
  // HighLevel refuses an e-mail that another contact has; the two are linked all the same.
  expect(await world.linkOf(contact)).toMatchObject({ rightId: entry, because: "HW_VENDOR_DUPLICATE", openConflicts: 0 });
});

it("I3 finds every link again after the whole database is lost: no duplicate, no write over an edit", async () => {
  const world = await createWorld({ contacts: 15 });
  await world.load();
  const [edited, other] = world.highlevel.control.contacts().map(({ id }) => id as string);
  const entry = (await world.linkOf(edited as string)).rightId as string;
  // Both sides moved while there was no memory of what they last agreed on.
  world.highlevel.control.editContact(edited as string, { phone: "+12025550111" });
  world.incident.control.editEntry(entry, null, { hw_phone: "+1 202 555 0122" });
  const reborn = await world.withEmptyStore();
  await reborn.load();
  expect(entriesOf(reborn)).toHaveLength(15);
  expect(reborn.highlevel.control.contacts()).toHaveLength(15);
  const link = await reborn.linkOf(edited as string);
  expect(link.rightId).toBe(entry);
  const conflicts = await reborn.store.conflicts(reborn.workspaceId, { state: "open", linkId: link.id, limit: 5 });
  expect(conflicts.map(({ field, kind }) => `${kind} ${field}`)).toEqual(["first-link phone"]);
  expect(reborn.highlevel.control.contacts().find(({ id }) => id === edited)).toMatchObject({ phone: "+12025550111" });
  expect((await reborn.entryOf(link)).fields["phone"]).toBe("+12025550122");
  expect(await reborn.linkOf(other as string)).toMatchObject({ state: "active", openConflicts: 0, dirty: false });
});

it.each([
  ["incident", "POST /v3/catalog_entries"],
  ["highlevel", "POST /contacts/upsert"],
] as const)("I4 a create at %s that times out after it went through is found, not made again", async (vendor, operation) => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  world[vendor].control.setFaults([{ fault: { kind: "timeout-after" }, match: { operation }, times: 1 }]);
  if (vendor === "incident") world.highlevel.control.createContact({ firstName: "Once", email: "once@example.com" });
  else world.incident.control.createEntry(contactType(world), "Once", { hw_email: "once@example.com" });
  await world.load();
  expect(world.highlevel.control.contacts()).toHaveLength(2);
  expect(entriesOf(world)).toHaveLength(2);
  const once = world.highlevel.control.contacts().find(({ email }) => email === "once@example.com");
  expect(await world.linkOf(once?.["id"] as string)).toMatchObject({ state: "active", dirty: false, attempts: 0 });
  const failed = await world.store.journal(world.workspaceId, { kinds: ["failed"], limit: 5 });
  expect(failed.map(({ detail }) => detail["outcome"])).toEqual(["unknown"]);
});

it("I4 a create that may have happened is looked for by what was sent, although a person has changed that since", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  world.highlevel.control.setFaults([{ fault: { kind: "timeout-after" }, match: { operation: "POST /contacts/upsert" }, times: 1 }]);
  const entry = world.incident.control.createEntry(contactType(world), "Once", { hw_email: "once@example.com" });
  world.highlevel.control.webhooksTo(async () => {
    world.incident.control.editEntry(entry, null, { hw_email: "changed@example.com" });
    return 200;
  });
  await world.load();
  await world.load();
  expect(world.highlevel.control.contacts()).toHaveLength(2);
  expect(entriesOf(world)).toHaveLength(2);
  const changed = world.highlevel.control.contacts().find(({ email }) => email === "changed@example.com");
  expect(await world.linkOf(changed?.["id"] as string)).toMatchObject({ rightId: entry, state: "active", openConflicts: 0, dirty: false });
});

/** A contact whose making was not answered, and whose e-mail a person has changed since; and the entry that it was made for. */
async function madeUnseen(world: World): Promise<{ readonly contact: string; readonly entry: string }> {
  world.highlevel.control.setFaults([{ fault: { kind: "timeout-after" }, match: { operation: "POST /contacts/upsert" }, times: 1 }]);
  const entry = world.incident.control.createEntry(contactType(world), "Once Only", { hw_email: "once@example.com" });
  await world.sweep();
  await world.claimOnly((await world.links()).filter(({ rightId }) => rightId === entry).map(({ id }) => id));
  const contact = String(world.highlevel.control.contacts().find(({ email }) => email === "once@example.com")?.["id"]);
  world.highlevel.control.editContact(contact, { email: "changed@example.com" });
  return { contact, entry };
}

async function expectOnce(world: World, { contact, entry }: { readonly contact: string; readonly entry: string }): Promise<void> {
  expect(world.highlevel.control.contacts()).toHaveLength(2);
  expect(entriesOf(world)).toHaveLength(2);
  const link = await world.linkOf(contact);
  expect(link).toMatchObject({ rightId: entry, state: "active", dirty: false });
  // Nobody saw the e-mail that was sent stand there, so which one is right a person says.
  const open = await world.store.conflicts(world.workspaceId, { state: "open", linkId: link.id, limit: 5 });
  expect(open.map(({ field, left, right }) => [field, left, right])).toEqual([["email", "changed@example.com", "once@example.com"]]);
}

it("I4 a contact that was made unseen is found by what is left of it when a person has changed its e-mail since", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const made = await madeUnseen(world);
  // Its event is lost, so that nobody knows of it.
  world.mailbox.length = 0;
  await world.drain();
  await world.load();
  await expectOnce(world, made);
});

it("I4 a contact that was made unseen is found by its name although HighLevel keeps that in lower case, and its entry is not written over", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  world.highlevel.control.setQuirks({ lowercaseNames: true });
  const { contact, entry } = await madeUnseen(world);
  await world.deliver();
  await world.claimOnly([(await world.linkOf(contact)).id]);
  expect(entriesOf(world)).toHaveLength(2);
  await world.load();
  expect(world.highlevel.control.contacts()).toHaveLength(2);
  expect(await world.linkOf(contact)).toMatchObject({ rightId: entry, state: "active" });
});

it("I2 a contact that another unanswered create may have made is not taken for what was made unseen, whatever its name", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const refused = { operation: "POST /contacts/upsert" };
  // Two people of one name: the first one's contact was never made, the second one's was, and nobody knows of either.
  world.highlevel.control.setFaults([
    { fault: { kind: "500-before" }, match: refused, times: 1 },
    { fault: { kind: "timeout-after" }, match: refused, times: 1 },
  ]);
  const entries = ["one@example.com", "two@example.com"].map((email) =>
    world.incident.control.createEntry(contactType(world), "Same Name", { hw_email: email }),
  );
  await world.sweep();
  const linkOf = async (entry: string | undefined): Promise<LinkRow> =>
    must((await world.links()).find(({ rightId }) => rightId === entry) ?? null, "its link");
  for (const entry of entries) await world.claimOnly([(await linkOf(entry)).id]);
  await world.claimOnly([(await linkOf(entries[0])).id]);
  await world.load();
  const emails = await Promise.all(
    entries.map(async (entry) => {
      const { leftId } = await linkOf(entry);
      return world.highlevel.control.contacts().find(({ id }) => id === leftId)?.["email"];
    }),
  );
  expect(emails).toEqual(["one@example.com", "two@example.com"]);
});

it("I4 a new contact that may be what an unanswered create has made gets no entry of its own before that is known", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const made = await madeUnseen(world);
  await world.deliver();
  await world.claimOnly([(await world.linkOf(made.contact)).id]);
  expect(entriesOf(world)).toHaveLength(2);
  expect(await world.linkOf(made.contact)).toMatchObject({ rightId: null, dirty: true });
  await world.drain();
  await world.load();
  await expectOnce(world, made);
});

it("I4 a new contact waits for no unanswered create to which nothing about it is alike", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  await madeUnseen(world);
  const other = world.highlevel.control.createContact({ firstName: "Somebody", lastName: "Else", email: "else@example.com" });
  await world.deliver();
  await world.claimOnly([(await world.linkOf(other)).id]);
  expect((await world.linkOf(other)).rightId).not.toBeNull();
});

it("I4 a create that seemed to fail is booked as done once a look has found it", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  world.highlevel.control.setFaults([{ fault: { kind: "500-after" }, match: { operation: "POST /contacts/upsert" }, times: 1 }]);
  world.incident.control.createEntry(contactType(world), "Once", { hw_email: "once@example.com" });
  await world.load();
  const once = world.highlevel.control.contacts().find(({ email }) => email === "once@example.com");
  const { id: linkId } = await world.linkOf(once?.["id"] as string);
  const entries = await world.store.journal(world.workspaceId, { linkId, kinds: ["failed", "write"], after: "", limit: 10 });
  const creates = entries.filter(({ detail }) => detail["action"] === "create");
  expect(creates.map(({ detail }) => detail["outcome"])).toEqual(["unknown", "confirmed-by-probe"]);
  expect(new Set(creates.map(({ intentId }) => intentId)).size).toBe(1);
});

it("I3 finds the entry of a contact without e-mail and phone again, by the external id alone", async () => {
  const world = await createWorld({ contacts: 1 });
  const contact = world.highlevel.control.createContact({ firstName: "Only", lastName: "A Name" });
  await world.load();
  const { rightId } = await world.linkOf(contact);
  const reborn = await world.withEmptyStore();
  await reborn.load();
  expect(entriesOf(reborn)).toHaveLength(2);
  expect(await reborn.linkOf(contact)).toMatchObject({ rightId, state: "active", openConflicts: 0 });
});

it("X1 a link that has ended is not taken in while it has something to look at", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const { store, workspaceId, highlevel } = world;
  const { id: oldId, leftId, rightId, bridgeId } = must((await world.links())[0], "the link");
  const [gone, entry] = [must(leftId, "a contact"), must(rightId, "an entry")];
  const { email } = must(
    highlevel.control.contacts().find(({ id }) => id === gone),
    "the contact",
  );
  const contact = highlevel.control.createContact({ firstName: "Once more", email: String(email) });
  await world.sweep();
  const linksByKeys = store.linksByKeys.bind(store);
  store.linksByKeys = async (...request) => {
    const found = await linksByKeys(...request);
    store.linksByKeys = linksByKeys;
    // The contact that the entry was made for is deleted meanwhile, and an event tells of it when its link has just been looked at.
    highlevel.control.deleteContact(gone);
    await world.claimOnly([oldId]);
    const mark = { workspaceId, bridgeId, side: "highlevel", recordId: gone, reason: "webhook", priority: "webhook" } as const;
    await store.markDirty([mark], world.clock.now());
    return found;
  };
  const { id } = await world.linkOf(contact);
  expect((await world.claimOnly([id])).get(id)).toBe("held-back");
  expect(await store.link(workspaceId, oldId)).toMatchObject({ state: "tombstone", rightId: entry, dirty: true });
  await world.load();
  expect(await world.linkOf(contact)).toMatchObject({ state: "active", dirty: false });
  expect(await world.linkOf(gone)).toMatchObject({ dirty: false });
});
