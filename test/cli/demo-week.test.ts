import { expect, it } from "vitest";
import { brokenOf, compareWeek, type WeekTruth } from "#main/demo/compare-week.ts";

const entry = (contactId: string): object => ({ value_catalog_entry: { external_id: `loc:${contactId}` } });
const incident = (id: string, number: number, status: string, more: object = {}): Readonly<Record<string, unknown>> => ({
  id,
  reference: `INC-${String(number)}`,
  name: `Outage ${String(number)}`,
  visibility: "public",
  mode: "standard",
  created_at: "2026-11-20T09:00:00Z",
  incident_status: { category: status },
  custom_field_entries: [{ values: [entry("ada")] }],
  ...more,
});
const good: WeekTruth = {
  locationId: "loc",
  contacts: [{ id: "ada", tags: ["vip", "incident-active", "incident-inc-1", "marketing-hold"] }],
  tasks: [
    { id: "t1", contactId: "ada", title: "INC-1", completed: false, body: "Status\n\nincident.io · case:i1/ada" },
    { id: "t2", contactId: "ada", title: "Call word00001", completed: false, body: "" },
  ],
  notes: [{ id: "n1", contactId: "ada", body: "asks about word00002", dateAdded: "2026-11-20T10:00:00Z" }],
  appointments: [{ id: "a1", title: "Review word00003" }],
  incidents: [incident("i1", 1, "live"), incident("i2", 2, "live", { visibility: "private", name: "classified Outage" })],
  followUps: [{ id: "f1", incident_id: "i1", title: "Call word00001", status: "outstanding", description: "[HighLevel task](u) · hw:loc:ada/t2" }],
  timelines: new Map([["i1", [{ description: "asks about word00002\n\nHighLevel · hw:loc:ada/note:n1" }]]]),
  appointmentEntries: [{ external_id: "loc:a1", name: "Review word00003" }],
};

it("finds nothing wrong with a week that was kept in step", () => {
  expect(compareWeek(good, new Set())).toMatchObject({ case_tasks: 1, followups: 1, timeline_items: 1, appointments: 1 });
  expect(brokenOf(compareWeek(good, new Set()))).toEqual([]);
});

const [task, own] = good.tasks;
it.each<[string, Partial<WeekTruth>]>([
  ["case_tasks_wrong", { tasks: [own!] }],
  ["case_tasks_wrong", { tasks: [task!, { ...task, id: "t3" }, own!] }],
  ["case_tasks_wrong", { tasks: [{ ...task, completed: true }, own!] }],
  ["followups_wrong", { followUps: [] }],
  ["followups_wrong", { followUps: [...good.followUps, { ...good.followUps[0], id: "f2" }] }],
  ["followups_wrong", { followUps: [{ ...good.followUps[0], status: "completed" }] }],
  ["followups_wrong", { followUps: [{ ...good.followUps[0], title: "Call word00009" }] }],
  ["timeline_items_wrong", { timelines: new Map() }],
  ["timeline_items_wrong", { notes: [{ ...good.notes[0], body: "asks about word00009" }] }],
  ["appointments_wrong", { appointmentEntries: [] }],
  ["tags_left_behind", { contacts: [...good.contacts, { id: "bob", tags: ["incident-inc-1"] }] }],
  ["holds_left_behind", { contacts: [...good.contacts, { id: "bob", tags: ["marketing-hold"] }] }],
  ["tags_missing", { contacts: [{ id: "ada", tags: ["incident-active", "incident-inc-1"] }] }],
  ["private_leaks", { notes: [...good.notes, { id: "n2", contactId: "bob", body: "INC-2: see there" }] }],
  ["private_leaks", { tasks: [...good.tasks, { id: "t9", contactId: "bob", title: "a classified matter" }] }],
])("says %s when that is broken", (name, broken) => {
  expect(brokenOf(compareWeek({ ...good, ...broken }, new Set()))).toEqual([name]);
});

it("lets be what waits for a person", () => {
  const asked = { ...good, followUps: [{ ...good.followUps[0], title: "Call word00009" }] };
  expect(brokenOf(compareWeek(asked, new Set(["i1/ada/t2"])))).toEqual([]);
});
