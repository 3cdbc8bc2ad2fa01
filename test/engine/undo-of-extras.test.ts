import { expect, it } from "vitest";
import { caseWorld, openIncident, settle } from "../support/case-world.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

/** A person makes something of which the bridge, which only reads so far, would make something at the other side. */
const scenes = {
  business: async () => {
    const world = await createWorld({ contacts: 1, entity: "business", mode: "paused" });
    world.highlevel.control.createBusiness("Acme", { website: "acme.example.com" });
    return world;
  },
  action: async () => {
    const world = await caseWorld("action");
    await world.change({ mode: "paused" });
    openIncident(world, [firstContact(world)]);
    world.highlevel.control.createTask(firstContact(world), { title: "Call back" });
    return world;
  },
  "timeline-note": async () => {
    const world = await caseWorld("timeline-note");
    const incident = openIncident(world, [firstContact(world)]);
    await settle(world);
    await world.change({ mode: "paused" });
    world.clock.advance(10_000);
    world.incident.control.addTimelineItem(incident, { title: "Customer called" });
    return world;
  },
  "new-contact": async () => {
    const world = await caseWorld("new-contact", { emailField: "Customer e-mail" });
    await world.change({ mode: "paused" });
    world.incident.control.addIncident("Checkout is down", [], "public", { fields: { "Customer e-mail": "ada.quist@example.com" } });
    return world;
  },
} satisfies Readonly<Record<string, () => Promise<World>>>;

it.each(Object.entries(scenes))("A3 a %s that a run has made is taken back, with what the vendor filled in", async (_entity, scene) => {
  const world = await scene();
  const plan = await world.app.preview((await world.bridge()).id);
  expect(plan.items.filter(({ symbol }) => symbol === "+")).toHaveLength(1);
  expect(await world.app.apply(plan)).toMatchObject({ applied: 1, failed: 0 });
  expect(await world.app.undo(plan.id)).toEqual({ restored: 0, removed: 1, changedSince: 0, failed: 0 });
});
