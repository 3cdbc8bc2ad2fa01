import { describe, expect, it } from "vitest";
import { addContact, breathe, START_MS, stopped, type Json, type Stopped } from "../testing.ts";

const soon = new Date(START_MS + 3_600_000).toISOString();

/** A contact with a task, made through the API. */
async function withTask(fields: object = {}, kit: Stopped = stopped()): Promise<{ kit: Stopped; contactId: string; task: Json; at: string }> {
  const { id: contactId } = await addContact(kit, { firstName: "Ada", email: `ada.${String(kit.sandbox.control.contacts().length)}@example.com` });
  const { body } = await kit.call(`POST /contacts/${String(contactId)}/tasks`, { title: "Call back", dueDate: soon, completed: false, ...fields });
  return { kit, contactId, task: body.task, at: `/contacts/${String(contactId)}/tasks/${String(body.task?.id)}` };
}
const search = (kit: Stopped, body: object = {}) => kit.call(`POST /locations/${kit.sandbox.locationId}/tasks/search`, body);
const types = ({ events }: Stopped): string[] => events.map(({ type }) => type).filter((type) => type.startsWith("Task"));

describe("a task of a contact", () => {
  it.each(["2021-07-28", "v3"])("is made, listed, read, changed, completed and deleted under %s", async (version) => {
    const { kit, contactId, task, at } = await withTask({ body: "Outage", assignedTo: "usr00SandboxHighwire" });
    const call: Stopped["call"] = (operation, body) => kit.call(operation, body, { version });
    expect(task).toEqual({
      id: expect.stringMatching(/^\w{20}$/u),
      title: "Call back",
      body: "Outage",
      assignedTo: "usr00SandboxHighwire",
      dueDate: soon,
      completed: false,
      contactId,
    });
    expect((await call(`GET ${at}`)).body.task).toEqual(task);
    expect((await call(`GET /contacts/${contactId}/tasks`)).body.tasks).toEqual([task]);
    const changed = await call(`PUT ${at}`, { title: "Call again", body: "" });
    const { body: _cleared, ...rest } = task;
    expect([changed.status, changed.body.task]).toEqual([200, { ...rest, title: "Call again" }]);
    expect((await call(`PUT ${at}/completed`, { completed: true })).body.task.completed).toBe(true);
    expect((await call(`DELETE ${at}`)).body).toMatchObject({ succeded: true, succeeded: true });
    expect((await call(`GET /contacts/${contactId}/tasks`)).body.tasks).toEqual([]);
    expect(kit.sandbox.control.tasks()).toEqual([]);
  });

  it("keeps its due date in UTC, whatever the offset it was told in", async () => {
    const { task } = await withTask({ dueDate: "2026-11-01T09:00:00+05:30" });
    expect(task.dueDate).toBe("2026-11-01T03:30:00.000Z");
  });

  it.each([
    [{ title: undefined }, ["title must be a string"]],
    [{ title: "  " }, ["title should not be empty"]],
    [{ dueDate: undefined }, ["dueDate must be a valid ISO 8601 date string"]],
    [{ dueDate: "tomorrow" }, ["dueDate must be a valid ISO 8601 date string"]],
    [{ dueDate: "2026-13-01" }, ["dueDate must be a valid ISO 8601 date string"]],
    [{ completed: undefined }, ["completed must be a boolean value"]],
    [{ completed: "no" }, ["completed must be a boolean value"]],
    [{ assignedTo: null }, ["assignedTo must be a string"]],
    [{ status: "open" }, ["property status should not exist"]],
    [{ contactId: "x", title: 7 }, ["title must be a string", "property contactId should not exist"]],
  ])("is refused with 422 for %j", async (fields, message) => {
    const kit = stopped();
    const { id } = await addContact(kit);
    const body = JSON.parse(JSON.stringify({ title: "Call back", dueDate: soon, completed: false, ...fields })) as unknown;
    const answer = await kit.call(`POST /contacts/${String(id)}/tasks`, body);
    expect([answer.status, answer.body]).toEqual([422, { statusCode: 422, message, error: "Unprocessable Entity" }]);
    expect(kit.sandbox.control.tasks()).toEqual([]);
  });

  it("is missing with 400 and a body of its own: without contact, by a wrong id, below another contact, after its deletion", async () => {
    const { kit, contactId, task, at } = await withTask();
    const other = await addContact(kit, { firstName: "Bea" });
    const refusal = async (operation: string): Promise<Json> => {
      const { status, body } = await kit.call(operation);
      return [status, body];
    };
    expect(await refusal("GET /contacts/nobody/tasks")).toEqual([400, { error: "Contact with id nobody not found", status: 400 }]);
    const gone = [400, { error: `Task with id ${String(task.id)} not found` }];
    expect(await refusal(`GET /contacts/${String(other.id)}/tasks/${String(task.id)}`)).toEqual(gone);
    expect(await refusal(`GET /contacts/${contactId}/tasks/nothing`)).toEqual([400, { error: "Task with id nothing not found" }]);
    await kit.call(`DELETE ${at}`);
    for (const operation of [`GET ${at}`, `DELETE ${at}`]) expect(await refusal(operation)).toEqual(gone);
  });

  it("needs contacts.write to be changed and contacts.readonly to be read", async () => {
    const { kit, at } = await withTask();
    const token = kit.sandbox.control.addToken({ scopes: ["contacts.readonly"] });
    expect((await kit.call(`GET ${at}`, undefined, { token })).status).toBe(200);
    const refused = await kit.call(`PUT ${at}/completed`, { completed: true }, { token });
    expect([refused.status, refused.body.message]).toEqual([401, "The token is not authorized for this scope."]);
    expect((await search({ ...kit, call: (operation, body) => kit.call(operation, body, { token }) })).status).toBe(401);
  });

  it("takes null, refuses unknown assignees, and moves its contact's dateUpdated by quirk", async () => {
    const { kit, contactId, at } = await withTask({ assignedTo: "nobody" });
    const updated = (): unknown => kit.sandbox.control.contacts()[0]?.["dateUpdated"];
    const before = updated();
    await kit.call(`PUT ${at}`, { title: "Later" });
    expect(updated()).toBe(before);
    kit.sandbox.control.setQuirks({ takesUndocumentedNull: true, unknownUsers: "refused", recordsTouchContact: true });
    expect((await kit.call(`PUT ${at}`, { assignedTo: null })).body.task).not.toHaveProperty("assignedTo");
    expect(updated()).not.toBe(before);
    expect((await kit.call(`PUT ${at}`, { title: null })).body.task.title).toBe("Later");
    expect((await kit.call(`POST /contacts/${contactId}/tasks`, { title: "x", dueDate: soon, completed: false, assignedTo: "nobody" })).status).toBe(
      422,
    );
    expect((await kit.call(`PUT ${at}`, { assignedTo: "usr00SandboxHighwire" })).status).toBe(200);
  });
});

describe("the search of tasks", () => {
  it("answers 201 with rows that carry _id, times of change and a cursor, and by quirk 200", async () => {
    const { kit, contactId, task } = await withTask({ assignedTo: "usr00SandboxHighwire" });
    const { status, body } = await search(kit);
    const [row] = body.tasks;
    expect([status, row]).toEqual([
      201,
      {
        _id: task.id,
        title: "Call back",
        body: null,
        assignedTo: "usr00SandboxHighwire",
        dueDate: soon,
        completed: false,
        contactId,
        locationId: kit.sandbox.locationId,
        businessId: null,
        status: "to_do",
        statusGroup: "to_do",
        deleted: false,
        dateAdded: row.createdAt,
        dateUpdated: row.updatedAt,
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
        assignedToUserDetails: expect.objectContaining({ id: "usr00SandboxHighwire" }),
        contactDetails: { firstName: null, lastName: null },
        searchAfter: [Date.parse(row.createdAt), task.id],
      },
    ]);
    kit.sandbox.control.setQuirks({ taskSearchStatus: 200 });
    expect((await search(kit)).status).toBe(200);
  });

  it("tells an edit that no event told", async () => {
    const { kit, task, at } = await withTask();
    const version = async (): Promise<string> => (await search(kit)).body.tasks[0].dateUpdated;
    const before = await version();
    await kit.call(`PUT ${at}`, { body: "new" });
    await breathe();
    expect(Date.parse(await version())).toBeGreaterThan(Date.parse(before));
    expect([task.body, types(kit)]).toEqual([undefined, ["TaskCreate"]]);
  });

  it("filters by contact, completion, assignee, words and business", async () => {
    const { kit, contactId } = await withTask({ title: "Straße sperren" });
    const done = await withTask({ title: "Done", completed: true, assignedTo: "usr00SandboxHighwire", body: "About billing" }, kit);
    const found = async (body: object): Promise<string[]> => (await search(kit, body)).body.tasks.map(({ title }: Json) => title);
    expect(await found({ contactId: [contactId] })).toEqual(["Straße sperren"]);
    expect(await found({ contactId: [] })).toEqual(["Done", "Straße sperren"]);
    expect(await found({ completed: true })).toEqual(["Done"]);
    expect(await found({ assignedTo: ["usr00SandboxHighwire", "x"] })).toEqual(["Done"]);
    expect(await found({ query: "BILLING" })).toEqual(["Done"]);
    expect(await found({ businessId: "none" })).toEqual([]);
    expect(await found({ contactId: [done.contactId], completed: false })).toEqual([]);
  });

  it("pages by the last row's cursor and by skip through every task once, and refuses a page above 500", async () => {
    const kit = stopped({ sampleContacts: 5, sampleRecords: 60 });
    const truth = kit.sandbox.control.tasks().map(({ id }) => id);
    const walk = async (next: (rows: Json[], seen: number) => object): Promise<string[]> => {
      const ids: string[] = [];
      for (let page: Json[] = (await search(kit)).body.tasks; page.length > 0;) {
        ids.push(...page.map(({ _id }) => String(_id)));
        page = (await search(kit, next(page, ids.length))).body.tasks;
      }
      return ids;
    };
    for (const ids of [await walk((rows) => ({ searchAfter: rows.at(-1).searchAfter })), await walk((_rows, skip) => ({ skip }))]) {
      expect(ids).toHaveLength(60);
      expect(ids.toSorted()).toEqual([...truth].toSorted());
    }
    expect((await search(kit, { limit: 500 })).body.tasks).toHaveLength(60);
    expect((await search(kit, { limit: 501 })).status).toBe(400);
    expect((await search(kit, { limit: "many" })).status).toBe(422);
    expect((await search(kit, { skip: -1 })).status).toBe(422);
  });

  it("lags behind by quirk, and shows deleted tasks marked as such by another", async () => {
    const { kit, at } = await withTask();
    kit.sandbox.control.setQuirks({ indexLagMs: 5_000 });
    await kit.call(`PUT ${at}`, { title: "New" });
    const titles = async (): Promise<string[]> =>
      (await search(kit)).body.tasks.map(({ title, deleted }: Json) => `${String(title)} ${String(deleted)}`);
    expect(await titles()).toEqual(["Call back false"]);
    kit.sandbox.control.advance(5_000);
    expect(await titles()).toEqual(["New false"]);
    kit.sandbox.control.setQuirks({ indexLagMs: 0 });
    await kit.call(`DELETE ${at}`);
    expect(await titles()).toEqual([]);
    kit.sandbox.control.setQuirks({ deletedTasksShow: true });
    expect(await titles()).toEqual(["New true"]);
  });

  it("is closed to other locations", async () => {
    const kit = stopped({
      locations: [
        { id: "loc00SandboxHighwire", name: "One" },
        { id: "loc01SandboxHighwire", name: "Two" },
      ],
    });
    const contact = kit.sandbox.control.createContact({ firstName: "Far" }, "loc01SandboxHighwire");
    const task = kit.sandbox.control.createTask(contact, { title: "Far away" });
    expect((await search(kit)).body.tasks).toEqual([]);
    for (const operation of ["POST /locations/loc01SandboxHighwire/tasks/search", `GET /contacts/${contact}/tasks/${task}`])
      expect((await kit.call(operation)).status).toBe(403);
  });
});

describe("task events", () => {
  it("tell creates, completions and deletes, and neither edits nor re-openings", async () => {
    const { kit, contactId, task, at } = await withTask({ body: "Outage", assignedTo: "usr00SandboxHighwire" });
    await kit.call(`PUT ${at}`, { title: "Edited" });
    await kit.call(`PUT ${at}/completed`, { completed: true });
    await kit.call(`PUT ${at}/completed`, { completed: false });
    await kit.call(`PUT ${at}`, { completed: true, body: "By way of the edit" });
    kit.sandbox.control.deleteTask(task.id);
    await breathe();
    expect(types(kit)).toEqual(["TaskCreate", "TaskComplete", "TaskComplete", "TaskDelete"]);
    expect(kit.events.find(({ type }) => type === "TaskComplete")?.body).toMatchObject({
      type: "TaskComplete",
      locationId: kit.sandbox.locationId,
      id: task.id,
      title: "Edited",
      body: "Outage",
      contactId,
      assignedTo: "usr00SandboxHighwire",
      dueDate: soon,
      dateAdded: expect.any(String),
    });
  });

  it("of a create lack contact and body, as seen live, or by quirk have them", async () => {
    const { kit, contactId } = await withTask({ body: "Outage" });
    kit.sandbox.control.setQuirks({ leanTaskCreate: false });
    kit.sandbox.control.createTask(contactId, { title: "Second", body: "Outage" });
    await breathe();
    const [lean, full] = kit.events.filter(({ type }) => type === "TaskCreate");
    expect([lean?.body.contactId, lean?.body.body, full?.body.contactId, full?.body.body]).toEqual([undefined, undefined, contactId, "Outage"]);
  });

  it("tell a completion of what is completed again, unless idle writes are silent; then nothing moves", async () => {
    const { kit, task, at } = await withTask({ completed: true });
    await kit.call(`PUT ${at}/completed`, { completed: true });
    kit.sandbox.control.setQuirks({ idleWritesTell: false });
    const [before] = kit.sandbox.control.tasks();
    await kit.call(`PUT ${at}/completed`, { completed: true });
    await breathe();
    expect([types(kit), kit.sandbox.control.tasks()]).toEqual([["TaskCreate", "TaskComplete"], [before]]);
    kit.sandbox.control.setQuirks({ apiWritesTell: false });
    kit.sandbox.control.completeTask(task.id, false);
    await kit.call(`DELETE ${at}`);
    await breathe();
    expect(types(kit)).toHaveLength(2);
  });
});

describe("the tasks of a contact that goes", () => {
  it("go with it, silently, or by quirks with events, or stay without an owner", async () => {
    const kit = stopped();
    const deleteWith = async (quirks: object): Promise<{ told: string[]; left: number }> => {
      const { contactId } = await withTask({}, kit);
      await breathe();
      kit.events.length = 0;
      kit.sandbox.control.setQuirks(quirks);
      await kit.call(`DELETE /contacts/${contactId}`);
      await breathe();
      return { told: types(kit), left: kit.sandbox.control.tasks().length };
    };
    expect(await deleteWith({})).toEqual({ told: [], left: 0 });
    expect(await deleteWith({ cascadeTells: true })).toEqual({ told: ["TaskDelete"], left: 0 });
    expect(await deleteWith({ deleteCascades: [] })).toEqual({ told: [], left: 1 });
    const orphan = kit.sandbox.control.tasks()[0];
    expect((await kit.call(`GET /contacts/${String(orphan?.["contactId"])}/tasks`)).status).toBe(400);
    expect((await search(kit)).body.tasks).toHaveLength(1);
  });

  it("move to the contact that stays of a merge, or by quirk go", async () => {
    const { kit, contactId, task } = await withTask();
    const kept = kit.sandbox.control.createContact({ firstName: "Kept" });
    kit.sandbox.control.mergeContacts(kept, contactId);
    expect((await kit.call(`GET /contacts/${kept}/tasks/${String(task.id)}`)).body.task).toMatchObject({ id: task.id, contactId: kept });
    kit.sandbox.control.setQuirks({ mergeMoves: false });
    kit.sandbox.control.mergeContacts(kit.sandbox.control.createContact({ firstName: "Third" }), kept);
    expect(kit.sandbox.control.tasks()).toEqual([]);
  });
});

describe("tasks of a snapshot", () => {
  it("come back with their owners and stamps", async () => {
    const { kit, contactId, at } = await withTask();
    const saved = JSON.parse(JSON.stringify(kit.sandbox.control.snapshot())) as ReturnType<typeof kit.sandbox.control.snapshot>;
    const truth = kit.sandbox.control.tasks();
    await kit.call(`DELETE ${at}`);
    kit.sandbox.control.createTask(contactId, { title: "Later" });
    kit.sandbox.control.restore(saved);
    expect(kit.sandbox.control.tasks()).toEqual(truth);
    expect((await kit.call(`GET /contacts/${contactId}/tasks`)).body.tasks).toHaveLength(1);
  });
});

describe("sample tasks", () => {
  it("are the same for the same seed, in many scripts, some done, some assigned to users of the location", () => {
    const tasks = (seed: number) => stopped({ seed, sampleContacts: 30, sampleRecords: 200 }).sandbox.control.tasks();
    expect(JSON.stringify(tasks(3))).toBe(JSON.stringify(tasks(3)));
    expect(JSON.stringify(tasks(3))).not.toBe(JSON.stringify(tasks(4)));
    const made = tasks(3);
    const { control } = stopped({ seed: 3 }).sandbox;
    const users = new Set(control.users().map(({ id }) => id));
    expect(made.filter(({ completed }) => completed === true).length).toBeGreaterThan(30);
    expect(made.filter(({ assignedTo }) => users.has(assignedTo)).length).toBeGreaterThan(80);
    const scripts = [/\p{Script=Cyrillic}/u, /\p{Script=Hebrew}/u, /\p{Script=Arabic}/u, /\p{Script=Han}/u, /\p{Script=Hangul}/u, /\p{Script=Thai}/u];
    expect(scripts.filter((script) => !made.some(({ title }) => script.test(String(title))))).toEqual([]);
    expect(stopped({ sampleRecords: 5 }).sandbox.control.tasks()).toEqual([]);
  });
});
