import { expect, it } from "vitest";
import { Prng } from "#sandbox/kit/prng.ts";
import { createHighLevelSandbox } from "#sandbox/highlevel/start-highlevel-sandbox.ts";
import { createIncidentSandbox } from "#sandbox/incidentio/start-incident-sandbox.ts";
import { must } from "#lib/must.ts";
import { WeekPeople } from "./week-people.ts";

it("leaves to Highwire what it made, also where somebody has cut the line that says so", () => {
  const sandboxes = { highlevel: createHighLevelSandbox({ seed: 1, sampleContacts: 2 }), incident: createIncidentSandbox({ seed: 1 }) };
  const { control } = sandboxes.highlevel;
  const contactIds = control.contacts().map(({ id }) => String(id));
  const contactId = must(contactIds[0], "a contact");
  const task = control.createTask(contactId, { title: "INC-1: Outage", body: "Status: Investigating" });
  const note = control.createNote(contactId, { body: "INC-1: opened" });
  const people = new WeekPeople(sandboxes, new Prng(7), contactIds);
  for (let times = 0; times < 300; times += 1) people.touch();
  expect(control.tasks().find(({ id }) => id === task)).toMatchObject({ title: "INC-1: Outage", completed: false });
  expect(control.notes().find(({ id }) => id === note)).toMatchObject({ body: "INC-1: opened" });
  expect(control.tasks().length).toBeGreaterThan(10);
});
