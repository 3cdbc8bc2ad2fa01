import { expect, it } from "vitest";
import type { LinkId } from "#core/ids.ts";
import { LEASE_MS } from "#engine/reconcile/lease.ts";
import { createWorld, type World } from "../support/in-process-world.ts";

/** A contact whose entry was made by a worker that died before it could note it; its link is due again. */
async function withEntryUnnoted(world: World): Promise<{ readonly contact: string; readonly linkId: LinkId; readonly entry: string }> {
  await world.load();
  const contact = world.highlevel.control.createContact({ firstName: "Ada", email: "ada@example.com", tags: ["ours"] });
  await world.sweep();
  const { id: linkId } = await world.linkOf(contact);
  const { store } = world;
  const settle = store.settle.bind(store);
  store.settle = async (_workspaceId, settlements) => ({ settled: [], lost: settlements.map((settlement) => settlement.linkId) });
  await world.claimOnly([linkId]);
  store.settle = settle;
  world.clock.advance(LEASE_MS + 1);
  const typeId = world.incident.control.types().find(({ type_name: name }) => name.includes("HighLevelContact"))?.id ?? "";
  const entry = world.incident.control.entries(typeId).find(({ external_id: external }) => String(external).endsWith(contact))?.["id"];
  return { contact, linkId, entry: String(entry) };
}

it("I3 M1 what the vendor kept of an archived entry that it brings back is somebody's word, and reaches the contact", async () => {
  const world = await createWorld({ contacts: 1 });
  world.incident.control.setQuirks({ upsertClears: false });
  const { contact, entry } = await withEntryUnnoted(world);
  world.incident.control.editEntry(entry, null, { hw_website: "https://kept.example.com/" });
  world.incident.control.archiveEntry(entry);
  await world.load();
  const link = await world.linkOf(contact);
  expect(link).toMatchObject({ rightId: entry, state: "active", dirty: false, openConflicts: 0 });
  expect((await world.entryOf(link)).fields).toMatchObject({ website: "https://kept.example.com/", tags: ["ours"] });
  expect(world.highlevel.control.contacts().find(({ id }) => id === contact)).toMatchObject({ website: "https://kept.example.com/" });
});
