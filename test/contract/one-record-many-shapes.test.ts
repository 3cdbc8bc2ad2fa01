import { describe, expect, it } from "vitest";
import type { CallOptions } from "#core/ports/records-port.ts";
import { must } from "#lib/must.ts";
import { canonicalAppointment, shownByAppointmentEvent } from "#vendors/highlevel/canonical-appointment.ts";
import { canonicalNote, shownByNoteEvent } from "#vendors/highlevel/canonical-note.ts";
import { canonicalTask, shownByTaskEvent } from "#vendors/highlevel/canonical-task.ts";
import { createContractWorld, type ContractWorld } from "./contract-world.ts";

const call: CallOptions = { priority: "person" };

interface Kit extends ContractWorld {
  /** Bodies of the events that arrived, oldest first. */
  readonly events: Readonly<Record<string, unknown>>[];
  readonly contactId: string;
}
async function openKit(): Promise<Kit> {
  const world = await createContractWorld();
  const contactId = world.highlevel.control.createContact({ firstName: "Åda", email: "shapes@example.com" });
  const events: Readonly<Record<string, unknown>>[] = [];
  world.highlevel.control.webhooksTo(async (_headers, body) => {
    events.push(JSON.parse(body) as Readonly<Record<string, unknown>>);
    return 200;
  });
  return { ...world, events, contactId };
}

describe("one task", () => {
  const written = { title: "Call Åda", body: "<p>About the <b>outage</b> &amp; more</p>", dueDate: "2026-09-01T12:00:00+02:00", completed: true };

  it("reads alike as the answer to its create, by id, in its contact's list and as a row of the search", async () => {
    const { client, contactId } = await openKit();
    const created = await client.tasks.create(contactId, { ...written, assignedTo: "usr00SandboxHighwire" }, call);
    const shapes = [
      created,
      await client.tasks.read(contactId, created.id, call),
      must((await client.tasks.list(contactId, call))[0], "a task"),
      must((await client.tasks.search({ limit: 5, searchAfter: null, contactIds: [contactId] }, call))[0], "a row"),
    ].map(canonicalTask);
    const [first] = shapes;
    expect(first?.fields).toEqual({
      title: "Call Åda",
      body: "About the outage & more",
      dueAt: "2026-09-01T10:00:00.000Z",
      completed: true,
      assigneeId: "usr00SandboxHighwire",
    });
    for (const shape of shapes) expect({ ...shape, version: "" }).toEqual(first);
    expect(Date.parse(shapes.at(-1)?.version ?? "")).toBeGreaterThan(0);
  });

  it("E2 shows in its events what a read shows, as far as they speak", async () => {
    const { client, contactId, events, highlevel } = await openKit();
    highlevel.control.setQuirks({ leanTaskCreate: false });
    const id = highlevel.control.createTask(contactId, { ...written, completed: false });
    highlevel.control.completeTask(id);
    await highlevel.control.settleWebhooks();
    const { fields } = canonicalTask(await client.tasks.read(contactId, id, call));
    const { completed: _never, ...rest } = fields;
    expect(events.map(shownByTaskEvent)).toEqual([
      { id, contactId, fields: rest },
      { id, contactId, fields },
    ]);
  });
});

describe("one note", () => {
  it.each(["as-sent", "html"] as const)(
    "reads alike as the answer to its create, by id, in its contact's list and in its events, kept %s",
    async (noteBodies) => {
      const { client, contactId, events, highlevel } = await openKit();
      highlevel.control.setQuirks({ noteBodies });
      const created = await client.notes.create(contactId, { body: "a < b & c\n\nÅda’s last" }, call);
      const reads = [created, await client.notes.read(contactId, created.id, call), must((await client.notes.list(contactId, call))[0], "a note")];
      for (const read of reads) expect(canonicalNote(read)).toEqual(canonicalNote(created));
      expect(canonicalNote(created)).toMatchObject({ authorId: null, fields: { title: null, body: "a < b & c\n\nÅda’s last", pinned: false } });
      await highlevel.control.settleWebhooks();
      expect(events.map(shownByNoteEvent)).toEqual([{ id: created.id, contactId, fields: { body: "a < b & c\n\nÅda’s last" } }]);
    },
  );
});

describe("one appointment", () => {
  const context = { timezone: "America/New_York" };

  it("reads alike in its contact's list, in its calendar, by id under either key, and in its events", async () => {
    const { client, contactId, events, highlevel } = await openKit();
    const calendarId = must((await client.calendars.list(call))[0], "a calendar").id;
    const draft = { calendarId, contactId, startTime: "2026-12-25T16:00:00+05:30", title: "Demo", address: "https://example.com/x" };
    const { id } = await client.appointments.create({ ...draft, ignoreFreeSlotValidation: true }, call);
    const live = await client.appointments.read(id, call);
    highlevel.control.setQuirks({ appointmentKey: "event" });
    const window = { of: { calendarId }, fromMs: Date.UTC(2026, 11), toMs: Date.UTC(2027, 0) };
    const shapes = [
      live,
      await client.appointments.read(id, call),
      must((await client.appointments.ofContact(contactId, call))[0], "a row"),
      must((await client.appointments.list(window, call))[0], "an event"),
    ].map((shape) => canonicalAppointment(shape, context));
    await highlevel.control.settleWebhooks();
    const [first] = shapes;
    expect(first).toMatchObject({
      id,
      contactId,
      gone: false,
      fields: {
        title: "Demo",
        startAt: "2026-12-25T10:30:00.000Z",
        endAt: "2026-12-25T11:00:00.000Z",
        status: "confirmed",
        calendarId,
        address: null,
        url: "https://example.com/x",
      },
    });
    for (const shape of shapes) expect(shape).toEqual(first);
    expect(events.map((event) => shownByAppointmentEvent(event, context))).toEqual([first]);
  });

  it("says that it is gone once it is deleted, and tells no times in answers to writes", async () => {
    const { client, contactId, highlevel } = await openKit();
    const id = highlevel.control.createAppointment(contactId);
    const changed = await client.appointments.update(id, { appointmentStatus: "noshow" }, call);
    expect(canonicalAppointment(changed, context).fields).toMatchObject({ status: "noshow", startAt: null, endAt: null });
    await client.appointments.remove(id, call);
    expect(canonicalAppointment(await client.appointments.read(id, call), context).gone).toBe(true);
  });
});
