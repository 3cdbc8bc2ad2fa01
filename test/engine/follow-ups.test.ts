import { describe, expect, it } from "vitest";
import { must } from "#lib/must.ts";
import type { CaseRules } from "#core/bridge.ts";
import { caseWorld, changeRules, openIncident, settle, sweepUp } from "../support/case-world.ts";
import { firstContact, type World } from "../support/in-process-world.ts";

type Kind = "follow-up" | "action";
const kinds: readonly Kind[] = ["follow-up", "action"];
const DUE = "2026-12-01T09:30:00.000Z";

interface Work {
  readonly id: string;
  readonly title?: string;
  readonly description: string;
  readonly status: string;
  readonly labels?: readonly string[];
  readonly assignee?: { readonly email: string };
}

const worksOf = ({ incident: { control } }: World, kind: Kind): readonly Work[] =>
  (kind === "action" ? control.actions() : control.followUps()) as never;
const onlyWork = (world: World, kind: Kind): Work => {
  const [only, ...others] = worksOf(world, kind);
  expect(others).toEqual([]);
  return must(only, `the ${kind}`);
};
/** As a person does in the dashboard; an action has no title, so its first line stands for it. */
function editWork(world: World, kind: Kind, id: string, edit: Parameters<World["incident"]["control"]["editAction"]>[1]): void {
  const { control } = world.incident;
  if (kind === "action") control.editAction(id, edit);
  else control.editFollowUp(id, edit);
}
const taskOf = (world: World, id: string) =>
  must(
    world.highlevel.control.tasks().find((task) => task["id"] === id),
    "the task",
  );
const addTask = (world: World, more: Readonly<Record<string, unknown>> = {}): string =>
  world.highlevel.control.createTask(firstContact(world), { title: "Call back", body: "<p>About the <b>outage</b></p>", dueDate: DUE, ...more });

/** A world whose incidents have no follow-ups and actions yet. */
async function emptyWorld(kind: Kind, rules: Partial<CaseRules> = {}): Promise<World> {
  const world = await caseWorld(kind, rules);
  const { control } = world.incident;
  for (const { id } of control.followUps()) control.deleteFollowUp(String(id));
  for (const { id } of control.actions()) control.deleteAction(String(id));
  await settle(world);
  return world;
}

/** An incident that names the first contact; returns its id. */
async function openCase(world: World, visibility: "public" | "private" = "public"): Promise<string> {
  const incident = openIncident(world, [firstContact(world)], visibility);
  await settle(world);
  return incident;
}

/** Follow-ups that name a task. */
const onlyLinked = ({ incident: { control } }: World) => control.followUps().filter(({ description }) => String(description).includes("· hw:"));

/** A case with one task, which is linked and at rest. */
async function linkedTask(kind: Kind, more: Readonly<Record<string, unknown>> = {}, visibility: "public" | "private" = "public") {
  const world = await emptyWorld(kind);
  const incident = await openCase(world, visibility);
  const task = addTask(world, more);
  await settle(world);
  return { world, incident, task, work: onlyWork(world, kind) };
}

describe.each(kinds)("a task and its %s", (kind) => {
  it("S1 a task made for an affected contact appears on the incident, with due date and a last line that names it, in one write", async () => {
    const world = await emptyWorld(kind);
    const incident = await openCase(world);
    const before = world.writes();
    const task = addTask(world);
    await settle(world);
    const contact = firstContact(world);
    const { locationId } = world.highlevel;
    const text = [
      ...(kind === "action" ? ["Call back"] : []),
      "About the outage",
      "Due: 2026-12-01 09:30 UTC",
      `[HighLevel task](https://app.gohighlevel.com/v2/location/${locationId}/contacts/detail/${contact}) · hw:${locationId}:${contact}/${task}`,
    ];
    expect(worksOf(world, kind)).toMatchObject([
      {
        incident_id: incident,
        description: text.join("\n\n"),
        status: "outstanding",
        ...(kind === "follow-up" && { title: "Call back", labels: ["highwire"] }),
      },
    ]);
    expect(world.writes() - before).toBe(1);
  });

  it("S1 takes over the tasks that are open when the case is first seen, and not those that are done", async () => {
    const world = await emptyWorld(kind);
    addTask(world, { title: "Open" });
    addTask(world, { title: "Done", completed: true });
    world.highlevel.control.createTask(String(world.highlevel.control.contacts()[1]?.["id"]), { title: "Of somebody else" });
    await settle(world);
    expect(worksOf(world, kind)).toEqual([]);
    await openCase(world);
    expect(JSON.stringify(onlyWork(world, kind))).toContain("Open");
  });

  it("E1 writes nothing more when its own writes come back, nor when sweeps look, and reads little", async () => {
    const { world } = await linkedTask(kind);
    const before = world.writes();
    await settle(world);
    await sweepUp(world);
    expect(await sweepUp(world)).toBe(0);
    expect(world.writes()).toBe(before);
    const calls = world.calls();
    await sweepUp(world);
    // Pages of contacts and entries, of incidents, of their open tasks, and of what changed of the work since.
    expect(world.calls() - calls).toBeLessThanOrEqual(6);
  });

  it("S1 completing and opening again go both ways, in one write each", async () => {
    const { world, task, work } = await linkedTask(kind);
    let before = world.writes();
    world.highlevel.control.completeTask(task);
    await settle(world);
    expect(onlyWork(world, kind).status).toBe("completed");
    expect(world.writes() - before).toBe(1);
    before = world.writes();
    editWork(world, kind, work.id, { status: "outstanding" });
    await settle(world);
    expect(taskOf(world, task)["completed"]).toBe(false);
    editWork(world, kind, work.id, { status: "not_doing" });
    await settle(world);
    expect(taskOf(world, task)["completed"]).toBe(true);
    expect(world.writes() - before).toBe(2);
    // So many changes within ten minutes would be taken for a quarrel of machines (E3).
    world.clock.advance(600_000);
    world.highlevel.control.editTask(task, { completed: false });
    await sweepUp(world);
    expect(onlyWork(world, kind).status).toBe("outstanding");
  });

  it("W1 a sweep finds a task's edit, of which HighLevel tells nothing", async () => {
    const { world, task } = await linkedTask(kind);
    world.highlevel.control.editTask(task, { title: "Call back today", body: "Now <i>urgent</i>", dueDate: "2026-12-02T10:00:00Z" });
    await sweepUp(world);
    const { title, description } = onlyWork(world, kind);
    expect(title ?? description.split("\n")[0]).toBe("Call back today");
    expect(description).toContain("Now urgent\n\nDue: 2026-12-02 10:00 UTC\n\n[HighLevel task]");
    expect(description).not.toContain("outage");
  });

  it("W1 a sweep finds a task and an edit in incident.io of which no event came, and closed cases cost no further calls", async () => {
    const world = await emptyWorld(kind);
    const incident = await openCase(world);
    world.incident.control.webhooksTo(null);
    world.highlevel.control.webhooksTo(null);
    const task = addTask(world);
    await sweepUp(world);
    editWork(world, kind, onlyWork(world, kind).id, { status: "completed" });
    await sweepUp(world);
    expect(taskOf(world, task)["completed"]).toBe(true);
    world.incident.control.editIncident(incident, { status: "Closed" });
    await sweepUp(world);
    const calls = world.calls();
    expect(await sweepUp(world)).toBe(0);
    expect(world.calls() - calls).toBeLessThanOrEqual(5);
  });

  it("S1 a contact on two incidents has one task, and what is changed on either incident reaches the other at once", async () => {
    const world = await emptyWorld(kind);
    await openCase(world);
    await openCase(world);
    const task = addTask(world);
    await settle(world);
    const [one, other] = worksOf(world, kind);
    editWork(world, kind, String(one?.id), { description: String(one?.description).replace("2026-12-01 09:30", "2026-12-05 09:30") });
    await settle(world);
    expect(taskOf(world, task)["dueDate"]).toBe("2026-12-05T09:30:00.000Z");
    expect(worksOf(world, kind).find(({ id }) => id === other?.id)?.description).toContain("2026-12-05 09:30");
    expect(worksOf(world, kind)).toHaveLength(2);
  });

  it("W1 a lean event that does not say whose task it is does not wait for a sweep", async () => {
    const world = await emptyWorld(kind);
    await openCase(world);
    expect(world.highlevel.control.quirks().leanTaskCreate).toBe(true);
    addTask(world);
    await settle(world);
    expect(worksOf(world, kind)).toHaveLength(1);
  });

  it("S1 both stay live when the incident has ended, by events of either side", async () => {
    const { world, incident, task, work } = await linkedTask(kind);
    world.incident.control.editIncident(incident, { status: "Closed" });
    await settle(world);
    world.highlevel.control.completeTask(task);
    await settle(world);
    expect(onlyWork(world, kind).status).toBe("completed");
    editWork(world, kind, work.id, { status: "outstanding" });
    await settle(world);
    expect(taskOf(world, task)["completed"]).toBe(false);
    addTask(world, { title: "Too late" });
    await settle(world);
    await sweepUp(world);
    expect(worksOf(world, kind)).toHaveLength(1);
    world.incident.control.editIncident(incident, { status: "Investigating" });
    await settle(world);
    expect(worksOf(world, kind)).toHaveLength(2);
  });

  it("I4 is made once where the second of its two calls never left", async () => {
    const world = await emptyWorld(kind);
    await openCase(world);
    world.highlevel.control.completeTask(addTask(world));
    const pathPrefix = kind === "action" ? "/v3/actions" : "/v3/follow_ups";
    world.incident.control.setFaults([{ fault: { kind: "refuse" }, match: { method: "PUT", pathPrefix }, times: 1 }]);
    await settle(world);
    expect(onlyWork(world, kind).status).toBe("completed");
    expect(world.incident.control.faultsInjected()).toMatchObject({ refuse: 1 });
  });

  it("W1 an open task is swept after its incident has ended too, for one call beside what any sweep costs", async () => {
    const { world, incident, task } = await linkedTask(kind);
    world.incident.control.editIncident(incident, { status: "Closed" });
    await settle(world);
    await sweepUp(world);
    const calls = world.calls();
    expect(await sweepUp(world)).toBe(0);
    // Pages of contacts and entries, of incidents, of what changed of the work since, and one search.
    expect(world.calls() - calls).toBeLessThanOrEqual(6);
    world.highlevel.control.editTask(task, { dueDate: "2026-12-04T10:00:00Z" });
    const before = world.writes();
    await sweepUp(world);
    expect(onlyWork(world, kind).description).toContain("Due: 2026-12-04 10:00 UTC");
    expect(world.writes() - before).toBe(1);
  });

  it("M1 what people write below the last line stays, and a due date that they type there moves the task's", async () => {
    const { world, task, work } = await linkedTask(kind);
    const edited = work.description.replace("Due: 2026-12-01 09:30 UTC", "**Due by** 3 December 2026 16:00");
    editWork(world, kind, work.id, { description: `${edited}\n\nSpoke to them on Monday.` });
    await settle(world);
    expect(taskOf(world, task)["dueDate"]).toBe("2026-12-03T16:00:00.000Z");
    world.highlevel.control.editTask(task, { body: "Other words" });
    await sweepUp(world);
    expect(onlyWork(world, kind).description).toMatch(/Other words\n\n.*Due.*\n\n\[HighLevel task\].*\n\nSpoke to them on Monday\.$/su);
  });

  it("M1 a due date that is taken away in incident.io leaves the task its own", async () => {
    const { world, task, work } = await linkedTask(kind);
    const before = world.writes();
    editWork(world, kind, work.id, { description: work.description.replace("Due: 2026-12-01 09:30 UTC\n\n", "") });
    await settle(world);
    await sweepUp(world);
    expect(taskOf(world, task)["dueDate"]).toBe(DUE);
    expect(world.writes()).toBe(before);
  });

  it("I3 finds tasks and their counterparts again after everything here was lost, and makes and changes nothing", async () => {
    const { world } = await linkedTask(kind);
    const before = world.writes();
    const fresh = await world.withEmptyStore();
    await fresh.load();
    expect(worksOf(world, kind)).toHaveLength(1);
    expect(world.writes()).toBe(before);
    expect((await fresh.links()).filter(({ openConflicts }) => openConflicts > 0)).toEqual([]);
  });

  it.each(["timeout-after", "500-after", "cut-json"] as const)(
    "I4 makes no second one when it cannot be told whether the first was made: %s",
    async (fault) => {
      const world = await emptyWorld(kind);
      await openCase(world);
      world.incident.control.setFaults([
        { fault: { kind: fault }, match: { operation: kind === "action" ? "POST /v3/actions" : "POST /v3/follow_ups" }, times: 1 },
      ]);
      addTask(world);
      await settle(world);
      expect(world.incident.control.faultsInjected()).toEqual({ [fault]: 1 });
      expect(worksOf(world, kind)).toHaveLength(1);
      await sweepUp(world);
      expect(worksOf(world, kind)).toHaveLength(1);
    },
  );

  it("I4 looks for half a minute for one whose answer was lost, because lists may show it late", async () => {
    const world = await emptyWorld(kind);
    await openCase(world);
    const operation = kind === "action" ? "POST /v3/actions" : "POST /v3/follow_ups";
    world.incident.control.setQuirks({ lateRowsMs: 20_000 });
    world.incident.control.webhooksTo(null);
    world.incident.control.setFaults([{ fault: { kind: "timeout-after" }, match: { operation }, times: 1 }]);
    addTask(world);
    await settle(world);
    await sweepUp(world);
    expect(worksOf(world, kind)).toHaveLength(1);
    expect((await world.links()).filter(({ rightId }) => rightId === worksOf(world, kind)[0]?.id)).toMatchObject([{ state: "active" }]);
  });

  it("S1 costs one write, and few reads, for a task made and for one completed", async () => {
    const world = await emptyWorld(kind);
    await openCase(world);
    const costOf = async (work: () => void): Promise<{ readonly calls: number; readonly writes: number }> => {
      const [calls, writes] = [world.calls(), world.writes()];
      work();
      await settle(world);
      // The event of our own write comes back.
      await settle(world);
      return { calls: world.calls() - calls, writes: world.writes() - writes };
    };
    let task = "";
    const made = await costOf(() => (task = addTask(world)));
    world.clock.advance(60_000);
    const completed = await costOf(() => world.highlevel.control.completeTask(task));
    expect([made.writes, completed.writes]).toEqual([1, 1]);
    expect(Math.max(made.calls, completed.calls)).toBeLessThanOrEqual(10);
  });

  it("I3 puts its last line back when somebody has taken it away", async () => {
    const { world, work } = await linkedTask(kind);
    const without = work.description.slice(0, work.description.indexOf("\n\n[HighLevel task]"));
    editWork(world, kind, work.id, { description: without });
    await settle(world);
    expect(onlyWork(world, kind).description).toBe(work.description);
  });

  it("D4 a task that is deleted sets its counterpart aside with a last line, which a person may take up again", async () => {
    const { world, task, work } = await linkedTask(kind);
    world.highlevel.control.deleteTask(task);
    await settle(world);
    expect(onlyWork(world, kind)).toMatchObject({ status: "not_doing", description: expect.stringMatching(/deleted in HighLevel\._$/u) as string });
    const before = world.writes();
    editWork(world, kind, work.id, { status: "outstanding" });
    await settle(world);
    await sweepUp(world);
    expect(world.writes()).toBe(before);
    expect(onlyWork(world, kind).status).toBe("outstanding");
  });

  it("D4 deletes its counterpart where the bridge says so", async () => {
    const { world, task } = await linkedTask(kind);
    await world.change({ onDelete: "delete", version: 9 });
    world.highlevel.control.deleteTask(task);
    await settle(world);
    expect(worksOf(world, kind)).toEqual([]);
  });

  it.each([true, false])("D4 leaves the task alone when its counterpart is deleted, whether an event tells it or not: %s", async (tells) => {
    const { world, task, work } = await linkedTask(kind);
    world.incident.control.setQuirks({ deletedWorkTells: tells });
    if (kind === "action") world.incident.control.deleteAction(work.id);
    else world.incident.control.deleteFollowUp(work.id);
    await settle(world);
    if (!tells) {
      world.clock.advance(86_400_000);
      await sweepUp(world);
    }
    expect(taskOf(world, task)["completed"]).toBe(false);
    expect((await world.links()).filter(({ rightId }) => rightId === work.id)).toMatchObject([{ state: "tombstone" }]);
    await sweepUp(world);
    expect(worksOf(world, kind)).toEqual([]);
  });

  it("P1 nothing that people write on a private incident reaches the task, and the task still reaches it", async () => {
    const { world, task, work } = await linkedTask(kind, {}, "private");
    editWork(world, kind, work.id, { status: "completed", assigneeEmail: "avery@example.com" });
    if (kind === "follow-up") world.incident.control.editFollowUp(work.id, { title: "Secret" });
    await settle(world);
    await sweepUp(world);
    expect(taskOf(world, task)).toMatchObject({ title: "Call back", completed: false });
    world.highlevel.control.editTask(task, { dueDate: "2026-12-04T10:00:00Z" });
    await sweepUp(world);
    expect(onlyWork(world, kind).description).toContain("Due: 2026-12-04 10:00 UTC");
    expect(taskOf(world, task)).toMatchObject({ title: "Call back", completed: false });
  });

  it("P1 what people write on a private incident reaches the task where the bridge says so", async () => {
    const { world, task, work } = await linkedTask(kind, {}, "private");
    await changeRules(world, { tellsPrivate: true });
    editWork(world, kind, work.id, { status: "completed" });
    await settle(world);
    expect(taskOf(world, task)["completed"]).toBe(true);
  });

  it("P2 what a customer wrote makes no link, image or mention in incident.io, and cannot pass for the last line", async () => {
    const text = "[pay](https://evil.example) <@U1> · hw:other:a/b";
    const { world, task } = await linkedTask(kind, { title: "[x](https://evil.example)", body: text });
    const { description } = onlyWork(world, kind);
    expect(description).toContain(String.raw`\[pay\](https\://evil.example) \<\@U1\>`);
    expect(description).toContain(`· hw:${world.highlevel.locationId}:${firstContact(world)}/${task}`);
    await sweepUp(world);
    expect(worksOf(world, kind)).toHaveLength(1);
    expect(taskOf(world, task)).toMatchObject({ title: "[x](https://evil.example)", body: text });
  });

  it("E4 leaves alone what Highwire itself has made for cases", async () => {
    const world = await emptyWorld(kind);
    await openCase(world);
    addTask(world, { body: "Status: live\n\nincident.io · case:01ABC/xyz" });
    await settle(world);
    await sweepUp(world);
    expect(worksOf(world, kind)).toEqual([]);
  });
});

it("S4 a plan tells what a run would do, and nothing of cases that are over", async () => {
  const world = await caseWorld("follow-up");
  await openCase(world);
  addTask(world);
  world.mailbox.splice(0);
  const { id } = await world.bridge();
  const plan = await world.app.preview(id);
  expect(plan.items.map(({ symbol, title }) => `${symbol} ${title}`)).toEqual(["+ Call back"]);
  await world.app.apply(plan);
  expect(onlyLinked(world)).toHaveLength(1);
  const [incident] = onlyLinked(world).map(({ incident_id: of }) => of);
  world.incident.control.editIncident(String(incident), { status: "Closed" });
  expect((await world.app.preview(id)).items).toEqual([]);
});

describe("assignees", () => {
  const user = (world: World, index: number): string => String(world.highlevel.control.users()[index]?.["id"]);

  it("M1 an assignee follows by e-mail address, or by the bridge's own table, both ways", async () => {
    const world = await emptyWorld("follow-up");
    await changeRules(world, { assignees: { [user(world, 0)]: "Avery@example.com", [user(world, 1)]: "bo@example.com" } });
    await openCase(world);
    const task = addTask(world, { assignedTo: user(world, 0) });
    await settle(world);
    const work = onlyWork(world, "follow-up");
    expect(work.assignee).toMatchObject({ email: "avery@example.com" });
    world.incident.control.editFollowUp(work.id, { assigneeEmail: "bo@example.com" });
    await settle(world);
    expect(taskOf(world, task)["assignedTo"]).toBe(user(world, 1));
  });

  it("M1 somebody whom incident.io does not know leaves it unassigned, and nothing is written again", async () => {
    const { world, task } = await linkedTask("follow-up");
    world.highlevel.control.editTask(task, { assignedTo: user(world, 0) });
    await sweepUp(world);
    expect(onlyWork(world, "follow-up").assignee).toBeUndefined();
    const before = world.writes();
    await sweepUp(world);
    expect(world.writes()).toBe(before);
    expect(taskOf(world, task)["assignedTo"]).toBe(user(world, 0));
    expect((await world.app.why(onlyWork(world, "follow-up").id)).headline).toContain("so nobody is assigned there");
  });

  it("A2 why says so of a write as well", async () => {
    const world = await emptyWorld("follow-up");
    await openCase(world);
    addTask(world, { assignedTo: user(world, 0) });
    await settle(world);
    const { steps } = await world.app.why(onlyWork(world, "follow-up").id);
    expect(steps.map(({ sentence }) => sentence)).toContainEqual(expect.stringMatching(/^Created the record in incident\.io\. Whoever is assigned/u));
  });
});

describe("work that a person makes in incident.io", () => {
  const make = (world: World, incident: string): string =>
    world.incident.control.createFollowUp(incident, { title: "Write to them", description: "By **Friday**" });

  it("A2 is left alone unless the bridge takes it, and why says so", async () => {
    const world = await emptyWorld("follow-up");
    const id = make(world, await openCase(world));
    await settle(world);
    await sweepUp(world);
    expect(world.highlevel.control.tasks()).toEqual([]);
    expect((await world.app.why(id)).headline).toContain("makes no task of this");
  });

  it("S1 becomes a task of the one affected contact where the bridge takes it, and both are live from then on", async () => {
    const world = await emptyWorld("follow-up", { takesNew: true });
    const incident = await openCase(world);
    const before = world.writes();
    const id = make(world, incident);
    await settle(world);
    const [task] = world.highlevel.control.tasks();
    expect(task).toMatchObject({ contactId: firstContact(world), title: "Write to them", completed: false });
    expect(task?.["body"]).toBe(`incident.io · follow-up:${incident}/${id}`);
    expect(Date.parse(String(task?.["dueDate"])) - world.clock.now()).toBeGreaterThan(86_000_000);
    expect(world.writes() - before).toBe(1);
    // HighLevel's due date is one that we made up: it is not told back.
    await sweepUp(world);
    expect(onlyWork(world, "follow-up").description).toBe("By **Friday**");
    world.highlevel.control.editTask(String(task?.["id"]), { dueDate: "2026-12-05T09:30:00Z" });
    await sweepUp(world);
    expect(onlyWork(world, "follow-up").description).toMatch(/^By \*\*Friday\*\*\n\nDue: 2026-12-05 09:30 UTC/u);
    world.incident.control.editFollowUp(id, { title: "Write to them today", status: "completed" });
    await settle(world);
    expect(world.highlevel.control.tasks()).toMatchObject([{ title: "Write to them today", completed: true }]);
    world.highlevel.control.editTask(String(task?.["id"]), { completed: false, body: `Notes\n\n${String(task?.["body"])}` });
    await sweepUp(world);
    expect(onlyWork(world, "follow-up")).toMatchObject({ status: "outstanding", description: "By **Friday**\n\nDue: 2026-12-05 09:30 UTC" });
    await sweepUp(world);
    expect(world.highlevel.control.tasks()).toHaveLength(1);
  });

  it("A3 is taken back with the due date that HighLevel wants of every task, and stays where somebody has moved that", async () => {
    for (const [moved, counts] of [
      [false, { removed: 1, changedSince: 0, failed: 0 }],
      [true, { removed: 0, changedSince: 1, failed: 0 }],
    ] as const) {
      const world = await emptyWorld("follow-up", { takesNew: true });
      const incident = await openCase(world);
      await world.change({ mode: "shadow" });
      make(world, incident);
      const plan = await world.app.preview((await world.bridge()).id);
      expect(await world.app.apply(plan)).toMatchObject({ applied: 1, failed: 0 });
      const [task] = world.highlevel.control.tasks();
      if (moved) world.highlevel.control.editTask(String(task?.["id"]), { dueDate: "2026-12-05T09:30:00Z" });
      expect(await world.app.undo(plan.id)).toMatchObject(counts);
      expect(world.highlevel.control.tasks()).toHaveLength(moved ? 1 : 0);
    }
  });

  it("I4 makes no second task when it cannot be told whether the first was made, and I3 finds it again", async () => {
    const world = await emptyWorld("follow-up", { takesNew: true });
    const incident = await openCase(world);
    world.highlevel.control.setFaults([{ fault: { kind: "timeout-after" }, match: { operation: "POST /contacts/{contactId}/tasks" }, times: 1 }]);
    make(world, incident);
    await settle(world);
    expect(world.highlevel.control.faultsInjected()).toEqual({ "timeout-after": 1 });
    expect(world.highlevel.control.tasks()).toHaveLength(1);
    const fresh = await world.withEmptyStore();
    await changeRules(fresh, { takesNew: true });
    await fresh.load();
    expect(world.highlevel.control.tasks()).toHaveLength(1);
    expect(worksOf(world, "follow-up")).toHaveLength(1);
  });

  it("A2 is left alone on an incident with several contacts or none, and why says so", async () => {
    const world = await emptyWorld("follow-up", { takesNew: true });
    const everybody = world.highlevel.control.contacts().map(({ id }) => String(id));
    const several = make(world, openIncident(world, everybody));
    const none = make(world, world.incident.control.addIncident("Nobody is down"));
    await settle(world);
    await sweepUp(world);
    expect(world.highlevel.control.tasks()).toEqual([]);
    for (const id of [several, none]) expect((await world.app.why(id)).headline).toContain("does not name exactly one affected contact");
  });

  it("P1 of a private incident never becomes a task, unless the bridge says so", async () => {
    const world = await emptyWorld("follow-up", { takesNew: true });
    const id = make(world, await openCase(world, "private"));
    await settle(world);
    await sweepUp(world);
    expect(world.highlevel.control.tasks()).toEqual([]);
    await changeRules(world, { tellsPrivate: true });
    world.incident.control.editFollowUp(id, { title: "Write to them now" });
    await settle(world);
    expect(world.highlevel.control.tasks()).toHaveLength(1);
  });
});
