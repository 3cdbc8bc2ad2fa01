import { expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

const entriesOf = async (world: World) => world.incident.control.entries(must((await world.bridge()).catalogTypeId, "the type"));

/** A world whose bridge tells appointments, with one that is booked, linked and at rest. */
async function worldWithAppointment(): Promise<{ readonly world: World; readonly id: string }> {
  const world = await createWorld({ contacts: 2, entity: "appointment" });
  const id = world.highlevel.control.createAppointment(firstContact(world), {
    title: "Onboarding call",
    startTime: "2026-12-01T09:30:00Z",
    endTime: "2026-12-01T10:00:00Z",
  });
  await world.load();
  return { world, id };
}

const fieldsOf = async (world: World, id: string) => (await world.entryOf(await world.linkOf(id))).fields;

it("S3 a first load makes an entry for every appointment of every calendar, with its times in UTC", async () => {
  const { world, id } = await worldWithAppointment();
  const other = world.highlevel.control.addCalendar("Second calendar");
  const second = world.highlevel.control.createAppointment(firstContact(world), { calendarId: other, title: "Review" });
  await world.sweep();
  await world.drain();
  expect(await fieldsOf(world, id)).toMatchObject({
    title: "Onboarding call",
    startAt: "2026-12-01T09:30:00.000Z",
    endAt: "2026-12-01T10:00:00.000Z",
    contactId: firstContact(world),
  });
  expect(await fieldsOf(world, second)).toMatchObject({ title: "Review", calendarId: other });
  expect(world.incident.control.types().map(({ type_name }) => type_name)).toContain('Custom["HighLevelAppointment"]');
});

it.each(["cancelled", "showed", "noshow", "invalid"])("S1 an appointment that becomes %s says so on its entry, in one write", async (status) => {
  const { world, id } = await worldWithAppointment();
  const before = world.writes();
  world.highlevel.control.editAppointment(id, { appointmentStatus: status });
  await world.deliver();
  await world.drain();
  expect((await fieldsOf(world, id))["status"]).toBe(status);
  expect(world.writes()).toBe(before + 1);
});

it("S1 a moved appointment moves on its entry, and one that is booked gets one", async () => {
  const { world, id } = await worldWithAppointment();
  world.highlevel.control.editAppointment(id, { startTime: "2026-12-02T16:00:00Z", endTime: "2026-12-02T16:30:00Z" });
  const booked = world.highlevel.control.createAppointment(firstContact(world), { title: "Follow-up call" });
  await world.deliver();
  await world.drain();
  expect(await fieldsOf(world, id)).toMatchObject({ startAt: "2026-12-02T16:00:00.000Z", endAt: "2026-12-02T16:30:00.000Z" });
  expect((await fieldsOf(world, booked))["title"]).toBe("Follow-up call");
});

it("M1 puts back what somebody changes on an entry, keeps that value, and writes nothing to HighLevel", async () => {
  const { world, id } = await worldWithAppointment();
  const link = await world.linkOf(id);
  const { writes } = world.highlevel.control.counters();
  world.incident.control.editEntry(must(link.rightId, "the entry"), "Another title", {});
  await world.sweep();
  await world.drain();
  expect((await fieldsOf(world, id))["title"]).toBe("Onboarding call");
  expect(world.highlevel.control.counters().writes).toBe(writes);
  const decided = await world.store.conflicts(world.workspaceId, { state: "decided", linkId: link.id, limit: 10 });
  expect(decided).toMatchObject([{ field: "title", right: "Another title", winner: "highlevel" }]);
});

it("D1 a deleted appointment, which reads go on finding, ends its link", async () => {
  const { world, id } = await worldWithAppointment();
  world.highlevel.control.deleteAppointment(id);
  await world.deliver();
  await world.drain();
  expect((await world.linkOf(id)).state).toBe("tombstone");
  expect(await entriesOf(world)).toHaveLength(1);
});

it("E1 and W2 sweeps of appointments at rest mark nothing and write nothing", async () => {
  const { world } = await worldWithAppointment();
  const before = world.writes();
  await world.sweep();
  expect(await world.drain()).toBe(0);
  expect(world.writes()).toBe(before);
});
