import { expect, it } from "vitest";
import { brokenOf, compareWeek } from "#main/demo/compare-week.ts";
import type { Raw, WeekTruth } from "#main/demo/week-truth.ts";

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
const noteItem = { description: "asks about word00002\n\nHighLevel · hw:loc:ada/note:n1" };
const boardItem = (numbers: string): Raw => ({ description: `${numbers}\n\nHighLevel · hw:loc:board` });
const good: WeekTruth = {
  locationId: "loc",
  contacts: [{ id: "ada", tags: ["vip", "incident-active", "incident-inc-1", "marketing-hold"] }],
  tasks: [
    { id: "t1", contactId: "ada", title: "INC-1", completed: false, body: "Status\n\nincident.io · case:i1/ada" },
    { id: "t2", contactId: "ada", title: "Call word00001", completed: false, body: "" },
  ],
  notes: [
    { id: "n1", contactId: "ada", body: "asks about word00002", dateAdded: "2026-11-20T10:00:00Z" },
    { id: "n2", contactId: "ada", title: "INC-1: opened", body: "<p>Affected</p><p>incident.io · update:i1/ada/opened</p>" },
    { id: "n3", contactId: "ada", title: "INC-1: A call", body: "<p>They say word00004</p><p>incident.io · item:i1/ada/x1</p>" },
  ],
  appointments: [{ id: "a1", title: "Review word00003" }],
  incidents: [incident("i1", 1, "live"), incident("i2", 2, "live", { visibility: "private", name: "classified Outage" })],
  followUps: [{ id: "f1", incident_id: "i1", title: "Call word00001", status: "outstanding", description: "[HighLevel task](u) · hw:loc:ada/t2" }],
  timelines: new Map([
    [
      "i1",
      [
        noteItem,
        boardItem("- Affected contacts: 1\n- Their open tasks: 2"),
        { id: "x1", creator: { user: { id: "u" } }, description: "They say word00004" },
      ],
    ],
  ]),
  links: new Map([["i1", [{ resource: { permalink: "https://highwire.example.com/r/i/01KB1N3V7Q8Z4Y2X6W5T0S9RPA" } }]]]),
  alerts: [
    {
      id: "al1",
      status: "firing",
      created_at: "2026-11-20T09:30:00Z",
      attributes: [{ array_value: [{ catalog_entry: { id: "e1" } }] }],
    },
  ],
  alertNotes: [{ alert_id: "al1", content: "Note on Ada\n\nasks about word00002\n\nHighLevel · hw:loc:ada/note:n1" }],
  contactEntries: [{ id: "e1", external_id: "loc:ada", attribute_values: { hw_open_tasks: { value: { literal: "2" } } } }],
  appointmentEntries: [{ external_id: "loc:a1", name: "Review word00003" }],
};

it("finds nothing wrong with a week that was kept in step", () => {
  expect(compareWeek(good, new Set())).toMatchObject({ case_tasks: 1, followups: 1, timeline_items: 1, appointments: 1, alert_notes: 1 });
  expect(brokenOf(compareWeek(good, new Set()))).toEqual([]);
});

const [task, own] = good.tasks;
const itemsOf = good.timelines.get("i1")!;
it.each<[string, Partial<WeekTruth>]>([
  ["case_tasks_wrong", { tasks: [own!] }],
  ["case_tasks_wrong", { tasks: [task!, { ...task, id: "t3" }, own!] }],
  ["case_tasks_wrong", { tasks: [{ ...task, completed: true }, own!] }],
  ["followups_wrong", { followUps: [] }],
  ["followups_wrong", { followUps: [...good.followUps, { ...good.followUps[0], id: "f2" }] }],
  ["followups_wrong", { followUps: [{ ...good.followUps[0], status: "completed" }] }],
  ["followups_wrong", { followUps: [{ ...good.followUps[0], title: "Call word00009" }] }],
  ["timeline_items_wrong", { timelines: new Map([["i1", itemsOf.slice(1)]]) }],
  ["timeline_items_wrong", { notes: [{ ...good.notes[0], body: "asks about word00009" }, ...good.notes.slice(1)] }],
  ["boards_wrong", { timelines: new Map([["i1", [itemsOf[0]!, itemsOf[2]!]]]) }],
  ["boards_wrong", { timelines: new Map([["i1", [...itemsOf, itemsOf[1]!]]]) }],
  ["boards_wrong", { timelines: new Map([["i1", [itemsOf[0]!, boardItem("- Affected contacts: 1\n- Their open tasks: 3"), itemsOf[2]!]]]) }],
  ["boards_wrong", { links: new Map([["i1", [...good.links.get("i1")!, ...good.links.get("i1")!]]]) }],
  [
    "boards_wrong",
    {
      incidents: [...good.incidents, incident("i3", 3, "live")],
      timelines: new Map([...good.timelines, ["i3", itemsOf]]),
      links: new Map([...good.links, ["i3", []]]),
    },
  ],
  ["case_notes_wrong", { notes: [good.notes[0]!, good.notes[2]!] }],
  ["case_notes_wrong", { notes: [...good.notes, good.notes[1]!] }],
  ["timeline_notes_wrong", { notes: good.notes.slice(0, 2) }],
  ["timeline_notes_wrong", { notes: [...good.notes, good.notes[2]!] }],
  ["timeline_notes_wrong", { timelines: new Map([["i1", [...itemsOf.slice(0, 2), { ...itemsOf[2], description: "They now say word00009" }]]]) }],
  ["alert_notes_wrong", { alertNotes: [] }],
  ["alert_notes_wrong", { alertNotes: [...good.alertNotes, good.alertNotes[0]!] }],
  ["alert_notes_wrong", { notes: good.notes.slice(1) }],
  ["alert_notes_wrong", { notes: [{ ...good.notes[0], body: "asks about word00009" }, ...good.notes.slice(1)] }],
  ["contact_facts_wrong", { contactEntries: [{ external_id: "loc:ada", attribute_values: { hw_open_tasks: { value: { literal: "1" } } } }] }],
  ["contact_facts_wrong", { contactEntries: [{ external_id: "loc:ada", attribute_values: {} }] }],
  ["appointments_wrong", { appointmentEntries: [] }],
  ["tags_left_behind", { contacts: [...good.contacts, { id: "bob", tags: ["incident-inc-1"] }] }],
  ["holds_left_behind", { contacts: [...good.contacts, { id: "bob", tags: ["marketing-hold"] }] }],
  ["tags_missing", { contacts: [{ id: "ada", tags: ["incident-active", "incident-inc-1"] }] }],
  ["private_leaks", { notes: [...good.notes, { id: "n9", contactId: "bob", body: "INC-2: see there" }] }],
  ["private_leaks", { tasks: [...good.tasks, { id: "t9", contactId: "bob", title: "a classified matter" }] }],
])("says %s when that is broken", (name, broken) => {
  // What hangs on the same records may be wrong along with it.
  expect(brokenOf(compareWeek({ ...good, ...broken }, new Set()))).toContain(name);
});

it.each([{ label: "2" }, { literal: "", label: "2" }])("reads a number of an entry however incident.io shows it: %j", (value) => {
  const contactEntries = [{ external_id: "loc:ada", attribute_values: { hw_open_tasks: { value } } }];
  expect(brokenOf(compareWeek({ ...good, contactEntries }, new Set()))).toEqual([]);
});

it("asks nothing of a resolved alert, and nothing for notes that came before one", () => {
  const [alert] = good.alerts;
  const resolved = { ...good, alerts: [{ ...alert, status: "resolved" }], alertNotes: [] };
  const later = { ...good, alerts: [{ ...alert, created_at: "2026-11-21T09:30:00Z" }], alertNotes: [] };
  expect([resolved, later].map((week) => brokenOf(compareWeek(week, new Set())))).toEqual([[], []]);
});

it("lets be what waits for a person", () => {
  const asked = { ...good, followUps: [{ ...good.followUps[0], title: "Call word00009" }] };
  expect(brokenOf(compareWeek(asked, new Set(["i1/ada/t2"])))).toEqual([]);
});
