import { highlevelFlow } from "#vendors/generated/highlevel-flow.ts";
import type { PathValues } from "#vendors/transport/operation-path.ts";

/** Our names of HighLevel's operations, as errors and metrics show them, each with the documented operation behind it. */
export const operations = {
  "contacts.read": "GET /contacts/{contactId}",
  "contacts.search": "POST /contacts/search",
  "contacts.duplicate": "GET /contacts/search/duplicate",
  "contacts.upsert": "POST /contacts/upsert",
  "contacts.update": "PUT /contacts/{contactId}",
  "contacts.delete": "DELETE /contacts/{contactId}",
  "contacts.tags.add": "POST /contacts/{contactId}/tags",
  "contacts.tags.remove": "DELETE /contacts/{contactId}/tags",
  "tasks.list": "GET /contacts/{contactId}/tasks",
  "tasks.read": "GET /contacts/{contactId}/tasks/{taskId}",
  "tasks.create": "POST /contacts/{contactId}/tasks",
  "tasks.update": "PUT /contacts/{contactId}/tasks/{taskId}",
  "tasks.complete": "PUT /contacts/{contactId}/tasks/{taskId}/completed",
  "tasks.delete": "DELETE /contacts/{contactId}/tasks/{taskId}",
  "tasks.search": "POST /locations/{locationId}/tasks/search",
  "notes.list": "GET /contacts/{contactId}/notes",
  "notes.read": "GET /contacts/{contactId}/notes/{id}",
  "notes.create": "POST /contacts/{contactId}/notes",
  "notes.update": "PUT /contacts/{contactId}/notes/{id}",
  "notes.delete": "DELETE /contacts/{contactId}/notes/{id}",
  "appointments.of-contact": "GET /contacts/{contactId}/appointments",
  "appointments.list": "GET /calendars/events",
  "appointments.read": "GET /calendars/events/appointments/{eventId}",
  "appointments.create": "POST /calendars/events/appointments",
  "appointments.update": "PUT /calendars/events/appointments/{eventId}",
  "appointments.delete": "DELETE /calendars/events/{eventId}",
  "appointment-notes.list": "GET /calendars/appointments/{appointmentId}/notes",
  "appointment-notes.create": "POST /calendars/appointments/{appointmentId}/notes",
  "appointment-notes.update": "PUT /calendars/appointments/{appointmentId}/notes/{noteId}",
  "appointment-notes.delete": "DELETE /calendars/appointments/{appointmentId}/notes/{noteId}",
  "calendars.list": "GET /calendars/",
  "calendars.read": "GET /calendars/{calendarId}",
  "businesses.list": "GET /businesses/",
  "businesses.read": "GET /businesses/{businessId}",
  "businesses.create": "POST /businesses/",
  "businesses.update": "PUT /businesses/{businessId}",
  "businesses.delete": "DELETE /businesses/{businessId}",
  "businesses.contacts": "GET /contacts/business/{businessId}",
  "businesses.set-contacts": "POST /contacts/bulk/business",
  "opportunities.search": "GET /opportunities/search",
  "opportunities.pipelines": "GET /opportunities/pipelines",
  "opportunities.read": "GET /opportunities/{id}",
  "opportunities.create": "POST /opportunities/",
  "opportunities.update": "PUT /opportunities/{id}",
  "opportunities.delete": "DELETE /opportunities/{id}",
  "opportunities.set-status": "PUT /opportunities/{id}/status",
  "workflows.list": "GET /workflows/",
  "workflows.add": "POST /contacts/{contactId}/workflow/{workflowId}",
  "workflows.remove": "DELETE /contacts/{contactId}/workflow/{workflowId}",
  "campaigns.list": "GET /campaigns/",
  "campaigns.add": "POST /contacts/{contactId}/campaigns/{campaignId}",
  "campaigns.remove": "DELETE /contacts/{contactId}/campaigns/{campaignId}",
  "campaigns.remove-all": "DELETE /contacts/{contactId}/campaigns/removeAll",
  "followers.add": "POST /contacts/{contactId}/followers",
  "followers.remove": "DELETE /contacts/{contactId}/followers",
  "users.list": "GET /users/",
  "users.read": "GET /users/{userId}",
  "locations.read": "GET /locations/{locationId}",
  "custom-fields.list": "GET /locations/{locationId}/customFields",
} as const satisfies Readonly<Record<string, keyof typeof highlevelFlow>>;

export type OperationName = keyof typeof operations;

/** Reads in spite of their method: a repeat changes nothing. */
const reads: ReadonlySet<OperationName> = new Set(["contacts.search", "tasks.search"]);

/** What the committed facts say of an operation. */
export interface OperationFacts {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Template: `{name}` is a path parameter. */
  readonly path: string;
  /** Value of the version header. */
  readonly version: string;
  /** What the token needs; none where the documents name none. */
  readonly scopes: readonly string[];
  readonly mutating: boolean;
}

export function factsOf(name: OperationName): OperationFacts {
  const { method, path, version, scopes } = highlevelFlow[operations[name]];
  return { method, path, version, scopes, mutating: method !== "GET" && !reads.has(name) };
}

/** Path parameters of an operation. */
export type PathParameters<Name extends OperationName> = PathValues<(typeof operations)[Name]>;
