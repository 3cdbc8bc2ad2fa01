import type { AlertEntity, CaseEntity, Entity } from "#core/bridge.ts";
import type { OperationName as HighLevelOperation } from "#vendors/highlevel/operations.ts";
import type { OperationName as IncidentOperation } from "#vendors/incidentio/operations.ts";

/** What a kind of bridge calls at either vendor; a test holds it to the calls that are really made. */
export interface EntityOperations {
  readonly highlevel: readonly HighLevelOperation[];
  readonly incident: readonly IncidentOperation[];
}

const entries: readonly IncidentOperation[] = [
  "catalog-types.list",
  "catalog-types.show",
  "catalog-types.create",
  "catalog-types.schema",
  "catalog-types.delete",
  "catalog-entries.list",
  "catalog-entries.show",
  "catalog-entries.create",
  "catalog-entries.update",
  "catalog-entries.bulk-update",
  "catalog-entries.delete",
];
/** Which incidents there are and whom they name. */
const cases: readonly IncidentOperation[] = [
  "incidents.list",
  "incidents.show",
  "custom-fields.list",
  "custom-fields.create",
  "catalog-types.list",
  "catalog-types.show",
  "catalog-entries.list",
];
const tasks: readonly HighLevelOperation[] = [
  "tasks.list",
  "tasks.read",
  "tasks.search",
  "tasks.create",
  "tasks.update",
  "tasks.complete",
  "tasks.delete",
];
const notes: readonly HighLevelOperation[] = ["notes.list", "notes.read", "notes.create", "notes.update", "notes.delete", "contacts.search"];
const seenAppointments: readonly HighLevelOperation[] = ["appointments.of-contact", "appointments.read", "calendars.list"];
const byEmail: readonly HighLevelOperation[] = ["contacts.duplicate"];

const ofCases: Readonly<Record<CaseEntity | AlertEntity, EntityOperations>> = {
  "case-task": { highlevel: [...tasks, ...byEmail], incident: cases },
  "case-tags": {
    highlevel: ["contacts.read", "contacts.search", "contacts.tags.add", "contacts.tags.remove", ...byEmail],
    incident: cases,
  },
  "case-note": { highlevel: [...notes, ...byEmail], incident: [...cases, "incident-updates.list"] },
  timeline: {
    highlevel: ["notes.list", "notes.read", ...seenAppointments, "contacts.search", ...byEmail],
    incident: [...cases, "timeline.list", "timeline.create", "timeline.update"],
  },
  "timeline-note": { highlevel: [...notes, ...byEmail], incident: [...cases, "timeline.list"] },
  "alert-note": {
    highlevel: ["notes.list", "notes.read", "calendars.list", ...byEmail],
    incident: [
      "alert-attributes.list",
      "alerts.list",
      "alerts.show",
      "catalog-entries.show",
      "alert-notes.list",
      "alert-notes.show",
      "alert-notes.create",
      "alert-notes.update",
      "alert-notes.delete",
    ],
  },
  "contact-facts": {
    highlevel: ["contacts.read", "tasks.list", "opportunities.search", "notes.list", "users.list", ...seenAppointments, ...byEmail],
    incident: [...cases, "catalog-types.schema", "catalog-entries.show", "catalog-entries.update"],
  },
  board: {
    highlevel: ["tasks.list", "opportunities.search", "calendars.list", ...byEmail],
    incident: [...cases, "attachments.list", "attachments.create", "attachments.delete", "timeline.list", "timeline.create", "timeline.update"],
  },
  "follow-up": {
    highlevel: [...tasks, "users.list", ...byEmail],
    incident: [...cases, "follow-ups.list", "follow-ups.show", "follow-ups.create", "follow-ups.update", "follow-ups.delete", "users.list"],
  },
  "new-contact": {
    highlevel: ["contacts.read", "contacts.search", "contacts.duplicate", "contacts.upsert", "contacts.delete"],
    incident: cases,
  },
  action: {
    highlevel: [...tasks, "users.list", ...byEmail],
    incident: [...cases, "actions.list", "actions.show", "actions.create", "actions.update", "actions.delete", "users.list"],
  },
};

export const entityOperations: Readonly<Record<Entity, EntityOperations>> = {
  contact: {
    highlevel: [
      "contacts.read",
      "contacts.search",
      "contacts.duplicate",
      "contacts.upsert",
      "contacts.update",
      "contacts.delete",
      "contacts.tags.add",
      "contacts.tags.remove",
    ],
    incident: entries,
  },
  task: { highlevel: tasks, incident: entries },
  appointment: { highlevel: ["appointments.list", "appointments.read", "appointments.delete", "calendars.list"], incident: entries },
  business: {
    highlevel: ["businesses.list", "businesses.read", "businesses.create", "businesses.update", "businesses.delete"],
    incident: entries,
  },
  ...ofCases,
};

/** What a bridge over cases calls besides, when its rules name an attribute of alerts. */
export const alertOperations: EntityOperations = {
  highlevel: byEmail,
  incident: ["alert-attributes.list", "alerts.show", "incident-alerts.list", "catalog-entries.show"],
};

/** What connecting itself reads: name, country and zone of the location, its custom fields, and who the key is. */
export const setupOperations: EntityOperations = {
  highlevel: ["contacts.search", "locations.read", "custom-fields.list"],
  incident: ["identity", "catalog-types.list"],
};
