import type { CallOptions } from "#core/ports/records-port.ts";
import { must } from "#lib/must.ts";
import type { HighLevelClient } from "#vendors/highlevel/client.ts";
import type { ContractWorld } from "./contract-world.ts";

const call: CallOptions = { priority: "person" };

/** Makes our HighLevel client use every operation of tasks, notes … in the ways the flows do. */
export async function runEntities({ client, highlevel: { control } }: ContractWorld): Promise<void> {
  const contactId = control.createContact({ firstName: "Ada", email: "ada.entities@example.com" });
  await useTasks(client, contactId);
  await useNotes(client, contactId);
  await useAppointments(client, contactId);
  await useBusinesses(client, contactId);
  await useOpportunities(client, contactId);
  await useEnrolments(client, contactId);
}

async function useTasks(client: HighLevelClient, contactId: string): Promise<void> {
  const { tasks, users } = client;
  const owner = must((await users.list(call))[0], "a user");
  await users.read(owner.id, call);
  const { id } = await tasks.create(
    contactId,
    { title: "Call", body: "Back", dueDate: "2026-09-01T10:00:00Z", completed: false, assignedTo: owner.id },
    call,
  );
  await tasks.update(contactId, id, { title: "Call again", body: "", dueDate: "2026-09-02T10:00:00+02:00", assignedTo: "" }, call);
  await tasks.setCompleted(contactId, id, true, call);
  await tasks.read(contactId, id, call);
  await tasks.list(contactId, call);
  const page = await tasks.search({ limit: 1, searchAfter: null }, call);
  await tasks.search({ limit: 500, searchAfter: must(page[0]?.searchAfter, "a cursor"), contactIds: [contactId], completed: false }, call);
  await tasks.remove(contactId, id, call);
}

async function useNotes({ notes }: HighLevelClient, contactId: string): Promise<void> {
  const { id } = await notes.create(contactId, { body: "<p>Cannot log in</p>" }, call);
  await notes.update(contactId, id, { body: "Solved", title: "Outage", color: "#FFAA00", pinned: true, userId: "usr00SandboxHighwire" }, call);
  await notes.read(contactId, id, call);
  await notes.list(contactId, call);
  await notes.remove(contactId, id, call);
}

async function useAppointments({ appointments, appointmentNotes: notes, calendars }: HighLevelClient, contactId: string): Promise<void> {
  const calendarId = must((await calendars.list(call))[0], "a calendar").id;
  await calendars.read(calendarId, call);
  const startTime = "2026-09-25T16:00:00+05:30";
  const free = { ignoreFreeSlotValidation: true, ignoreDateRange: true, toNotify: false };
  const draft = { calendarId, contactId, startTime, endTime: "2026-09-25T17:00:00+05:30", title: "Demo", address: "https://example.com/x" };
  const { id } = await appointments.create({ ...draft, description: "First", assignedUserId: "usr00SandboxHighwire", ...free }, call);
  await appointments.update(id, { appointmentStatus: "showed", startTime: "2026-09-26T10:00:00Z", ...free }, call);
  await appointments.read(id, call);
  await appointments.ofContact(contactId, call);
  for (const of of [{ calendarId }, { userId: "usr00SandboxHighwire" }, { groupId: "none" }])
    await appointments.list({ of, fromMs: 0, toMs: Date.parse(startTime) * 2 }, call);
  const note = await notes.create(id, { body: "Went well", userId: "usr00SandboxHighwire" }, call);
  await notes.update(id, note.id, { body: "Went very well" }, call);
  await notes.list(id, { limit: 20, offset: 0 }, call);
  await notes.remove(id, note.id, call);
  await appointments.remove(id, call);
  await appointments.read(id, call);
}

async function useBusinesses({ businesses }: HighLevelClient, contactId: string): Promise<void> {
  const { id } = await businesses.create({ name: "Example", email: "hello@example.com", phone: "+12025550177", description: "x" }, call);
  await businesses.update(id, { name: "Example too", website: "https://example.com", city: "Example" }, call);
  await businesses.read(id, call);
  await businesses.list({ limit: 100, skip: 0 }, call);
  await businesses.setContacts([contactId], id, call);
  await businesses.contacts(id, { limit: 100, skip: 0 }, call);
  await businesses.setContacts([contactId], null, call);
  await businesses.remove(id, call);
}

async function useOpportunities({ opportunities }: HighLevelClient, contactId: string): Promise<void> {
  const pipelineId = must((await opportunities.pipelines(call))[0], "a pipeline").id;
  const draft = { pipelineId, contactId, name: "Renewal", status: "open", monetaryValue: 500, assignedTo: "usr00SandboxHighwire" } as const;
  const { id } = await opportunities.create(draft, call);
  await opportunities.update(id, { monetaryValue: 700, name: "Renewal too" }, call);
  await opportunities.setStatus(id, "won", call);
  await opportunities.read(id, call);
  const { meta } = await opportunities.search({ limit: 1, contactId, status: "all" }, call);
  const after = { startAfter: must(meta.startAfter, "a cursor"), startAfterId: must(meta.startAfterId, "a cursor") };
  await opportunities.search({ limit: 100, after }, call);
  await opportunities.remove(id, call);
}

async function useEnrolments({ enrolments }: HighLevelClient, contactId: string): Promise<void> {
  const workflow = must((await enrolments.workflows(call))[0], "a workflow").id;
  const campaign = must((await enrolments.campaigns(call))[0], "a campaign").id;
  await enrolments.addToWorkflow(contactId, workflow, call);
  await enrolments.removeFromWorkflow(contactId, workflow, call);
  await enrolments.addToCampaign(contactId, campaign, call);
  await enrolments.removeFromCampaign(contactId, campaign, call);
  await enrolments.removeFromAllCampaigns(contactId, call);
  await enrolments.addFollowers(contactId, ["usr00SandboxHighwire"], call);
  await enrolments.removeFollowers(contactId, ["usr00SandboxHighwire"], call);
}
