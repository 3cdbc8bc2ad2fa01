import { expect, it } from "vitest";
import { createWorld, firstContact } from "../support/in-process-world.ts";

async function gathered<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

it("A1 tells who did what, with what it was before and after, personal values masked", async () => {
  const world = await createWorld({ contacts: 2 });
  await world.load();
  const bridge = await world.bridge();
  await world.app.setBridgeMode(bridge.id, "paused", "ada");
  world.highlevel.control.editContact(firstContact(world), { phone: "+12025550199" });
  await world.app.setBridgeMode(bridge.id, "live", "ada");
  await world.sweep();
  await world.drain();
  const { audit } = world.app.desk;
  const { lines } = await audit.list({ by: "people", limit: 10 });
  expect(lines.map(({ sentence }) => sentence)).toEqual(["A person switched the bridge to live.", "A person switched the bridge to paused."]);
  expect(lines[0]?.who).toMatch(/^a person/u);
  const all = await gathered(audit.all({ by: "everything" }));
  const write = all.find(({ kind, changes }) => kind === "write" && changes.some(({ after }) => after === "••• 99"));
  expect(write?.changes).toMatchObject([{ field: "Phone", after: "••• 99" }]);
  expect(JSON.stringify(all)).not.toContain("+12025550199");
  expect(all.map(({ id }) => id)).toEqual(
    all
      .map(({ id }) => id)
      .toSorted()
      .toReversed(),
  );
});

it("A1 verifies the chain of all entries", async () => {
  const world = await createWorld({ contacts: 2 });
  await world.load();
  const all = await gathered(world.app.desk.audit.all({ by: "everything" }));
  expect(await world.app.desk.audit.verify()).toEqual({ checked: all.length, brokenAt: null });
});

it("A1 names whoever has an account here, though the journal holds their id alone", async () => {
  const world = await createWorld({ contacts: 2 });
  await world.load();
  const { store, workspaceId } = world.app;
  const person = { id: "p-1", name: "Grace Hopper", email: "grace@example.com", email_verified: true, role: "operator", disabled: false };
  await store.accounts.insert(workspaceId, "people", { ...person, two_factor_enabled: false, image: null, created_at: 1, updated_at: 1 });
  const bridge = await world.bridge();
  await world.app.setBridgeMode(bridge.id, "paused", "user:p-1");
  await world.app.setBridgeMode(bridge.id, "live", "user:gone");
  const { lines } = await world.app.desk.audit.list({ by: "people", limit: 10 });
  expect(lines.map(({ who }) => who)).toEqual(["a person who had signed in", "Grace Hopper"]);
  expect(JSON.stringify(await store.activity(workspaceId, { limit: 10 }))).not.toContain("Grace");
});
