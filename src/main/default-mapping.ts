import type { Bridge, BridgeMode, CaseRules, Entity } from "#core/bridge.ts";
import type { BridgeId } from "#core/ids.ts";
import type { FieldMap } from "#core/mapping/field-map.ts";
import type { Connection } from "#core/ports/store.ts";

type Row = Pick<FieldMap, "field" | "kind" | "left" | "right" | "label" | "personal"> & Partial<Pick<FieldMap, "direction">>;

const row = (given: Row): FieldMap => ({ direction: "both", policy: "ask", ...given });
const oneWay = (map: FieldMap): FieldMap => ({ ...map, direction: "to-incident" });
/** What incidents tell: written to HighLevel, where a person may change it until the incident changes again. */
const toldByIncident = (map: FieldMap): FieldMap => ({ ...map, direction: "to-highlevel", policy: "incident", drift: "kept" });

/** What stands on an incident because of HighLevel: people may edit it there until HighLevel changes again. */
const toldToIncident = (map: FieldMap): FieldMap => ({ ...map, direction: "to-incident", policy: "highlevel", drift: "kept" });

/**
 * What a contact bridge maps unless a person says otherwise. Nothing else crosses (P2). The company flows one way, because HighLevel takes
 * it only when a contact is made.
 */
export const defaultFields: readonly FieldMap[] = [
  row({ field: "fullName", kind: "name", left: "fullName", right: "name", label: "Name", personal: true }),
  row({ field: "email", kind: "email", left: "email", right: "attribute:hw_email", label: "E-mail", personal: true }),
  row({ field: "phone", kind: "phone", left: "phone", right: "attribute:hw_phone", label: "Phone", personal: true }),
  row({ field: "website", kind: "url", left: "website", right: "attribute:hw_website", label: "Website", personal: false }),
  row({
    field: "companyName",
    kind: "text",
    left: "companyName",
    right: "attribute:hw_company",
    label: "Company",
    personal: false,
    direction: "to-incident",
  }),
  row({ field: "tags", kind: "set", left: "tags", right: "attribute:hw_tags", label: "Tags", personal: false }),
];

/**
 * What a task bridge maps unless a person says otherwise. Assignee and contact are told to incident.io and not taken back: they are ids of
 * HighLevel, which nobody there knows.
 */
const defaultTaskFields: readonly FieldMap[] = [
  row({ field: "title", kind: "text", left: "title", right: "name", label: "Title", personal: false }),
  row({ field: "body", kind: "text", left: "body", right: "attribute:hw_body", label: "Description", personal: true }),
  row({ field: "dueAt", kind: "date", left: "dueAt", right: "attribute:hw_due_at", label: "Due", personal: false }),
  row({ field: "completed", kind: "boolean", left: "completed", right: "attribute:hw_completed", label: "Completed", personal: false }),
  row({
    field: "assigneeId",
    kind: "text",
    left: "assigneeId",
    right: "attribute:hw_assignee_id",
    label: "Assignee",
    personal: false,
    direction: "to-incident",
  }),
  row({
    field: "contactId",
    kind: "text",
    left: "contactId",
    right: "attribute:hw_contact_id",
    label: "Contact",
    personal: false,
    direction: "to-incident",
  }),
];

/** What an appointment bridge tells incident.io: all of it one way, because appointments are made and moved in HighLevel. */
const defaultAppointmentFields: readonly FieldMap[] = [
  row({ field: "title", kind: "text", left: "title", right: "name", label: "Title", personal: true }),
  row({ field: "startAt", kind: "date", left: "startAt", right: "attribute:hw_start_at", label: "Starts", personal: false }),
  row({ field: "endAt", kind: "date", left: "endAt", right: "attribute:hw_end_at", label: "Ends", personal: false }),
  row({ field: "status", kind: "text", left: "status", right: "attribute:hw_status", label: "Status", personal: false }),
  row({ field: "url", kind: "url", left: "url", right: "attribute:hw_url", label: "Link", personal: false }),
  row({ field: "calendarId", kind: "text", left: "calendarId", right: "attribute:hw_calendar_id", label: "Calendar", personal: false }),
  row({ field: "contactId", kind: "text", left: "contactId", right: "attribute:hw_contact_id", label: "Contact", personal: false }),
].map(oneWay);

/** What a business bridge tells incident.io, one way. */
const defaultBusinessFields: readonly FieldMap[] = [
  row({ field: "title", kind: "name", left: "name", right: "name", label: "Name", personal: false }),
  row({ field: "phone", kind: "phone", left: "phone", right: "attribute:hw_phone", label: "Phone", personal: false }),
  row({ field: "email", kind: "email", left: "email", right: "attribute:hw_email", label: "E-mail", personal: false }),
  row({ field: "website", kind: "url", left: "website", right: "attribute:hw_website", label: "Website", personal: false }),
].map(oneWay);

/** What each case makes of its task in HighLevel. A person may edit it there: only what changes on the incident is written again. */
const defaultCaseTaskFields: readonly FieldMap[] = [
  row({ field: "title", kind: "text", left: "title", right: "title", label: "Title", personal: false }),
  row({ field: "body", kind: "text", left: "body", right: "body", label: "Description", personal: false }),
  row({ field: "dueAt", kind: "date", left: "dueAt", right: "dueAt", label: "Due", personal: false }),
  row({ field: "completed", kind: "boolean", left: "completed", right: "completed", label: "Completed", personal: false }),
].map(toldByIncident);

/** What notes and appointments make on the timelines of incidents. */
const defaultTimelineFields: readonly FieldMap[] = [
  row({ field: "title", kind: "text", left: "title", right: "title", label: "Title", personal: true }),
  row({ field: "description", kind: "text", left: "description", right: "description", label: "Description", personal: true }),
  row({ field: "at", kind: "date", left: "at", right: "at", label: "Time", personal: false }),
].map(toldToIncident);
/** The tags that a contact carries because of its cases: a vocabulary of our own, so what is no longer told of it goes. */
const defaultCaseTagFields: readonly FieldMap[] = [
  {
    ...row({ field: "tags", kind: "set", left: "tags", right: "tags", label: "Tags", personal: false }),
    direction: "to-highlevel",
    policy: "incident",
    leftovers: "removed",
  },
];

/** Live facts of affected contacts, as attributes of their entries. Nobody edits those in incident.io, so what is no longer told goes. */
const defaultFactFields: readonly FieldMap[] = [
  row({ field: "recentNotes", kind: "text", left: "recentNotes", right: "attribute:hw_recent_notes", label: "Recent notes", personal: true }),
  row({
    field: "nextAppointment",
    kind: "text",
    left: "nextAppointment",
    right: "attribute:hw_next_appointment",
    label: "Next appointment",
    personal: true,
  }),
  row({ field: "openTasks", kind: "number", left: "openTasks", right: "attribute:hw_open_tasks", label: "Open tasks", personal: false }),
  row({
    field: "openOpportunities",
    kind: "number",
    left: "openOpportunities",
    right: "attribute:hw_open_opportunities",
    label: "Open opportunities",
    personal: false,
  }),
  row({
    field: "openPipelineValue",
    kind: "number",
    left: "openPipelineValue",
    right: "attribute:hw_open_pipeline_value",
    label: "Open pipeline value",
    personal: false,
  }),
  row({ field: "owner", kind: "text", left: "owner", right: "attribute:hw_owner", label: "Owner", personal: true }),
  row({ field: "dashboardUrl", kind: "url", left: "dashboardUrl", right: "attribute:hw_dashboard_url", label: "Highwire page", personal: false }),
].map((map): FieldMap => ({ ...oneWay(map), policy: "highlevel", leftovers: "removed" }));

/**
 * What a task of an affected contact and its follow-up or action hold in common. HighLevel cannot do without title and due date. The description
 * flows one way: what people add in incident.io stays there.
 */
const defaultFollowUpFields: readonly FieldMap[] = [
  { ...row({ field: "title", kind: "text", left: "title", right: "title", label: "Title", personal: false }), emptied: "kept" },
  {
    ...oneWay(row({ field: "body", kind: "text", left: "body", right: "body", label: "Description", personal: true })),
    policy: "highlevel",
    drift: "kept",
  },
  { ...row({ field: "dueAt", kind: "date", left: "dueAt", right: "dueAt", label: "Due", personal: false }), emptied: "kept" },
  row({ field: "completed", kind: "boolean", left: "completed", right: "completed", label: "Completed", personal: false }),
  row({ field: "assignee", kind: "email", left: "assigneeId", right: "assignee", label: "Assignee", personal: true }),
];
/** A board's link and its item, each of which has some of these fields. */
const defaultBoardFields: readonly FieldMap[] = [
  row({ field: "title", kind: "text", left: "title", right: "title", label: "Title", personal: false }),
  row({ field: "description", kind: "text", left: "description", right: "description", label: "Description", personal: false }),
  row({ field: "at", kind: "date", left: "at", right: "at", label: "Time", personal: false }),
  row({ field: "url", kind: "url", left: "url", right: "url", label: "Address", personal: false }),
].map(toldToIncident);

/** What is said on an incident about each case: said once, so nothing becomes of it afterwards. */
const defaultCaseNoteFields: readonly FieldMap[] = [
  row({ field: "title", kind: "text", left: "title", right: "title", label: "Title", personal: false }),
  row({ field: "body", kind: "text", left: "body", right: "body", label: "Text", personal: true }),
].map((map) => ({ ...map, direction: "to-highlevel", policy: "incident", once: true }));

/** What people's items on timelines make of a note. */
const defaultTimelineNoteFields: readonly FieldMap[] = [
  row({ field: "title", kind: "text", left: "title", right: "title", label: "Title", personal: true }),
  row({ field: "body", kind: "text", left: "body", right: "body", label: "Text", personal: true }),
].map(toldByIncident);

/** What a note makes on an alert that names its contact. */
const defaultAlertNoteFields: readonly FieldMap[] = [
  toldToIncident(row({ field: "content", kind: "text", left: "content", right: "content", label: "Text", personal: true })),
];

/** By what a contact is made whom an incident names; whatever else there is to say of it, a contact bridge says. */
const defaultNewContactFields: readonly FieldMap[] = [
  { ...toldByIncident(row({ field: "email", kind: "email", left: "email", right: "email", label: "E-mail", personal: true })), once: true },
];

export interface NewBridge {
  readonly id: BridgeId;
  readonly name: string;
  readonly left: Connection;
  readonly right: Connection;
  /** Default `draft`: nothing runs until a person says so. */
  readonly mode?: BridgeMode;
  /** Rows beside the default ones, such as mapped custom fields. */
  readonly moreFields?: readonly FieldMap[];
}

/** A contact bridge between two connections with the default mapping. */
export const contactBridge = (given: NewBridge): Bridge =>
  newBridge(given, { entity: "contact", fields: defaultFields, matchKeys: ["email", "phone"] });

/** A bridge for the tasks of a location's contacts with the default mapping. A task is known by its id alone: nothing else tells two apart. */
const taskBridge = (given: NewBridge): Bridge => newBridge(given, { entity: "task", fields: defaultTaskFields, matchKeys: [] });

/** A bridge that tells a location's appointments with the default mapping. */
const appointmentBridge = (given: NewBridge): Bridge => newBridge(given, { entity: "appointment", fields: defaultAppointmentFields, matchKeys: [] });

/** A bridge that tells a location's businesses with the default mapping. */
const businessBridge = (given: NewBridge): Bridge => newBridge(given, { entity: "business", fields: defaultBusinessFields, matchKeys: [] });

/** What incidents are told about unless a person says otherwise (P1). */
const defaultCases: CaseRules = { affectedFieldId: null, tellsPrivate: false, tellsDrills: false, holdTag: null };

/** A bridge that gives every case a task in HighLevel, which is completed when the incident ends. */
function caseTaskBridge(given: NewBridge): Bridge {
  const bridge = newBridge(given, { entity: "case-task", fields: defaultCaseTaskFields, matchKeys: [], cases: defaultCases, origin: "incident" });
  // After a total loss the incident says again what the task is called: nobody could tell whose other words those are.
  return { ...bridge, firstLink: "incident" };
}

/** A bridge that puts notes and appointments of affected contacts on the timelines of their incidents. */
const timelineBridge = (given: NewBridge): Bridge =>
  newBridge(given, { entity: "timeline", fields: defaultTimelineFields, matchKeys: [], cases: defaultCases, origin: "highlevel" });

/** A bridge that tags contacts while they are on an ongoing incident. */
function caseTagsBridge(given: NewBridge): Bridge {
  return newBridge(given, { entity: "case-tags", fields: defaultCaseTagFields, matchKeys: [], cases: defaultCases, origin: "incident" });
}
/** A bridge that keeps live facts of affected contacts on their entries, which a contact bridge makes: here none begins. */
const contactFactsBridge = (given: NewBridge): Bridge => ({
  ...newBridge(given, { entity: "contact-facts", fields: defaultFactFields, matchKeys: [], cases: defaultCases, origin: "incident" }),
  firstLink: "highlevel",
});

/**
 * A bridge that gives every task of an affected contact a follow-up or an action on the incident. Which ones that people make there become tasks is
 * for its rules to say. A task that is deleted sets its counterpart aside; deleting that one leaves the task alone.
 */
const workBridge =
  (entity: "follow-up" | "action") =>
  (given: NewBridge): Bridge => ({
    ...newBridge(given, { entity, fields: defaultFollowUpFields, matchKeys: [], cases: defaultCases, origin: "either" }),
    onDelete: "archive",
    deletesReach: "incident",
  });
/** A bridge that gives each incident with affected contacts a link to our page of them, and an item with their numbers. */
const boardBridge = (given: NewBridge): Bridge =>
  newBridge(given, { entity: "board", fields: defaultBoardFields, matchKeys: [], cases: defaultCases, origin: "highlevel" });

/** A bridge that leaves a note on each affected contact when its incident begins, changes and ends. */
function caseNoteBridge(given: NewBridge): Bridge {
  return newBridge(given, { entity: "case-note", fields: defaultCaseNoteFields, matchKeys: [], cases: defaultCases, origin: "incident" });
}

/** A bridge that leaves what people write on timelines as notes on the affected contacts. Making one is how a person says so. */
const timelineNoteBridge = (given: NewBridge): Bridge =>
  newBridge(given, { entity: "timeline-note", fields: defaultTimelineNoteFields, matchKeys: [], cases: defaultCases, origin: "incident" });

/** A bridge that makes a contact of every address in an ongoing incident that nobody in HighLevel has. */
const newContactBridge = (given: NewBridge): Bridge =>
  newBridge(given, { entity: "new-contact", fields: defaultNewContactFields, matchKeys: [], cases: defaultCases, origin: "incident" });

/** A bridge that puts notes on the alerts that name their contacts. A note that is deleted goes there too; deleting that one leaves the note alone. */
const alertNoteBridge = (given: NewBridge): Bridge => ({
  ...newBridge(given, { entity: "alert-note", fields: defaultAlertNoteFields, matchKeys: [], cases: defaultCases, origin: "highlevel" }),
  onDelete: "delete",
  deletesReach: "incident",
});

/** How a bridge for each entity is made. */
export const newBridges: Readonly<Record<Entity, (given: NewBridge) => Bridge>> = {
  contact: contactBridge,
  task: taskBridge,
  appointment: appointmentBridge,
  business: businessBridge,
  "case-task": caseTaskBridge,
  timeline: timelineBridge,
  "case-tags": caseTagsBridge,
  "contact-facts": contactFactsBridge,
  "follow-up": workBridge("follow-up"),
  action: workBridge("action"),
  board: boardBridge,
  "timeline-note": timelineNoteBridge,
  "case-note": caseNoteBridge,
  "new-contact": newContactBridge,
  "alert-note": alertNoteBridge,
};

type What = Pick<Bridge, "entity" | "fields" | "matchKeys"> & Partial<Pick<Bridge, "cases" | "origin">>;

function newBridge(given: NewBridge, { entity, fields, matchKeys, cases = null, origin }: What): Bridge {
  const country = given.left.facts["country"];
  return {
    id: given.id,
    workspaceId: given.left.workspaceId,
    name: given.name,
    entity,
    mode: given.mode ?? "draft",
    left: given.left.id,
    right: given.right.id,
    locationId: given.left.account,
    catalogTypeId: null,
    cases,
    ...(origin !== undefined && { origin }),
    fields: [...fields, ...(given.moreFields ?? [])],
    matchKeys,
    firstLink: "ask",
    onDelete: "unlink",
    defaultCountry: typeof country === "string" && /^[A-Z]{2}$/u.test(country) ? country : "US",
    version: 1,
    brake: null,
  };
}

/** One mapped custom field: its canonical name comes from its label. */
export function customFieldRow(label: string, kind: FieldMap["kind"], customFieldId: string): FieldMap {
  const word = label.toLowerCase().replace(/[^a-z0-9]+/gu, "_");
  return row({ field: `custom_${word}`, kind, left: `customField:${customFieldId}`, right: `attribute:hw_custom_${word}`, label, personal: false });
}
