import type { ContractWorld } from "./contract-world.ts";
import { firstId, idIn, shown } from "./shown.ts";

const versions = ["dated", "v3"] as const;
type Version = (typeof versions)[number];

/** A call under the version that the operation documents, or under v3. */
type VersionedCall = (operation: string, body?: unknown, dated?: string) => ReturnType<ContractWorld["call"]>;

/** Calls every operation of tasks, notes … under both versions, with success. */
export async function driveEntities(world: ContractWorld): Promise<void> {
  for (const version of versions) {
    const call: VersionedCall = (operation, body, dated = "2021-07-28") =>
      world.call("highlevel", operation, body, { version: version === "v3" ? "v3" : dated });
    const contactId = world.highlevel.control.createContact({ firstName: "Bea", email: `bea.${version}@example.com` });
    await driveTasks(call, world, contactId);
    await driveNotes(call, contactId);
    await driveAppointments(call, world, contactId);
    await driveBusinesses(call, world, contactId);
    await driveOpportunities(call, world, contactId, version);
    await driveEnrolments(call, world, contactId, version);
    await driveUsers(call, world, version);
  }
}

async function driveTasks(call: VersionedCall, { highlevel: { locationId } }: ContractWorld, contactId: string): Promise<void> {
  const at = `/contacts/${contactId}/tasks`;
  const body = { title: "Call", body: "Back", dueDate: "2026-09-01T10:00:00Z", completed: false, assignedTo: "usr00SandboxHighwire" };
  const id = idIn(await call(`POST ${at}`, body), "task");
  shown(await call(`GET ${at}`));
  shown(await call(`GET ${at}/${id}`));
  shown(await call(`PUT ${at}/${id}`, { title: "Call again" }));
  shown(await call(`PUT ${at}/${id}/completed`, { completed: true }));
  const filters = { contactId: [contactId], completed: true, assignedTo: ["usr00SandboxHighwire"], query: "call", limit: 10, skip: 0 };
  shown(await call(`POST /locations/${locationId}/tasks/search`, filters));
  shown(await call(`DELETE ${at}/${id}`));
}

async function driveNotes(call: VersionedCall, contactId: string): Promise<void> {
  const at = `/contacts/${contactId}/notes`;
  const id = idIn(await call(`POST ${at}`, { body: "Cannot log in" }), "note");
  shown(await call(`PUT ${at}/${id}`, { title: "Outage", color: "#FFAA00", pinned: true, userId: "usr00SandboxHighwire" }));
  shown(await call(`GET ${at}/${id}`));
  shown(await call(`GET ${at}`));
  shown(await call(`DELETE ${at}/${id}`));
}

async function driveAppointments(versioned: VersionedCall, { highlevel }: ContractWorld, contactId: string): Promise<void> {
  const { locationId } = highlevel;
  const call: VersionedCall = (operation, body) => versioned(operation, body, "2021-04-15");
  const calendarId = firstId(await call(`GET /calendars/?locationId=${locationId}&showDrafted=true`), "calendars");
  shown(await call(`GET /calendars/${calendarId}`));
  const now = Date.parse("2026-09-21T00:00:00Z");
  shown(await call(`GET /calendars/${calendarId}/free-slots?startDate=${String(now)}&endDate=${String(now + 604_800_000)}&timezone=Europe%2FVienna`));
  const times = { startTime: "2026-09-25T16:00:00+05:30", endTime: "2026-09-25T17:00:00+05:30" };
  const about = { title: "Demo", description: "First", address: "Here", meetingLocationType: "custom", assignedUserId: "usr00SandboxHighwire" };
  const body = { calendarId, locationId, contactId, ...times, ...about, ignoreFreeSlotValidation: true, rrule: "RRULE:FREQ=DAILY;COUNT=2" };
  const id = String(shown(await call("POST /calendars/events/appointments", body))["id"]);
  const at = `/calendars/events/appointments/${id}`;
  shown(await call(`PUT ${at}`, { appointmentStatus: "noshow" }));
  shown(await call(`GET ${at}`));
  shown(await call(`GET /calendars/events?locationId=${locationId}&calendarId=${calendarId}&startTime=0&endTime=9999999999999`));
  shown(await versioned(`GET /contacts/${contactId}/appointments`));
  const note = idIn(await call(`POST /calendars/appointments/${id}/notes`, { body: "Went well", userId: "usr00SandboxHighwire" }), "note");
  shown(await call(`PUT /calendars/appointments/${id}/notes/${note}`, { body: "Went very well" }));
  shown(await call(`GET /calendars/appointments/${id}/notes?limit=20&offset=0`));
  shown(await call(`DELETE /calendars/appointments/${id}/notes/${note}`));
  shown(await call(`DELETE /calendars/events/${id}`, {}));
}

async function driveBusinesses(call: VersionedCall, { highlevel: { locationId } }: ContractWorld, contactId: string): Promise<void> {
  const id = idIn(await call("POST /businesses/", { locationId, name: "Example", email: "hello@example.com" }), "buiseness");
  shown(await call(`GET /businesses/${id}`));
  shown(await call(`PUT /businesses/${id}`, { city: "Example" }));
  shown(await call(`GET /businesses/?locationId=${locationId}&limit=5&skip=0`));
  shown(await call("POST /contacts/bulk/business", { locationId, ids: [contactId], businessId: id }));
  shown(await call(`GET /contacts/business/${id}?locationId=${locationId}&limit=5&skip=0&query=bea`));
  shown(await call(`DELETE /businesses/${id}`));
}

async function driveOpportunities(
  call: VersionedCall,
  { highlevel: { locationId } }: ContractWorld,
  contactId: string,
  version: Version,
): Promise<void> {
  const pipelineId = firstId(await call(`GET /opportunities/pipelines?locationId=${locationId}`), "pipelines");
  const id = idIn(await call("POST /opportunities/", { pipelineId, locationId, contactId, name: "Renewal", status: "open" }), "opportunity");
  shown(await call(`GET /opportunities/${id}`));
  shown(await call(`PUT /opportunities/${id}`, { monetaryValue: 700 }));
  shown(await call(`PUT /opportunities/${id}/status`, { status: "won" }));
  const query = version === "v3" ? `locationId=${locationId}&contactId=${contactId}` : `location_id=${locationId}&contact_id=${contactId}`;
  shown(await call(`GET /opportunities/search?${query}&limit=1&status=won`));
  const additionalDetails = { notes: false, tasks: false, calendarEvents: false, unReadConversations: false };
  shown(await call("POST /opportunities/search", { locationId, query: "", limit: 5, page: 1, searchAfter: [], additionalDetails }));
  shown(await call(`DELETE /opportunities/${id}`));
}

async function driveEnrolments(
  call: VersionedCall,
  { highlevel: { locationId } }: ContractWorld,
  contactId: string,
  version: Version,
): Promise<void> {
  const at = `/contacts/${contactId}`;
  const workflow = firstId(await call(`GET /workflows/?locationId=${locationId}`), "workflows");
  const campaign = firstId(await call(`GET /campaigns/?locationId=${locationId}&status=published`), "campaigns");
  shown(await call(`POST ${at}/workflow/${workflow}`, { eventStartTime: "2026-09-01T10:00:00+01:00" }));
  shown(await call(`DELETE ${at}/workflow/${workflow}`, {}));
  shown(await call(`POST ${at}/campaigns/${campaign}`, {}));
  shown(await call(`DELETE ${at}/campaigns/${campaign}`));
  shown(await call(`DELETE ${at}/campaigns/${version === "v3" ? "remove-all" : "removeAll"}`));
  shown(await call(`POST ${at}/followers`, { followers: ["usr00SandboxHighwire"] }));
  shown(await call(`DELETE ${at}/followers`, { followers: ["usr00SandboxHighwire"] }));
}

async function driveUsers(call: VersionedCall, { highlevel: { locationId, companyId } }: ContractWorld, version: Version): Promise<void> {
  if (version === "dated") shown(await call(`GET /users/?locationId=${locationId}`));
  shown(await call(`GET /users/search?companyId=${companyId}&limit=2&skip=1&role=user&query=a`));
  shown(await call("POST /users/search/filter-by-email", { companyId, emails: "user.0@team.example.com" }));
  shown(await call("GET /users/usr00SandboxHighwire"));
}
