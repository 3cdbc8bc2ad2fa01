import { describe, expect, it } from "vitest";
import { addContact, breathe, START_MS, stopped, type Json, type Stopped } from "../testing.ts";
import type { HighLevelSandboxOptions } from "../create-state.ts";

const KOLKATA: HighLevelSandboxOptions = { locations: [{ id: "loc00SandboxHighwire", name: "Pune", timezone: "Asia/Kolkata", country: "IN" }] };
const VERSION = "2021-04-15";

interface Booked {
  readonly kit: Stopped;
  readonly contactId: string;
  readonly calendarId: string;
  /** The answer to the create. */
  readonly made: Json;
  readonly call: (operation: string, body?: unknown) => ReturnType<Stopped["call"]>;
}

/** An always open calendar and a contact with an appointment in it, made through the API, in a location of India. */
async function booked(fields: object = {}, options: HighLevelSandboxOptions = KOLKATA, version = VERSION): Promise<Booked> {
  const kit = stopped(options);
  const { id: contactId } = await addContact(kit, { firstName: "Asha", lastName: "Rao", email: "asha@example.com" });
  const calendarId = kit.sandbox.control.addCalendar("Demo", 30);
  const call: Booked["call"] = (operation, body) => kit.call(operation, body, { version });
  const body = { calendarId, locationId: kit.sandbox.locationId, contactId, startTime: "2026-09-25T16:00:00+05:30", ...fields };
  const { body: made } = await call("POST /calendars/events/appointments", body);
  return { kit, contactId, calendarId, made, call };
}
const types = ({ events }: Stopped): string[] => events.map(({ type }) => type).filter((type) => type.startsWith("Appointment"));

describe("an appointment", () => {
  it("is answered bare and without times, and read by id with the location's offset and both spellings of its status", async () => {
    const { made, call, contactId, calendarId, kit } = await booked({ address: "https://meet.example.com/x", description: "First call" });
    const common = {
      id: expect.stringMatching(/^\w{20}$/u),
      calendarId,
      locationId: kit.sandbox.locationId,
      contactId,
      title: "Asha Rao",
      appointmentStatus: "confirmed",
      assignedUserId: "",
      address: "https://meet.example.com/x",
      isRecurring: false,
    };
    expect(made).toEqual({ ...common, meetingLocationType: "default" });
    const { status, body } = await call(`GET /calendars/events/appointments/${String(made.id)}`);
    expect([status, body.appointment]).toEqual([
      200,
      {
        ...common,
        appoinmentStatus: "confirmed",
        description: "First call",
        groupId: "",
        users: [],
        assignedResources: [],
        createdBy: { source: "third_party" },
        deleted: false,
        startTime: "2026-09-25T16:00:00+05:30",
        endTime: "2026-09-25T16:30:00+05:30",
        dateAdded: "2026-09-01T13:30:00+05:30",
        dateUpdated: "2026-09-01T13:30:00+05:30",
      },
    ]);
  });

  it("is listed for its contact with times that name no zone: the location's, or by quirk UTC's, or with the offset", async () => {
    const { call, contactId, kit } = await booked();
    const times = async (): Promise<Json> => {
      const [row] = (await call(`GET /contacts/${contactId}/appointments`)).body.events;
      return [row.startTime, row.endTime, row.status];
    };
    expect(await times()).toEqual(["2026-09-25 16:00:00", "2026-09-25 16:30:00", "booked"]);
    kit.sandbox.control.setQuirks({ contactAppointmentTimes: "utc" });
    expect(await times()).toEqual(["2026-09-25 10:30:00", "2026-09-25 11:00:00", "booked"]);
    kit.sandbox.control.setQuirks({ contactAppointmentTimes: "offset" });
    expect(await times()).toEqual(["2026-09-25T16:00:00+05:30", "2026-09-25T16:30:00+05:30", "booked"]);
  });

  it("tells the offset of its own day, not of today, where clocks change", async () => {
    const { call, made } = await booked({ startTime: "2026-12-01T09:00:00-05:00" }, {});
    const read = async (): Promise<string> => (await call(`GET /calendars/events/appointments/${String(made.id)}`)).body.appointment.startTime;
    expect(await read()).toBe("2026-12-01T09:00:00-05:00");
    await call(`PUT /calendars/events/appointments/${String(made.id)}`, { startTime: "2026-10-01T09:00:00" });
    expect(await read()).toBe("2026-10-01T09:00:00-04:00");
  });

  it("moves with its length, changes status, and keeps what was not sent", async () => {
    const { call, made, kit } = await booked({ endTime: "2026-09-25T17:00:00+05:30", address: "Here" });
    const at = `PUT /calendars/events/appointments/${String(made.id)}`;
    const truth = (): Json => kit.sandbox.control.appointments()[0];
    expect((await call(at, { startTime: "2026-09-26T10:00:00Z" })).status).toBe(200);
    expect(truth()).toMatchObject({ startAt: "2026-09-26T10:00:00.000Z", endAt: "2026-09-26T11:00:00.000Z", address: "Here" });
    for (const appointmentStatus of ["new", "confirmed", "cancelled", "showed", "noshow", "invalid"])
      expect((await call(at, { appointmentStatus })).body.appointmentStatus).toBe(appointmentStatus);
    await call(at, { address: "", title: "Other" });
    expect(truth()).not.toHaveProperty("address");
    expect(truth()).toMatchObject({ title: "Other", startAt: "2026-09-26T10:00:00.000Z" });
  });

  it("knows more statuses and tells its making under v3", async () => {
    const dated = await booked({ appointmentStatus: "completed" });
    expect(dated.made).toEqual({ statusCode: 422, message: ["appointmentStatus must be a valid enum value"], error: "Unprocessable Entity" });
    const { made } = await booked({ appointmentStatus: "completed" }, KOLKATA, "v3");
    expect(made).toMatchObject({ appointmentStatus: "completed", dateAdded: expect.stringContaining("+05:30"), dateUpdated: expect.any(String) });
  });

  it("is deleted softly: gone from lists, still read by id, no longer changed", async () => {
    const { call, made, contactId, calendarId, kit } = await booked();
    const removed = await call(`DELETE /calendars/events/${String(made.id)}`, {});
    expect([removed.status, removed.body]).toEqual([201, { succeeded: true }]);
    const at = `/calendars/events/appointments/${String(made.id)}`;
    expect((await call(`GET ${at}`)).body.appointment).toMatchObject({ id: made.id, deleted: true });
    expect((await call(`PUT ${at}`, { title: "x" })).status).toBe(400);
    expect((await call(`DELETE /calendars/events/${String(made.id)}`)).status).toBe(400);
    const window = `locationId=${kit.sandbox.locationId}&startTime=0&endTime=9999999999999&calendarId=${calendarId}`;
    expect((await call(`GET /calendars/events?${window}`)).body.events).toEqual([]);
    expect((await call(`GET /contacts/${contactId}/appointments`)).body.events).toEqual([]);
    kit.sandbox.control.setQuirks({ deletedAppointmentsShow: true });
    expect((await call(`GET /contacts/${contactId}/appointments`)).body.events).toHaveLength(1);
  });

  it.each([
    [{ calendarId: undefined }, 422, ["calendarId must be a string"]],
    [{ startTime: undefined }, 422, ["startTime must be a valid ISO 8601 date string"]],
    [{ startTime: "next week" }, 422, ["startTime must be a valid ISO 8601 date string"]],
    [{ appointmentStatus: "booked" }, 422, ["appointmentStatus must be a valid enum value"]],
    [{ notes: "x" }, 422, ["property notes should not exist"]],
    [{ calendarId: "nothing" }, 400, "Calendar with id nothing not found"],
    [{ contactId: "nobody" }, 400, "Contact not found for id:nobody"],
    [{ locationId: "elsewhere" }, 403, "The token does not have access to this location."],
    [{ endTime: "2026-09-25T15:00:00+05:30" }, 400, "endTime must be after startTime"],
    [{ rrule: "RRULE:FREQ=DAILY;COUNT=2" }, 400, "rrule needs ignoreFreeSlotValidation"],
    [{ startTime: "2026-08-01T16:00:00+05:30" }, 400, "The slot you have selected is no longer available."],
    [{ startTime: "2026-09-25T16:10:00+05:30" }, 400, "The slot you have selected is no longer available."],
  ])("is refused for %j with %i", async (fields, status, message) => {
    const kit = stopped(KOLKATA);
    const contactId = kit.sandbox.control.createContact({ firstName: "Asha" });
    const calendarId = kit.sandbox.control.addCalendar("Demo", 30);
    const body = { calendarId, locationId: kit.sandbox.locationId, contactId, startTime: "2026-09-25T16:00:00+05:30", ...fields };
    const answer = await kit.call("POST /calendars/events/appointments", JSON.parse(JSON.stringify(body)));
    expect([answer.status, answer.body.message]).toEqual([status, message]);
    expect(kit.sandbox.control.appointments()).toEqual([]);
  });

  it("takes a slot once, unless slots are ignored or the other one was cancelled", async () => {
    const { call, made, kit, contactId, calendarId } = await booked();
    const body = { calendarId, locationId: kit.sandbox.locationId, contactId, startTime: "2026-09-25T16:00:00+05:30" };
    const book = async (more: object = {}): Promise<number> => (await call("POST /calendars/events/appointments", { ...body, ...more })).status;
    expect(await book()).toBe(400);
    expect(await book({ startTime: "2026-09-25T15:30:00+05:30", endTime: "2026-09-25T16:30:00+05:30" })).toBe(400);
    expect(await book({ startTime: "2026-09-25T15:30:00+05:30" })).toBe(200);
    // Its own time is no hindrance to an appointment.
    expect((await call(`PUT /calendars/events/appointments/${String(made.id)}`, { endTime: "2026-09-25T17:00:00+05:30" })).status).toBe(200);
    expect(await book({ ignoreFreeSlotValidation: true, rrule: "RRULE:FREQ=DAILY;COUNT=2" })).toBe(200);
    await call(`PUT /calendars/events/appointments/${String(made.id)}`, { appointmentStatus: "cancelled" });
    expect(await book()).toBe(400);
    const recurring = kit.sandbox.control.appointments().find(({ isRecurring }) => isRecurring);
    kit.sandbox.control.deleteAppointment(String(recurring?.["id"]));
    expect(await book()).toBe(200);
  });

  it("answers by quirk under the documented key, and with times after writes", async () => {
    const { call, made, kit } = await booked();
    kit.sandbox.control.setQuirks({ appointmentKey: "event", appointmentWritesTellTimes: true, missingStatus: 404 });
    expect((await call(`GET /calendars/events/appointments/${String(made.id)}`)).body.event.id).toBe(made.id);
    expect((await call(`PUT /calendars/events/appointments/${String(made.id)}`, {})).body.startTime).toBe("2026-09-25T16:00:00+05:30");
    expect((await call("GET /calendars/events/appointments/nothing")).status).toBe(404);
  });

  it("needs calendars/events scopes, but contacts.readonly alone to be listed for a contact", async () => {
    const { kit, made, contactId } = await booked();
    const token = kit.sandbox.control.addToken({ scopes: ["contacts.readonly"] });
    const status = async (operation: string, body?: unknown): Promise<number> => (await kit.call(operation, body, { token })).status;
    expect(await status(`GET /contacts/${contactId}/appointments`)).toBe(200);
    expect(await status(`GET /calendars/events/appointments/${String(made.id)}`)).toBe(401);
    expect(await status(`DELETE /calendars/events/${String(made.id)}`, {})).toBe(401);
    expect(await status(`GET /calendars/?locationId=${kit.sandbox.locationId}`)).toBe(401);
  });
});

describe("the events of a calendar", () => {
  it("are those that begin in the window, of one calendar, user or group, oldest first", async () => {
    const { kit, call, calendarId, made, contactId } = await booked();
    const { control, locationId } = kit.sandbox;
    const [office] = control.calendars(locationId);
    const later = control.createAppointment(contactId, { startTime: "2026-09-30T10:00:00Z" });
    const ids = async (query: string): Promise<string[]> =>
      (await call(`GET /calendars/events?locationId=${locationId}&${query}`)).body.events.map(({ id }: Json) => id);
    const all = "startTime=0&endTime=9999999999999";
    expect(await ids(`calendarId=${calendarId}&${all}`)).toEqual([made.id]);
    expect(await ids(`calendarId=${String(office?.["id"])}&${all}`)).toEqual([later]);
    expect(await ids(`groupId=${String(office?.["groupId"])}&${all}`)).toEqual([later]);
    expect(await ids(`userId=usr00SandboxHighwire&${all}`)).toEqual([later]);
    const at = Date.parse("2026-09-30T10:00:00Z");
    expect(await ids(`userId=usr00SandboxHighwire&startTime=${String(at)}&endTime=${String(at)}`)).toEqual([later]);
    expect(await ids(`userId=usr00SandboxHighwire&startTime=${String(at + 1)}&endTime=9999999999999`)).toEqual([]);
    for (const query of [all, "calendarId=x&startTime=0", "calendarId=x&startTime=2026-09-01&endTime=9"])
      expect((await call(`GET /calendars/events?locationId=${locationId}&${query}`)).status).toBe(422);
  });
});

describe("appointment events", () => {
  it("are nested and tell bookings, changes and deletes", async () => {
    const { kit, call, made, contactId, calendarId } = await booked();
    await call(`PUT /calendars/events/appointments/${String(made.id)}`, { appointmentStatus: "showed" });
    kit.sandbox.control.editAppointment(made.id, { startTime: "2026-09-26T10:00:00Z" });
    await call(`DELETE /calendars/events/${String(made.id)}`, {});
    await breathe();
    expect(types(kit)).toEqual(["AppointmentCreate", "AppointmentUpdate", "AppointmentUpdate", "AppointmentDelete"]);
    expect(kit.events.find(({ type }) => type === "AppointmentCreate")?.body).toEqual({
      type: "AppointmentCreate",
      locationId: kit.sandbox.locationId,
      appointment: {
        id: made.id,
        title: "Asha Rao",
        calendarId,
        contactId,
        appointmentStatus: "confirmed",
        source: "third_party",
        startTime: "2026-09-25T16:00:00+05:30",
        endTime: "2026-09-25T16:30:00+05:30",
        dateAdded: "2026-09-01T13:30:00+05:30",
        dateUpdated: "2026-09-01T13:30:00+05:30",
      },
      appId: expect.any(String),
      versionId: expect.any(String),
      timestamp: expect.any(String),
      webhookId: expect.any(String),
    });
  });

  it("are by quirk all called AppointmentCreate, as in the documents, and silent when nothing changed", async () => {
    const { kit, call, made } = await booked();
    kit.sandbox.control.setQuirks({ appointmentEvents: "always-create", idleWritesTell: false });
    await call(`PUT /calendars/events/appointments/${String(made.id)}`, { appointmentStatus: "confirmed" });
    await call(`PUT /calendars/events/appointments/${String(made.id)}`, { appointmentStatus: "noshow" });
    kit.sandbox.control.deleteAppointment(made.id);
    await breathe();
    expect(types(kit)).toEqual(["AppointmentCreate", "AppointmentCreate", "AppointmentCreate"]);
  });
});

describe("calendars", () => {
  it("are listed, drafts left out on demand, and read by id", async () => {
    const { sandbox, call } = stopped();
    const at = `GET /calendars/?locationId=${sandbox.locationId}`;
    const { calendars } = (await call(at)).body;
    expect(calendars).toMatchObject([
      { name: "Discovery call", slotDuration: 30, autoConfirm: true },
      { name: "Beratung vor Ort · 相談", appoinmentPerSlot: 2 },
    ]);
    expect((await call(`${at}&groupId=${String(calendars[1].groupId)}&showDrafted=false`)).body.calendars).toEqual([calendars[1]]);
    expect((await call(`GET /calendars/${String(calendars[0].id)}`)).body.calendar).toEqual(calendars[0]);
    expect((await call("GET /calendars/nothing")).body.message).toBe("Calendar with id nothing not found");
    expect((await call("GET /calendars/")).status).toBe(422);
  });

  it("offer free slots by day, by the clocks of the zone, without those that are taken or over", async () => {
    const kit = stopped({ locations: [{ id: "loc00SandboxHighwire", name: "Wien", timezone: "Europe/Vienna", country: "AT" }] });
    const [{ id } = { id: "" }] = kit.sandbox.control.calendars() as readonly { id: string }[];
    const contactId = kit.sandbox.control.createContact({ firstName: "Ada" });
    kit.sandbox.control.createAppointment(contactId, { calendarId: id, startTime: "2026-09-02T08:00:00+02:00" });
    const slots = async (more = ""): Promise<Json> =>
      (await kit.call(`GET /calendars/${id}/free-slots?startDate=${String(START_MS)}&endDate=${String(START_MS + 2 * 86_400_000)}${more}`)).body;
    const { traceId, ...days } = await slots();
    expect(traceId).toMatch(/^[0-9a-f]{24}$/u);
    // Tuesday at ten in Vienna: what was before is over.
    expect(Object.entries(days).map(([day, { slots: own }]: [string, Json]) => [day, own.length, own[0], own.at(-1)])).toEqual([
      ["2026-09-01", 16, "2026-09-01T10:00:00+02:00", "2026-09-01T17:30:00+02:00"],
      ["2026-09-02", 19, "2026-09-02T08:30:00+02:00", "2026-09-02T17:30:00+02:00"],
      ["2026-09-03", 5, "2026-09-03T08:00:00+02:00", "2026-09-03T10:00:00+02:00"],
    ]);
    expect((await slots("&timezone=Pacific%2FAuckland"))["2026-09-01"].slots[0]).toBe("2026-09-01T20:00:00+12:00");
    expect((await kit.call(`GET /calendars/${id}/free-slots?startDate=0&endDate=${String(32 * 86_400_000)}`)).status).toBe(400);
    expect((await kit.call(`GET /calendars/${id}/free-slots?startDate=today`)).status).toBe(422);
  });
});

describe("notes of an appointment", () => {
  it("are made, paged newest first, changed and deleted, without events", async () => {
    const { kit, call, made } = await booked();
    const at = `/calendars/appointments/${String(made.id)}/notes`;
    const ids: string[] = [];
    for (const body of ["One", "Two", "Three"]) ids.push((await call(`POST ${at}`, { body, userId: "usr00SandboxHighwire" })).body.note.id);
    const page = (await call(`GET ${at}?limit=2&offset=0`)).body;
    expect([page.notes.map(({ body }: Json) => body), page.hasMore]).toEqual([["Three", "Two"], true]);
    expect(page.notes[0]).toMatchObject({ contactId: made.contactId, userId: "usr00SandboxHighwire", createdBy: { id: "usr00SandboxHighwire" } });
    expect((await call(`GET ${at}?limit=2&offset=2`)).body).toMatchObject({ notes: [{ body: "One" }], hasMore: false });
    expect((await call(`PUT ${at}/${String(ids[0])}`, { body: "Uno" })).body.note.body).toBe("Uno");
    expect((await call(`DELETE ${at}/${String(ids[0])}`)).body).toEqual({ success: true });
    expect((await call(`DELETE ${at}/${String(ids[0])}`)).status).toBe(400);
    expect((await call(`GET ${at}?limit=21&offset=0`)).status).toBe(400);
    expect((await call(`GET ${at}?limit=5`)).status).toBe(422);
    expect((await call(`POST ${at}`, { body: "x".repeat(5_001) })).body.message).toEqual(["body must be shorter than or equal to 5000 characters"]);
    await breathe();
    expect(kit.events.map(({ type }) => type).filter((type) => type.startsWith("Note"))).toEqual([]);
  });
});

describe("the appointments of a contact that goes", () => {
  it("go with it and move in a merge, like its other records", async () => {
    const { kit, made, contactId, call } = await booked();
    const { control } = kit.sandbox;
    const kept = control.createContact({ firstName: "Kept" });
    control.mergeContacts(kept, contactId);
    expect((await call(`GET /contacts/${kept}/appointments`)).body.events).toMatchObject([{ id: made.id, contactId: kept }]);
    control.setQuirks({ cascadeTells: true });
    control.deleteContact(kept);
    await breathe();
    expect([control.appointments(), types(kit)]).toEqual([[], ["AppointmentCreate", "AppointmentDelete"]]);
  });

  it("come back with a snapshot, calendars and their notes as well", async () => {
    const { kit, call, made } = await booked();
    const at = `/calendars/appointments/${String(made.id)}/notes`;
    await call(`POST ${at}`, { body: "Kept" });
    const { control } = kit.sandbox;
    const [saved, truth] = [JSON.stringify(control.snapshot()), [control.appointments(), control.calendars()]];
    control.deleteAppointment(made.id);
    control.addCalendar("Later");
    control.restore(JSON.parse(saved));
    expect([control.appointments(), control.calendars()]).toEqual(truth);
    expect((await call(`GET ${at}?limit=1&offset=0`)).body.notes).toMatchObject([{ body: "Kept" }]);
  });
});

describe("sample appointments", () => {
  it("lie around now, those of the past over one way or the other, in several statuses and places", () => {
    const made = stopped({ sampleContacts: 10, sampleRecords: 120 }).sandbox.control.appointments();
    const isPast = ({ startAt }: Json): boolean => Date.parse(startAt) < START_MS;
    expect(made.filter(isPast).length).toBeGreaterThan(30);
    expect(new Set(made.filter(isPast).map(({ appointmentStatus }: Json) => appointmentStatus))).toEqual(
      new Set(["showed", "noshow", "cancelled", "invalid"]),
    );
    expect(
      made.filter((one) => !isPast(one)).every(({ appointmentStatus }: Json) => ["confirmed", "new", "cancelled"].includes(appointmentStatus)),
    ).toBe(true);
    expect(made.some(({ address }: Json) => String(address).startsWith("https://"))).toBe(true);
    expect(made.every(({ startTime }: Json) => /-0[45]:00$/u.test(startTime))).toBe(true);
  });
});
