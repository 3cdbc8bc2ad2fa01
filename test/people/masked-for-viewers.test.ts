import { afterAll, beforeAll, expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { createWorld } from "../support/in-process-world.ts";
import { planAtRest } from "../support/plan-at-rest.ts";
import { createPeopleWorld, type PeopleWorld, type Visitor } from "../support/people-world.ts";
import { switchOn } from "../support/take-template.ts";

let people: PeopleWorld;
let viewer: Visitor;
let builder: Visitor;
/** What nobody sees without asking. */
let personal: readonly string[];
/** Everything that tells of the contact. */
let paths: readonly string[];
let planRow: string;

beforeAll(async () => {
  people = await createPeopleWorld({ world: await createWorld({ contacts: 1 }) });
  const { world } = people;
  await people.person("owner");
  [viewer, builder] = [await people.person("viewer"), await people.person("builder")];
  await world.load();
  await world.change({ mode: "paused" });
  const contact = must(world.highlevel.control.contacts()[0], "the contact");
  // Without a name it is known by its address.
  world.highlevel.control.editContact(String(contact["id"]), { firstName: "", lastName: "", phone: "+12025550177" });
  personal = [String(contact["email"]), String(contact["phone"]), "+12025550177"];
  const { id } = await world.app.plans.make((await world.bridge()).id, "tester");
  await planAtRest(world, id);
  const link = must((await world.links())[0], "its link");
  const entries = await world.store.journal(world.workspaceId, { limit: 20, linkId: link.id });
  planRow = `/plans/${id}/items/0`;
  paths = [
    "/contacts",
    `/contacts/why?q=${link.id}`,
    `/contacts/${link.id}`,
    `/contacts/${link.id}/around`,
    `/contacts/${link.id}/timeline`,
    `/find?q=${link.id}`,
    "/activity",
    ...["tiles", "overdue-tasks", "next-appointments", "latest-notes", "charts/contacts"].map((name) => `/dashboards/${name}`),
    ...entries.map((entry) => `/activity/${entry.id}`),
    `/plans/${id}/items`,
    planRow,
    "/workflows",
    "/workflow-runs",
    `/workflow-runs/${await runAbout(personal)}`,
  ];
}, 60_000);
afterAll(() => people.close());

/** A workflow's run that began with somebody's values. */
async function runAbout(values: readonly string[]): Promise<string> {
  const desk = must(people.world.app.workflows, "workflows");
  const definition = { format: 1, name: "W", trigger: { kind: "manual" }, steps: [{ id: "wait", kind: "delay", seconds: 60 }] };
  return desk.run(await switchOn(people.world, definition), { contact: { values: [...values] } }, "test");
}

it("P5 shows a viewer nobody's address and number, on whichever page", async () => {
  for (const path of paths) {
    const { status, body } = await viewer.get(`/api/v1${path}`);
    expect([path, status]).toEqual([path, 200]);
    for (const value of personal) expect(JSON.stringify(body), path).not.toContain(value);
  }
});

it("P5 shows whoever plans the values that a plan would write", async () => {
  const { body } = await builder.get(`/api/v1${planRow}`);
  expect(JSON.stringify(body)).toContain("+12025550177");
});
