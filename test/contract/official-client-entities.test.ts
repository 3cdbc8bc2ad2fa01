import { HighLevel } from "@gohighlevel/api-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startHighLevelSandbox, type HighLevelSandbox } from "#sandbox/highlevel/start-highlevel-sandbox.ts";

/** What HighLevel's own SDK, which has read none of our code, gets from the sandbox beyond contacts. */
describe("HighLevel's own SDK against the sandbox's records", () => {
  let sandbox: HighLevelSandbox;
  let client: HighLevel;
  let contactId: string;

  beforeAll(async () => {
    sandbox = await startHighLevelSandbox({ seed: 12, sampleContacts: 3 });
    client = new HighLevel({ privateIntegrationToken: sandbox.token, apiVersion: "2021-07-28", logLevel: "none" });
    client.getHttpClient().defaults.baseURL = sandbox.baseUrl;
    contactId = sandbox.control.createContact({ firstName: "Ada", email: "ada.sdk@example.com" });
  });
  afterAll(() => sandbox.close());

  it("creates, finds, changes, completes and deletes a task", async () => {
    const { task } = await client.contacts.createTask({ contactId }, { title: "Call", dueDate: "2026-09-01T10:00:00Z", completed: false });
    const at = { contactId, taskId: String(task?.id) };
    expect((await client.contacts.getAllTasks({ contactId })).tasks).toEqual([task]);
    expect((await client.contacts.updateTask(at, { title: "Call again" })).task).toMatchObject({ title: "Call again", completed: false });
    expect((await client.contacts.updateTaskCompleted(at, { completed: true })).task).toMatchObject({ completed: true });
    const found = await client.locations.taskSearch({ locationId: sandbox.locationId }, { completed: true });
    expect(found.tasks).toMatchObject([{ _id: task?.id, title: "Call again" }]);
    expect(await client.contacts.deleteTask(at)).toMatchObject({ succeded: true });
    await expect(client.contacts.getTask(at)).rejects.toMatchObject({ statusCode: 400 });
  });

  it("creates, changes, lists and deletes a note", async () => {
    const { note } = await client.contacts.createNote({ contactId }, { body: "Cannot log in", userId: "usr00SandboxHighwire" });
    const at = { contactId, id: String(note?.id) };
    expect((await client.contacts.updateNote(at, { body: "Solved" } as never)).note).toMatchObject({ id: note?.id, body: "Solved" });
    expect((await client.contacts.getAllNotes({ contactId })).notes?.map(({ body }) => body)).toEqual(["Solved"]);
    expect((await client.contacts.getNote(at)).note).toMatchObject({ userId: "usr00SandboxHighwire" });
    expect(await client.contacts.deleteNote(at)).toMatchObject({ succeded: true });
    await expect(client.contacts.getNote(at)).rejects.toMatchObject({ statusCode: 400 });
  });

  it("books, moves, lists and deletes an appointment, and keeps notes on it", async () => {
    const { calendars } = await client.calendars.getCalendars({ locationId: sandbox.locationId });
    const calendarId = String(calendars?.[0]?.id);
    const when = { startTime: "2040-09-25T16:00:00+05:30", ignoreFreeSlotValidation: true };
    const booked = await client.calendars.createAppointment({ calendarId, locationId: sandbox.locationId, contactId, ...when });
    const eventId = booked.id;
    expect(await client.calendars.editAppointment({ eventId }, { appointmentStatus: "showed" } as never)).toMatchObject({
      appointmentStatus: "showed",
    });
    const window = { locationId: sandbox.locationId, calendarId, startTime: "0", endTime: String(Date.UTC(2050, 0)) };
    expect((await client.calendars.getCalendarEvents(window)).events?.map(({ id }) => id)).toEqual([eventId]);
    expect((await client.contacts.getAppointmentsForContact({ contactId })).events).toMatchObject([{ id: eventId, title: "Ada" }]);
    const { note } = await client.calendars.createAppointmentNote({ appointmentId: eventId }, { body: "Went well" });
    const { notes } = await client.calendars.getAppointmentNotes({ appointmentId: eventId, limit: 5, offset: 0 });
    expect(notes?.map(({ id }) => id)).toEqual([note?.id]);
    expect(await client.calendars.deleteEvent({ eventId }, {})).toEqual({ succeeded: true });
    expect(await client.calendars.getAppointment({ eventId })).toMatchObject({ appointment: { id: eventId, deleted: true } });
  });

  it("keeps businesses with their contacts, and takes a contact into a workflow", async () => {
    const { locationId } = sandbox;
    const { buiseness: business } = await client.businesses.createBusiness({ locationId, name: "Example" });
    const businessId = business.id;
    expect(await client.contacts.addRemoveContactFromBusiness({ locationId, ids: [contactId], businessId } as never)).toMatchObject({
      ids: [contactId],
    });
    expect((await client.contacts.getContactsByBusinessId({ businessId, locationId })).contacts).toMatchObject([{ id: contactId }]);
    expect(await client.businesses.deleteBusiness({ businessId })).toEqual({ success: true });
    const { workflows } = await client.workflows.getWorkflow({ locationId });
    const at = { contactId, workflowId: String(workflows?.[0]?.id) };
    expect(await client.contacts.addContactToWorkflow(at, {} as never)).toMatchObject({ succeded: true });
    expect(sandbox.control.enrolments()).toEqual([{ contactId, kind: "workflow", of: at.workflowId }]);
  });

  it("creates, moves, finds, wins and deletes an opportunity", async () => {
    const { locationId } = sandbox;
    const { pipelines } = await client.opportunities.getPipelines({ locationId });
    const draft = { pipelineId: String(pipelines?.[0]?.id), locationId, contactId, name: "Renewal", status: "open", monetaryValue: 500 };
    const { opportunity } = await client.opportunities.createOpportunity(draft as never);
    const id = String(opportunity?.id);
    expect((await client.opportunities.updateOpportunity({ id }, { monetaryValue: 700 } as never)).opportunity).toMatchObject({ monetaryValue: 700 });
    await client.opportunities.updateOpportunityStatus({ id }, { status: "won" } as never);
    expect((await client.opportunities.searchOpportunity({ locationId, status: "won" } as never)).opportunities).toMatchObject([
      { id, status: "won" },
    ]);
    await client.opportunities.deleteOpportunity({ id });
    await expect(client.opportunities.getOpportunity({ id })).rejects.toMatchObject({ statusCode: 400 });
  });

  it("reads the users of the location, and one of them", async () => {
    const { users } = await client.users.getUserByLocation({ locationId: sandbox.locationId });
    expect(users?.map(({ id }) => id)).toEqual(sandbox.control.users().map(({ id }) => id));
    expect(await client.users.getUser({ userId: String(users?.[0]?.id) })).toMatchObject({ id: users?.[0]?.id, email: users?.[0]?.email });
  });
});
