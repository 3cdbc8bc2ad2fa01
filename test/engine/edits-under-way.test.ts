import { expect, it } from "vitest";
import type { RecordsPort } from "#core/ports/records-port.ts";
import { FreshReads } from "#engine/fresh-reads.ts";
import { reconcileBatch } from "#engine/reconcile/reconcile-batch.ts";
import type { Sides } from "#engine/engine-ports.ts";
import { contactType, createWorld, firstContact, type World } from "../support/in-process-world.ts";

/** One batch, in which a person acts at a chosen moment if anybody does. */
async function oneBatch(world: World, disturb: (sides: Sides) => Sides = (sides) => sides): Promise<void> {
  const bridge = await world.bridge();
  const ports = { ...world.ports, sides: async () => disturb(await world.vendors.sides(bridge)) };
  await reconcileBatch({ ports, bridge, fresh: new FreshReads(world.clock), owner: "one batch", limit: 50 });
}

/** Such a batch; then sweeps, until everything rests. */
async function reconcileWhile(world: World, disturb: (sides: Sides) => Sides): Promise<void> {
  await oneBatch(world, disturb);
  await world.sweep();
  await world.drain();
}

/** The port, with a person's edit right after the first call of one of its methods. */
function after<Name extends "read" | "updateMany" | "candidates">(port: RecordsPort, name: Name, edit: () => void): RecordsPort {
  let done = false;
  const call = port[name] as (...request: readonly unknown[]) => Promise<unknown>;
  return {
    ...port,
    [name]: async (...request: readonly unknown[]) => {
      const answer = await call(...request);
      if (!done) edit();
      done = true;
      return answer;
    },
  };
}

const tagsOf = (world: World, id: string): readonly string[] =>
  (world.highlevel.control.contacts().find((contact) => contact["id"] === id)?.["tags"] ?? []) as readonly string[];

it("M3 a tag that a person adds between our read and our write reaches the other side", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const contact = firstContact(world);
  const link = await world.linkOf(contact);
  const before = tagsOf(world, contact);
  world.incident.control.editEntry(link.rightId as string, null, { hw_tags: [...before, "ours"] });
  await world.sweep();
  await reconcileWhile(world, (sides) => ({
    ...sides,
    left: after(sides.left, "read", () => world.highlevel.control.setTags(contact, [...before, "theirs"])),
  }));
  const all = [...before, "ours", "theirs"].toSorted();
  expect(tagsOf(world, contact).toSorted()).toEqual(all);
  expect((await world.entryOf(link)).fields["tags"]).toEqual(all);
});

it("M3 a tag that a person removes between our read and our write leaves the other side too", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const contact = firstContact(world);
  const link = await world.linkOf(contact);
  world.highlevel.control.setTags(contact, ["kept", "removed"]);
  await world.deliver();
  await world.drain();
  world.incident.control.editEntry(link.rightId as string, null, { hw_tags: ["kept", "removed", "ours"] });
  await world.sweep();
  await reconcileWhile(world, (sides) => ({ ...sides, left: after(sides.left, "read", () => world.highlevel.control.setTags(contact, ["kept"])) }));
  expect(tagsOf(world, contact).toSorted()).toEqual(["kept", "ours"]);
  expect((await world.entryOf(link)).fields["tags"]).toEqual(["kept", "ours"]);
});

it("M1 E2 an edit that a write's answer shows is not forgotten because an event shows what was agreed", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const contact = firstContact(world);
  const entry = (await world.linkOf(contact)).rightId as string;
  // Of an edited entry no event tells: it is seen when something else of the contact changes.
  world.incident.control.editEntry(entry, null, { hw_website: "https://theirs.example.com/" });
  world.highlevel.control.addTag(contact, "ours");
  await world.deliver();
  await oneBatch(world, (sides) => ({
    ...sides,
    right: after(sides.right, "read", () => world.incident.control.editEntry(entry, null, { hw_email: "theirs@example.com" })),
  }));
  // The event of our own write arrives before anybody looks again.
  expect(await world.deliver()).not.toEqual([]);
  await world.drain();
  expect(world.highlevel.control.contacts().find(({ id }) => id === contact)).toMatchObject({
    website: "https://theirs.example.com/",
    email: "theirs@example.com",
  });
});

it("M3 E2 a tag that is still to be removed after a refusal is not forgotten because the event shows what was agreed before", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const contact = firstContact(world);
  const link = await world.linkOf(contact);
  const before = tagsOf(world, contact);
  const look = async (): Promise<void> => {
    world.clock.advance(120_000);
    await oneBatch(world);
  };
  world.highlevel.control.addTag(contact, "ours");
  await world.deliver();
  const update = { operation: "PUT /v3/catalog_entries/{id}" };
  world.incident.control.setFaults([{ fault: { kind: "cut-json" }, match: update, times: 1 }]);
  await look();
  // Of this one no event comes: it is seen by whoever finds out what became of the write.
  world.highlevel.control.setTags(contact, ["ours", ...before.slice(1)]);
  await world.highlevel.control.settleWebhooks();
  world.mailbox.splice(0);
  world.incident.control.setFaults([{ fault: { kind: "429", retryAfter: "3" }, match: update, times: 1 }]);
  await look();
  expect((await world.entryOf(link)).fields["tags"]).toEqual([...before, "ours"].toSorted());
  await look();
  await world.drain();
  expect((await world.entryOf(link)).fields["tags"]).toEqual([...before.slice(1), "ours"].toSorted());
});

it("M1 M7 an edit made between a bulk update and its read-back is an edit, not what was agreed", async () => {
  const world = await createWorld({ contacts: 12 });
  await world.load();
  const contact = firstContact(world);
  const link = await world.linkOf(contact);
  for (const { id } of world.highlevel.control.contacts()) world.highlevel.control.editContact(String(id), { website: "https://ours.example.com/" });
  await world.deliver();
  await reconcileWhile(world, (sides) => ({
    ...sides,
    right: after(sides.right, "updateMany", () =>
      world.incident.control.editEntry(link.rightId as string, null, { hw_website: "https://theirs.example.com/" }),
    ),
  }));
  expect((await world.entryOf(link)).fields["website"]).toBe("https://theirs.example.com/");
  expect(world.highlevel.control.contacts().find(({ id }) => id === contact)).toMatchObject({ website: "https://theirs.example.com/" });
});

it("M5 M7 a vendor that shortens what it is given leaves the other side's longer value alone, and nobody writes again", async () => {
  const world = await createWorld({ contacts: 2 });
  await world.load();
  const link = await world.linkOf(firstContact(world));
  world.highlevel.control.setQuirks({ truncateNamesAt: 12 });
  const name = "Maximiliana Featherstonehaugh-Cholmondeley";
  world.incident.control.editEntry(link.rightId as string, name, {});
  await world.sweep();
  await world.drain();
  expect(world.highlevel.control.contacts().find(({ id }) => id === link.leftId)).toMatchObject({ firstName: "Maximiliana" });
  const quiet = world.writes();
  for (let round = 0; round < 3; round += 1) {
    await world.deliver();
    await world.sweep();
    await world.app.syncContact(link.id);
    await world.drain();
  }
  expect((await world.entryOf(link)).fields["fullName"]).toBe(name);
  expect(world.writes()).toBe(quiet);
  expect(await world.linkOf(link.leftId as string)).toMatchObject({ openConflicts: 0 });
});

it("M1 what a contact held that came in between our look and our upsert reaches the entry that we made it for", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const { control } = world.highlevel;
  const entry = world.incident.control.createEntry(contactType(world), "Grace", { hw_email: "grace@example.com" });
  await world.sweep();
  const met = { firstName: "Grace", email: "grace@example.com", website: "https://met.example.com/", tags: ["met"] };
  let contact = "";
  await reconcileWhile(world, (sides) => ({
    ...sides,
    left: after(sides.left, "candidates", () => {
      contact = control.createContact(met);
    }),
  }));
  const link = await world.linkOf(contact);
  expect(link).toMatchObject({ rightId: entry, dirty: false, openConflicts: 0 });
  expect((await world.entryOf(link)).fields).toMatchObject({ website: met.website, tags: met.tags });
  expect(control.contacts().find(({ id }) => id === contact)).toMatchObject({ website: met.website, tags: met.tags });
});

/** A world in which a bulk update is about to be sent. */
async function withManyEdits(): Promise<World> {
  const world = await createWorld({ contacts: 12 });
  await world.load();
  for (const [index, { id }] of world.highlevel.control.contacts().entries())
    world.highlevel.control.editContact(String(id), { website: `https://new-${String(index)}.example.com/` });
  await world.deliver();
  return world;
}

/** One write has failed, and it is not known whether it was done; later a look tells that it was. */
async function expectInDoubt(world: World): Promise<void> {
  const told = async (kind: "failed" | "write") => world.store.journal(world.workspaceId, { kinds: [kind], limit: 1_000 });
  const [failed, ...more] = await told("failed");
  expect(more).toEqual([]);
  expect(failed?.detail).toMatchObject({ action: "update", outcome: "unknown" });
  world.clock.advance(60_000);
  await world.drain();
  const written = (await told("write")).find(({ intentId }) => intentId === failed?.intentId);
  expect(written?.detail).toMatchObject({ action: "update", outcome: "confirmed-by-probe" });
}

it("A1 I4 a bulk write that could not be read back is in doubt, not refused, until a look tells that it was done", async () => {
  const world = await withManyEdits();
  const { control } = world.incident;
  // Lists that lag show nothing of the writes, so each is read by its id.
  control.setQuirks({ listLagMs: 8_000 });
  const fault = { kind: "html-502" } as const;
  const breakOneRead = (): void => control.setFaults([{ fault, match: { operation: "GET /v3/catalog_entries/{id}" }, times: 1 }]);
  await oneBatch(world, (sides) => ({ ...sides, right: after(sides.right, "updateMany", breakOneRead) }));
  await expectInDoubt(world);
});

it("A1 I4 one that is sent alone because nobody knows what became of the bulk write stays in doubt when it does not get through", async () => {
  const world = await withManyEdits();
  world.incident.control.setFaults([
    { fault: { kind: "500-after" }, match: { operation: "POST /v3/catalog_entries/actions/bulk_update" }, times: 1 },
    { fault: { kind: "refuse" }, match: { operation: "PUT /v3/catalog_entries/{id}" }, times: 1 },
  ]);
  await oneBatch(world);
  await expectInDoubt(world);
});
