import { expect, it } from "vitest";
import { STEPS } from "#core/ports/dashboard-rows.ts";
import type { JournalRow } from "#core/ports/store.ts";
import { must } from "#lib/must.ts";
import type { ChartData, ChartName } from "#engine/dashboards/dashboards.ts";
import { forecastToMidnight } from "#engine/dashboards/forecast.ts";
import { lagBin, percentile } from "#engine/dashboards/lag-bins.ts";
import { ranges } from "#engine/dashboards/ranges.ts";
import { openIncident, secondContact, settle } from "../support/case-world.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

const HOUR_MS = STEPS.hour;

/** The journal as it is, oldest first: what every figure is held against. */
const journalOf = (world: World): Promise<readonly JournalRow[]> => world.store.journal(world.workspaceId, { after: "", limit: 100_000 });

const chart = (world: World, name: ChartName, range: (typeof ranges)[number] = "day", detail: "drawn" | "full" = "full"): Promise<ChartData> =>
  world.app.dashboards.chart(name, range, {}, detail);

/** All of a column. */
function sumOf({ columns, points }: ChartData, key: string): number {
  const index = columns.findIndex((column) => column.key === key);
  return points.reduce((sum, { values }) => sum + (values[index] ?? 0), 0);
}

/** A world in which people changed things on both sides, some of which no event told of, over several hours. */
async function busyWorld(): Promise<World> {
  const world = await createWorld({ contacts: 6 });
  await world.load();
  await world.app.dashboards.refresh();
  const { highlevel, incident, clock } = world;
  const contacts = highlevel.control.contacts().map(({ id }) => String(id));
  for (const [round, id] of contacts.slice(0, 4).entries()) {
    clock.advance(HOUR_MS);
    highlevel.control.editContact(id, { phone: `+1202555017${String(round)}` });
    await settle(world);
  }
  highlevel.control.addTag(must(contacts[4], "a contact"), "vip");
  await settle(world);
  const entry = must(incident.control.entries()[5], "an entry");
  incident.control.editEntry(String(entry["id"]), "Renamed There", {});
  // No event tells of that one, and the event of this one is lost.
  clock.advance(HOUR_MS);
  highlevel.control.editContact(must(contacts[0], "a contact"), { website: "https://example.com/new" });
  await highlevel.control.settleWebhooks();
  world.mailbox.splice(0);
  clock.advance(90_000);
  await world.sweep();
  await world.drain();
  // Our own write to HighLevel comes back.
  await settle(world);
  return world;
}

it("shows of contacts what the journal says was made, changed and tagged, by side", async () => {
  const world = await busyWorld();
  const writes = (await journalOf(world)).filter(({ kind }) => kind === "write");
  const is = (action: string, side: string, tagsOnly?: boolean): number =>
    writes.filter(
      ({ detail, side: where }) =>
        detail["action"] === action && where === side && (tagsOnly === undefined || (JSON.stringify(detail["fields"]) === '["tags"]') === tagsOnly),
    ).length;
  const data = await chart(world, "contacts");
  expect(Object.fromEntries(data.columns.map(({ key }) => [key, sumOf(data, key)]))).toEqual({
    "made.highlevel": is("create", "highlevel"),
    "changed.highlevel": is("update", "highlevel", false),
    "tagged.highlevel": is("update", "highlevel", true),
    "made.incident": is("create", "incident"),
    "changed.incident": is("update", "incident", false),
    "tagged.incident": is("update", "incident", true),
  });
  // And what was done in this world: six loaded, four phones and a website, one tag, one name.
  expect(["made.incident", "changed.incident", "tagged.incident", "changed.highlevel"].map((key) => sumOf(data, key))).toEqual([6, 5, 1, 1]);
});

it("shows each write at the time at which it was made", async () => {
  const world = await busyWorld();
  const data = await chart(world, "contacts");
  const step = must(data.stepMs, "the step");
  const writes = (await journalOf(world)).filter(({ kind, detail }) => kind === "write" && ["create", "update"].includes(String(detail["action"])));
  for (const { at, values } of data.points) {
    const from = must(at, "a time");
    const inside = writes.filter((write) => write.at >= from && write.at < from + step).length;
    expect([from, values.reduce<number>((sum, value) => sum + (value ?? 0), 0)]).toEqual([from, inside]);
  }
});

it("says that the same happened in every range and in every detail, with few enough points to draw", async () => {
  const world = await busyWorld();
  for (const range of ranges) {
    for (const detail of ["drawn", "full"] as const) {
      const bars = await chart(world, "contacts", range, detail);
      expect([range, detail, sumOf(bars, "changed.incident")]).toEqual([range, detail, 5]);
      if (detail === "drawn") expect(bars.points.length).toBeLessThanOrEqual(48);
      expect((await chart(world, "lag", range, detail)).points.length).toBeLessThanOrEqual(240);
    }
  }
});

it("W1 tells changes that no event told of from those that one did, and how many events came", async () => {
  const world = await busyWorld();
  world.clock.advance(120_000);
  const writes = (await journalOf(world)).filter(({ kind }) => kind === "write");
  const told = writes.filter(({ cause }) => cause.some((word) => word.startsWith("webhook "))).length;
  const missed = writes.filter(({ cause }) => cause.includes("sweep") && !cause.some((word) => word.startsWith("webhook "))).length;
  const data = await chart(world, "webhooks");
  expect([sumOf(data, "found.webhook"), sumOf(data, "found.sweep")]).toEqual([told, missed]);
  expect(missed).toBeGreaterThan(0);
  expect(data.figures["missedPercent"]).toBeCloseTo((missed / (missed + told)) * 100, 0);
  const received = new Set((await journalOf(world)).flatMap(({ cause }) => cause.filter((word) => word.startsWith("webhook "))));
  expect(sumOf(data, "received")).toBeGreaterThanOrEqual(received.size);
});

it("tells how long no event has come, and what is usual, once it has seen enough pauses", async () => {
  const world = await createWorld({ contacts: 8 });
  await world.load();
  await world.app.dashboards.refresh();
  expect((await chart(world, "webhooks")).figures).not.toHaveProperty("usualMs");
  for (const { id } of world.highlevel.control.contacts().slice(0, 7)) {
    world.clock.advance(30 * 60_000);
    world.highlevel.control.editContact(String(id), { website: "https://example.com/seen" });
    await settle(world);
  }
  const busy = (await chart(world, "webhooks")).figures;
  expect(busy["usualMs"]).toBeLessThanOrEqual(30 * 60_000);
  expect(busy["silentMs"]).toBeLessThan(HOUR_MS);
  world.clock.advance(5 * HOUR_MS);
  await world.app.dashboards.refresh();
  const silent = (await chart(world, "webhooks")).figures;
  expect(silent["usualMs"]).toBe(busy["usualMs"]);
  expect(silent["silentMs"]).toBeGreaterThan(4.5 * HOUR_MS);
});

it("measures from the event's arrival to the write, and of a sweep from when the vendor says that the record changed", async () => {
  const world = await busyWorld();
  const data = await chart(world, "lag");
  const lags: number[] = [];
  for (const { kind, cause, at } of await journalOf(world)) {
    const [, source, eventId] = /^webhook (highlevel|incident) (.+)$/u.exec(cause.find((word) => word.startsWith("webhook ")) ?? "") ?? [];
    if (kind !== "write" || source === undefined || eventId === undefined) continue;
    const event = await world.store.event(world.workspaceId, { source: source as "highlevel", eventId });
    lags.push(at - must(event, "the event").receivedAt);
  }
  expect(sumOf(data, "webhooks")).toBe(lags.length);
  const longest = Math.max(...lags) / 1_000;
  expect(data.figures["p99"]).toBeGreaterThanOrEqual(longest);
  expect(data.figures["p99"]).toBeLessThanOrEqual(longest * 1.2);
  // Of the two that the last sweep found, one was 90 seconds old and the other an hour more; what the first load found stands in an earlier time.
  const sweeps = data.columns.findIndex(({ key }) => key === "sweeps");
  const last = must(
    data.points.findLast(({ values }) => (values[sweeps] ?? 0) > 0),
    "a time in which a sweep found something",
  );
  expect(last.values[sweeps]).toBe(2);
  const told = last.values[data.columns.findIndex(({ key }) => key === "sweep.p95")];
  expect(told).toBeGreaterThanOrEqual(3_690);
  expect(told).toBeLessThan(3_690 * 1.25);
});

it("tells what came of looks as the journal does, an entry of a record each", async () => {
  const world = await busyWorld();
  const data = await chart(world, "results");
  const about = (await journalOf(world)).filter(({ linkId }) => linkId !== null);
  const of = (...kinds: readonly string[]): number => about.filter(({ kind }) => kinds.includes(kind)).length;
  const echoes = about.filter(({ kind, detail }) => kind === "no-write" && detail["reason"] === "echo").length;
  expect(sumOf(data, "result.ok")).toBe(of("write", "deleted", "unlinked", "resolved"));
  expect(sumOf(data, "result.echo")).toBe(echoes);
  expect(echoes).toBeGreaterThan(0);
  expect(sumOf(data, "result.nothing")).toBe(of("no-write") - echoes);
  expect(sumOf(data, "result.conflict")).toBe(of("conflict"));
  expect(sumOf(data, "result.failed")).toBe(of("failed", "parked"));
});

it("counts tasks that are open and overdue, lists the overdue ones, and lets go of those that are done", async () => {
  const world = await createWorld({ contacts: 2, entity: "task" });
  const { control } = world.highlevel;
  control.setQuirks({ leanTaskCreate: false });
  const contact = firstContact(world);
  const add = (title: string, days: number): string =>
    control.createTask(contact, { title, dueDate: new Date(world.clock.now() + days * STEPS.day).toISOString() });
  const [late, later] = [add("Call back", -2), add("Send report", -1)];
  add("Review", 3);
  await world.load();
  expect(await world.app.dashboards.tiles({})).toMatchObject({ openTasks: 3, overdueTasks: 2, isEmpty: false });
  const overdue = await world.app.dashboards.overdueTasks({});
  expect(overdue.map(({ link }) => link.leftId)).toEqual([`${contact}/${late}`, `${contact}/${later}`]);
  control.completeTask(late);
  await settle(world);
  expect(await world.app.dashboards.tiles({})).toMatchObject({ openTasks: 2, overdueTasks: 1 });
  const data = await chart(world, "tasks");
  expect(sumOf(data, "task.done")).toBe(1);
  world.clock.advance(HOUR_MS);
  const { figures } = await chart(world, "tasks");
  expect([figures["last.open"], figures["last.overdue"]]).toEqual([2, 1]);
  control.deleteTask(later);
  await settle(world);
  await world.sweep();
  await world.drain();
  expect(await world.app.dashboards.tiles({})).toMatchObject({ openTasks: 1, overdueTasks: 0 });
});

it("counts appointments that are booked, moved and cancelled, and shows those of the next seven days", async () => {
  const world = await createWorld({ contacts: 2, entity: "appointment" });
  const { control } = world.highlevel;
  const book = (days: number): string => {
    const start = world.clock.now() + days * STEPS.day;
    return control.createAppointment(firstContact(world), {
      title: "Call",
      startTime: new Date(start).toISOString(),
      endTime: new Date(start + 1_800_000).toISOString(),
    });
  };
  book(1);
  await world.load();
  const [second, third] = [book(2), book(3)];
  book(9);
  await settle(world);
  control.editAppointment(second, { startTime: new Date(world.clock.now() + 4 * STEPS.day).toISOString() });
  await settle(world);
  control.editAppointment(third, { appointmentStatus: "cancelled" });
  await settle(world);
  const data = await chart(world, "appointments");
  const booked = (await journalOf(world)).filter(({ kind, detail }) => kind === "write" && detail["action"] === "create").length;
  expect(data.columns.map(({ key }) => sumOf(data, key))).toEqual([booked, 1, 1]);
  expect(booked).toBeGreaterThanOrEqual(3);
  expect((await world.app.dashboards.nextAppointments({})).map(({ link }) => link.leftId)).toHaveLength(2);
  expect(await world.app.dashboards.tiles({})).toMatchObject({ appointments: 2 });
});

it("counts contacts on incidents that go on, by severity, until the incident ends", async () => {
  const world = await createWorld({ contacts: 2, entity: "case-task" });
  await world.load();
  const first = openIncident(world, [firstContact(world), secondContact(world)]);
  openIncident(world, [firstContact(world)]);
  await settle(world);
  world.incident.control.editIncident(first, { severity: "Critical" });
  await settle(world);
  const data = await chart(world, "incidents");
  const critical = data.points.find(({ name }) => name === "Critical");
  expect(critical?.values).toEqual([2, 1]);
  expect(data.figures).toEqual({ contacts: 3, incidents: 2 });
  world.incident.control.editIncident(first, { status: "Closed" });
  await settle(world);
  expect((await chart(world, "incidents")).figures).toEqual({ contacts: 1, incidents: 1 });
});

it("shows one location's and one flow's figures alone", async () => {
  const world = await busyWorld();
  const { left, right } = await world.bridge();
  const made = async (scope: Parameters<World["app"]["dashboards"]["tiles"]>[0]): Promise<number> =>
    sumOf(await world.app.dashboards.chart("contacts", "day", scope, "full"), "made.incident");
  expect(await made({ location: left, flow: "contacts" })).toBe(6);
  expect(await made({ flow: "tasks" })).toBe(0);
  expect(await made({ location: right })).toBe(0);
  expect(await world.app.dashboards.tiles({ flow: "tasks" })).toMatchObject({ contacts: 0, flows: ["contacts"] });
});

it("shows nothing before anything was written, and says so", async () => {
  const world = await createWorld({ contacts: 0 });
  expect(await world.app.dashboards.tiles({})).toMatchObject({ isEmpty: true, contacts: 0 });
});

it("counts what waits and how long the oldest has waited", async () => {
  const world = await createWorld({ contacts: 3 });
  await world.load();
  world.highlevel.control.editContact(firstContact(world), { phone: "+12025550100" });
  await world.deliver();
  world.clock.advance(45_000);
  const { figures } = await chart(world, "queue");
  expect(figures["last.waiting"]).toBe(1);
  expect(figures["last.oldest"]).toBeCloseTo(45, 0);
});

it.each([1, 7, 40, 999, 12_345, 3_600_000])("tells a time of %d ms at most a fifth too long and never too short", (ms) => {
  const told = must(percentile({ [`lag.webhook.${String(lagBin(ms))}`]: 1 }, "lag.webhook.", 0.95), "a time");
  expect(told).toBeGreaterThanOrEqual(ms * 0.999);
  expect(told).toBeLessThanOrEqual(ms * 1.2);
});

it("forecasts midnight at the pace of the last three hours, and begins anew when the count does", () => {
  const day = Date.UTC(2026, 10, 24);
  const at = (hours: number, used: number) => ({ at: day + hours * HOUR_MS, used });
  const now = day + 12 * HOUR_MS;
  expect(forecastToMidnight([at(2, 9_000), at(10, 100), at(11, 200), at(12, 300)], now)).toBe(1_500);
  expect(forecastToMidnight([at(10, 9_000), at(11, 50), at(12, 150)], now)).toBe(1_350);
  expect(forecastToMidnight([at(12, 300)], now)).toBeNull();
});
