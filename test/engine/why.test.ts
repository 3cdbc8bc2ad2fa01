import { expect, it } from "vitest";
import { addEveryBridge } from "#main/demo/every-bridge.ts";
import { must } from "#lib/must.ts";
import { openIncident, settle } from "../support/case-world.ts";
import { flowScenes, flowSceneNames } from "../support/flow-scenes.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

/** A world with a bridge of every kind, whose first contact is on an incident and has a task, a note and an appointment. */
async function worldOfFlows(): Promise<{ readonly world: World; readonly task: string; readonly incident: string }> {
  const world = await createWorld({ contacts: 2 });
  await addEveryBridge(world.ports, await world.bridge());
  world.highlevel.control.setQuirks({ leanTaskCreate: false });
  await world.load();
  const contact = firstContact(world);
  const incident = openIncident(world, [contact]);
  const task = world.highlevel.control.createTask(contact, { title: "Call back" });
  world.highlevel.control.createNote(contact, { body: "They asked about a refund" });
  world.highlevel.control.createAppointment(contact, { title: "Review" });
  await settle(world);
  return { world, task, incident };
}

it("A2 a contact's answer tells in one sentence each how all that hangs on it stands", async () => {
  const { world } = await worldOfFlows();
  const { related } = await world.app.why(firstContact(world));
  const told = Map.groupBy(related, ({ entity }) => entity);
  for (const entity of ["task", "case-task", "case-tags", "follow-up", "timeline"] as const) {
    const headlines = (told.get(entity) ?? []).map(({ headline }) => headline);
    expect([entity, headlines.some((headline) => /^(?:Created|Wrote|Linked)/u.test(headline))]).toEqual([entity, true]);
  }
});

it("A2 a task is found by its own id, with its follow-up, and says what made it cross", async () => {
  const { world, task } = await worldOfFlows();
  const found = await world.app.find(task);
  const link = must(
    found.find(({ leftId }) => leftId === `${firstContact(world)}/${task}`),
    "the task's link",
  );
  const { steps, related } = await world.app.why(link.id);
  expect(steps.some(({ sentence, chain }) => sentence.startsWith("Created") && chain.some((word) => word.includes("event")))).toBe(true);
  expect(related.map(({ entity }) => entity)).toContain("follow-up");
  world.highlevel.control.completeTask(task);
  await settle(world);
  const followUp = must(
    related.find(({ entity }) => entity === "follow-up"),
    "its follow-up",
  );
  const sentences = (await world.app.why(followUp.link.id)).steps.map(({ sentence }) => sentence);
  expect(sentences.some((sentence) => /Wrote Completed in incident\.io/u.test(sentence))).toBe(true);
});

it("A2 what comes back, and what is not written, is told as that", async () => {
  const { world, incident } = await worldOfFlows();
  await settle(world);
  world.incident.control.editIncident(incident, { summary: "Nothing that HighLevel is told" });
  await settle(world);
  const journal = await world.store.journal(world.workspaceId, { kinds: ["no-write"], limit: 200 });
  expect(journal.length).toBeGreaterThan(0);
  const reasons = new Set(journal.map(({ detail }) => String(detail["reason"])));
  for (const reason of reasons) expect(["equal", "echo", "spread", "begins-elsewhere", "first-link", "fields-changed"]).toContain(reason);
  for (const link of await world.links()) {
    const { headline } = await world.app.why(link.id);
    expect(headline).toMatch(/^[A-Z].*\.$/su);
    expect(headline).not.toMatch(/undefined|null|\bHW_/u);
  }
});

it.each(flowSceneNames)("A2 every write and every non-write of %s is told in plain words", async (scene) => {
  const told = new Map<string, string>();
  for (const world of await flowScenes[scene]({})) {
    const ids = (await world.links()).map(({ id }) => id);
    await world.app.syncContacts(ids, "test");
    await world.drain();
    for (const { steps } of await Promise.all(ids.map((id) => world.app.why(id))))
      for (const { sentence, entry } of steps) told.set(sentence, entry.kind);
  }
  expect([...told.values()]).toEqual(expect.arrayContaining(["write", "no-write"]));
  // A word of the code alone behind the colon is no sentence.
  for (const sentence of told.keys()) expect(sentence).toMatch(/^[A-Z](?!.*(?:undefined|null|\bHW_|: [a-z]+(?:-[a-z]+)*\.$)).*\.$/su);
});

it("A2 a run tells what it wrote, and afterwards what of it was taken back", async () => {
  const world = await createWorld({ contacts: 3, mode: "paused" });
  const plan = await world.app.preview((await world.bridge()).id);
  await world.app.apply(plan);
  const before = await world.app.whyRun(plan.id);
  expect(before).toMatchObject({ written: 3, takenBack: 0 });
  expect(before.steps.map(({ sentence }) => sentence)).toEqual(Array.from({ length: 3 }, () => "Created the record in incident.io."));
  await world.app.undo(plan.id);
  expect(await world.app.whyRun(plan.id)).toMatchObject({ written: 3, takenBack: 3 });
  await expect(world.app.whyRun("no-such-plan")).rejects.toMatchObject({ code: "HW_REQUEST_NOT_FOUND" });
});
