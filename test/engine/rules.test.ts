import { expect, it } from "vitest";
import { createWorld } from "../support/in-process-world.ts";

it("P1 private incidents are told once a person says so, and their changes of mind are kept with who it was", async () => {
  const world = await createWorld({ contacts: 1 });
  const bridge = await world.bridge();
  await expect(world.app.changeRules(bridge.id, { tellsPrivate: true }, "test")).rejects.toMatchObject({ code: "HW_REQUEST_INVALID" });
  const other = await createWorld({ contacts: 1, entity: "case-task" });
  const before = await other.bridge();
  const after = await other.app.changeRules(before.id, { tellsPrivate: true, onDelete: "delete" }, "test");
  expect(after).toMatchObject({ version: before.version + 1, onDelete: "delete", cases: { tellsPrivate: true, tellsDrills: false } });
  const [entry] = await other.store.journal(other.workspaceId, { kinds: ["config"], limit: 1 });
  expect(entry).toMatchObject({ cause: ["person test"], detail: { rules: ["tellsPrivate", "onDelete"] } });
});

it("refuses what is no address, and changes nothing", async () => {
  const world = await createWorld({ contacts: 0, entity: "case-tags" });
  const before = await world.bridge();
  await expect(world.app.changeRules(before.id, { assignees: { u1: "nobody" } }, "test")).rejects.toMatchObject({ code: "HW_REQUEST_INVALID" });
  expect(await world.bridge()).toEqual(before);
});

it("keeps who a HighLevel user is in incident.io, and forgets it again", async () => {
  const world = await createWorld({ contacts: 0, entity: "follow-up" });
  const { id } = await world.bridge();
  await world.app.changeRules(id, { assignees: { u1: "Ada@Example.com", u2: "bo@example.com" } }, "test");
  expect((await world.app.changeRules(id, { assignees: { u2: null } }, "test")).cases?.assignees).toEqual({ u1: "ada@example.com" });
});
