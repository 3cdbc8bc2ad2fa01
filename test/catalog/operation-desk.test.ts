import { beforeAll, expect, it } from "vitest";
import { createOperationDesk, type OperationDesk, type Trier, type ValuesRequest } from "#engine/operations/operation-desk.ts";
import type { ConnectionId } from "#core/ids.ts";
import type { Connection } from "#core/ports/store.ts";
import { mayDo, type Role } from "#core/policy/role.ts";
import { must } from "#lib/must.ts";
import { createWorld, type World } from "../support/in-process-world.ts";

let world: World;
let desk: OperationDesk;
const as = (role: Role): Trier => ({ who: `user:${role}`, may: (permission) => mayDo(role, permission) });
const accounts = (): Promise<readonly Connection[]> => world.store.connections(world.workspaceId);
const createTag = { operationId: "highlevel.locations.create-tag", input: { body: { name: "from the catalog" } } };

beforeAll(async () => {
  world = await createWorld({ contacts: 101 });
  desk = must(world.app.operations, "the catalog");
  // Sandboxes that count as real accounts, so that what guards those is tried.
  for (const connection of await accounts()) await world.store.saveConnection({ ...connection, sandbox: false, name: `Real ${connection.vendor}` });
});

it("practises what changes something, unless an account is asked for", async () => {
  const before = world.writes();
  const tried = await desk.try({ operationId: createTag.operationId, input: { body: { name: "practised" } } }, as("operator"));
  expect(tried).toMatchObject({ place: "practice", connection: null, outcome: { kind: "done" } });
  expect(world.writes()).toBe(before);
});

it("asks the account for what only looks", async () => {
  const tried = await desk.try({ operationId: "highlevel.locations.get-location-tags", input: {} }, as("operator"));
  expect(tried).toMatchObject({ place: "account", connection: { name: "Real highlevel" }, outcome: { kind: "done" } });
});

it.each([
  ["an operator", as("operator"), "Real highlevel", "HW_REQUEST_FORBIDDEN"],
  ["a builder who typed nothing", as("builder"), undefined, "HW_REQUEST_INVALID"],
  ["a builder who typed something else", as("builder"), "real highlevel", "HW_REQUEST_INVALID"],
] as const)("changes nothing at a real account for %s", async (_who, trier, confirm, code) => {
  const before = world.writes();
  await expect(desk.try({ ...createTag, place: "account", ...(confirm !== undefined && { confirm }) }, trier)).rejects.toMatchObject({ code });
  expect(world.writes()).toBe(before);
});

it("deletes at a real account only for an admin", async () => {
  const request = {
    operationId: "highlevel.locations.delete-tag",
    input: { path: { tagId: "t" } },
    place: "account",
    confirm: "Real highlevel",
  } as const;
  await expect(desk.try(request, as("builder"))).rejects.toMatchObject({ code: "HW_REQUEST_FORBIDDEN" });
  expect((await desk.try(request, as("admin"))).place).toBe("account");
});

it("A1 notes in the journal what was changed at an account, without its values", async () => {
  await desk.try({ ...createTag, place: "account", confirm: "Real highlevel" }, as("builder"));
  const [entry] = await world.store.journal(world.workspaceId, { kinds: ["asked"], limit: 1 });
  expect(entry).toMatchObject({
    cause: ["person user:builder"],
    detail: { verb: "try", operation: "Create a tag", connection: "Real highlevel", outcome: "done" },
  });
  expect(JSON.stringify(entry)).not.toContain("from the catalog");
});

it("gives an example in which everything named is there", async () => {
  const input = await desk.example("highlevel.contacts.update-task");
  expect(input.path).toMatchObject({
    contactId: expect.stringMatching(/^\w{20}$/u) as unknown,
    taskId: expect.stringMatching(/^\w{20}$/u) as unknown,
  });
  const tried = await desk.try({ operationId: "highlevel.contacts.update-task", input, place: "practice" }, as("operator"));
  expect(tried.outcome).toMatchObject({ kind: "done", status: 200 });
});

const valuesOf = (field: string, words?: string): ValuesRequest => ({
  operationId: "highlevel.contacts.create-task",
  field,
  place: "account",
  ...(words !== undefined && { words }),
});

it("lists the values of a field from the account, and makes nothing there for it", async () => {
  const before = world.writes();
  const { values } = await desk.values(valuesOf("body.assignedTo"), as("operator"));
  expect(values.length).toBeGreaterThan(0);
  expect(world.writes()).toBe(before);
  await expect(desk.values(valuesOf("body.title"), as("operator"))).rejects.toMatchObject({
    code: "HW_REQUEST_NOT_FOUND",
  });
});

it.each(["name", "email", "padded"] as const)("finds by its %s a contact that the list does not begin with", async (by) => {
  const listed = await desk.values(valuesOf("path.contactId"), as("operator"));
  expect(listed).toMatchObject({ searchable: true, values: { length: 100 } });
  const unlisted = world.highlevel.control.contacts().filter(({ id }) => !listed.values.some(({ value }) => value === id));
  expect(unlisted).toHaveLength(1);
  const [{ id, firstName, lastName, email } = {}] = unlisted;
  const name = `${String(firstName)} ${String(lastName)}`;
  const words = { name, email: String(email), padded: `  ${String(email)} ` }[by];
  expect((await desk.values(valuesOf("path.contactId", words), as("operator"))).values).toContainEqual({
    value: id,
    label: `${name.toLowerCase()} · ${String(email)}`,
  });
});

it("asks no search for more words than it takes, and looks itself through a list that has no search", async () => {
  await expect(desk.values(valuesOf("path.contactId", `${"z".repeat(74)}😀${"z".repeat(100)}`), as("operator"))).resolves.toMatchObject({
    values: [],
  });
  const calendars = { operationId: "highlevel.calendars.create-appointment", field: "body.calendarId", place: "account" } as const;
  const all = await desk.values(calendars, as("operator"));
  expect(all.searchable).toBe(false);
  const label = must(all.values[0], "a calendar").label;
  expect((await desk.values({ ...calendars, words: ` ${label.toUpperCase()} ` }, as("operator"))).values.map((one) => one.label)).toEqual([label]);
  expect((await desk.values({ ...calendars, words: "nothing has this" }, as("operator"))).values).toEqual([]);
});

it("lists of alert sources only those to which events can be sent", async () => {
  const sources = [
    { id: "s1", name: "Our own", source_type: "http" },
    { id: "s2", name: "Their mail", source_type: "email" },
  ];
  const sent = { method: "GET", url: "https://api.example.com/", body: undefined } as const;
  const output = { alert_sources: sources };
  const told = createOperationDesk({
    catalog: desk.catalog,
    port: { run: async () => ({ kind: "done", status: 200, output, drift: [], generic: false, sent, durationMs: 1 }) },
    practice: () => Promise.reject(new Error("nobody practises")),
    fillAt: async (_connection, input) => input,
    ports: world.ports,
    workspaceId: world.workspaceId,
  });
  const values = async (operationId: string, field: string) => (await told.values({ operationId, field, place: "account" }, as("operator"))).values;
  expect(await values("incident.alert-events-v2.create-http", "path.alert_source_config_id")).toEqual([{ value: "s1", label: "Our own" }]);
  expect((await values("incident.alert-sources-v2.show", "path.id")).map(({ value }) => value)).toEqual(["s1", "s2"]);
});

it("refuses a connection of the other vendor or of nobody", async () => {
  const incident = must(
    (await accounts()).find(({ vendor }) => vendor === "incident"),
    "incident.io",
  );
  for (const connectionId of [incident.id, "nobody" as ConnectionId])
    await expect(desk.try({ ...createTag, connectionId, confirm: "x" }, as("owner"))).rejects.toMatchObject({ code: "HW_REQUEST_NOT_FOUND" });
});
