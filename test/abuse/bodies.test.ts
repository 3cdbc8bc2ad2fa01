import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MAX_BODY_BYTES } from "#engine/ingest/ingest.ts";
import { firstContact } from "../support/in-process-world.ts";
import { connectionOf, expectUnharmed, openAbuseServer, vendors, type AbuseServer, type Vendor } from "./support/abuse-server.ts";
import { notObjects, oddMembers, unreadable } from "./support/bad-bodies.ts";
import type { RawAnswer } from "./support/raw-http.ts";

let abuse: AbuseServer;
beforeAll(async () => {
  abuse = await openAbuseServer();
});
afterAll(() => abuse.close());
beforeEach(() => void abuse.committed.splice(0));
afterEach(() => expectUnharmed(abuse));

async function deliver(vendor: Vendor, body: Uint8Array, signing: "signed" | "unsigned"): Promise<RawAnswer | undefined> {
  const { answers } = await abuse.send(abuse.delivery(vendor, body, signing));
  return answers[0];
}

/** The honest body of this vendor with more members in its object. */
function widened(vendor: Vendor, members: string): Buffer {
  const honest = abuse.honestBody(vendor).toString("utf8");
  return Buffer.from(`{${members},${honest.slice(1)}`);
}

describe.each(vendors)("%s sends", (vendor) => {
  it.each([...unreadable, ...notObjects])(
    "X2 $name: quarantined and acknowledged when signed, refused and not stored when not",
    async ({ bytes }) => {
      const unsigned = await deliver(vendor, bytes, "unsigned");
      expect(unsigned).toMatchObject({ status: 401, body: '{"code":"HW_WEBHOOK_BAD_SIGNATURE"}' });
      expect(abuse.committed).toEqual([]);
      const signed = await deliver(vendor, bytes, "signed");
      expect(signed).toMatchObject({ status: 200, body: '{"code":"HW_WEBHOOK_UNUSABLE"}' });
      expect(abuse.committed).toHaveLength(1);
      expect(abuse.committed[0]).toMatchObject({
        source: vendor,
        connectionId: await connectionOf(abuse.world, vendor),
        quarantine: expect.stringMatching(/^[a-z0-9-]+$/u) as string,
        marks: [],
        recordId: null,
      });
      expect(Buffer.from(abuse.committed[0]?.body ?? []).equals(bytes), "every byte is kept").toBe(true);
    },
  );

  it.each(oddMembers)("X2 an event with $name: taken for what it says", async ({ members }) => {
    const body = widened(vendor, members);
    expect(await deliver(vendor, body, "unsigned")).toMatchObject({ status: 401 });
    expect(abuse.committed).toEqual([]);
    expect(await deliver(vendor, body, "signed")).toMatchObject({ status: 200, body: '{"code":null}' });
    expect(abuse.committed).toHaveLength(1);
    expect(abuse.committed[0]?.quarantine).toBeNull();
  });

  it("X2 a body of exactly 1 MB, and one of a byte more", async () => {
    const honest = abuse.honestBody(vendor).toString("utf8");
    const exact = Buffer.from(`{"x":"${"x".repeat(MAX_BODY_BYTES - honest.length - 7)}",${honest.slice(1)}`);
    expect(exact.byteLength).toBe(MAX_BODY_BYTES);
    expect(await deliver(vendor, exact, "signed")).toMatchObject({ status: 200, body: '{"code":null}' });
    for (const signing of ["signed", "unsigned"] as const)
      expect(await deliver(vendor, Buffer.concat([exact, Buffer.from(" ")]), signing)).toMatchObject({
        status: 413,
        body: '{"code":"HW_WEBHOOK_TOO_LARGE"}',
        headers: { connection: "close" },
      });
    expect(abuse.committed).toHaveLength(1);
  });

  it("X1 anything while the store is away: 429 with a time to come again when signed, 401 when not, and the same is taken later", async () => {
    for (const body of [abuse.honestBody(vendor), Buffer.from("{"), Buffer.from("[]")]) {
      const delivery = abuse.delivery(vendor, body);
      abuse.storeAway = true;
      const away = (await abuse.send(delivery)).answers[0];
      const unsigned = await deliver(vendor, body, "unsigned");
      abuse.storeAway = false;
      expect(away).toMatchObject({ status: 429, body: '{"code":"HW_STORAGE_UNAVAILABLE"}', headers: { "retry-after": "60" } });
      expect(unsigned).toMatchObject({ status: 401 });
      expect((await abuse.send(delivery)).answers[0]).toMatchObject({ status: 200 });
    }
    expect(abuse.committed).toHaveLength(3);
  });
});

describe("highlevel sends", () => {
  const event = (more: Readonly<Record<string, unknown>>): Buffer =>
    Buffer.from(JSON.stringify({ type: "ContactUpdate", locationId: abuse.world.highlevel.locationId, id: firstContact(abuse.world), ...more }));

  it("X3 the same unreadable body twice: kept once, under its own digest", async () => {
    const body = Buffer.from("no json at all");
    for (let time = 0; time < 3; time += 1) expect(await deliver("highlevel", body, "signed")).toMatchObject({ status: 200 });
    const digest = createHash("sha256").update(body).digest("hex");
    expect(abuse.committed.map(({ eventId }) => eventId)).toEqual(Array.from({ length: 3 }, () => `sha256:${digest}`));
    const events = abuse.committed.map((one) => ({ ...one }));
    expect(await abuse.world.store.commitEvents(events, abuse.world.clock.now())).toEqual(["duplicate", "duplicate", "duplicate"]);
  });

  it("X4 an unreadable body that names another location: acknowledged, kept nowhere", async () => {
    const body = Buffer.from('{"locationId":"someBodyElses1","type":"ContactUpdate"');
    expect(await deliver("highlevel", body, "signed")).toMatchObject({ status: 200, body: '{"code":"HW_WEBHOOK_UNKNOWN_SOURCE"}' });
    expect(abuse.committed).toEqual([]);
  });

  it("X4 a location with U+0000, half of a surrogate pair, or that is no text: acknowledged, kept nowhere", async () => {
    for (const locationId of ["a\u0000b", "\ud800", "", "x".repeat(10_000), 1, null, ["loc"], { $ne: null }]) {
      expect(await deliver("highlevel", event({ locationId }), "signed")).toMatchObject({ body: '{"code":"HW_WEBHOOK_UNKNOWN_SOURCE"}' });
    }
    expect(abuse.committed).toEqual([]);
  });

  it("X2 ids and types that are odd or no text: committed, and the record is not looked for by what is no id", async () => {
    const odd = [12345678901234567890n, { toString: "x" }, ["a"], true, null, "", "x".repeat(300)];
    for (const id of odd) {
      const body = Buffer.from(
        event({ id: "ID", type: "ContactUpdate", webhookId: id === null ? null : "w" })
          .toString()
          .replace('"ID"', json(id)),
      );
      expect(await deliver("highlevel", body, "signed")).toMatchObject({ status: 200, body: '{"code":null}' });
    }
    expect(abuse.committed.map(({ recordId, marks }) => [recordId, marks])).toEqual(odd.map(() => [null, []]));
  });

  it("S1 ids that look like paths, queries or templates: looked for at the vendor as ids, and nowhere else", async () => {
    const ids = [
      "../../locations/x",
      "..",
      ".",
      "a/b",
      "a?b=c",
      "a#b",
      "%2e%2e%2f",
      "a b",
      "a\r\nx: y",
      "${7*7}",
      "{{7*7}}",
      "__proto__",
      "\u0000",
      "\ud800",
    ];
    for (const id of ids) expect(await deliver("highlevel", event({ id }), "signed")).toMatchObject({ body: '{"code":null}' });
    await abuse.world.drain();
    const links = await abuse.world.links();
    for (const id of ids) {
      const link = links.find(({ leftId }) => leftId === id);
      expect(link, id).toMatchObject({ rightId: null, dirty: false });
    }
    expect(await abuse.world.store.counts(abuse.world.workspaceId)).toMatchObject({ "in-sync": 2 });
  });

  it("X3 a repeated event id, however its U+0000 is spelled, counts once", async () => {
    const body = event({ webhookId: "w\u0000" });
    const { world } = abuse;
    for (let time = 0; time < 2; time += 1) await deliver("highlevel", body, "signed");
    expect(await world.store.commitEvents(abuse.committed.slice(-1), world.clock.now())).toEqual(["duplicate"]);
  });

  it.each([
    ["91 minutes old", -91 * 60_000, 401],
    ["89 minutes old", -89 * 60_000, 200],
    ["91 minutes ahead", 91 * 60_000, 401],
    ["of the year 275760", 8.6e15 - Date.UTC(2026, 10, 24), 401],
  ])("X3 an event %s", async (_name, offsetMs, status) => {
    const timestamp = new Date(abuse.world.clock.now() + offsetMs).toISOString();
    expect(await deliver("highlevel", event({ timestamp, webhookId: timestamp }), "signed")).toMatchObject({ status });
    expect(abuse.committed).toHaveLength(status === 200 ? 1 : 0);
  });

  const json = (value: unknown): string => (typeof value === "bigint" ? String(value) : JSON.stringify(value));
});

describe("incident sends", () => {
  it.each(["__proto__", "constructor", "toString", "hasOwnProperty", "\u0000", "\ud800", "x".repeat(10_000)])(
    "X2 an event of type %j: committed, nothing marked",
    async (type) => {
      expect(await deliver("incident", Buffer.from(JSON.stringify({ event_type: type })), "signed")).toMatchObject({ body: '{"code":null}' });
      expect(abuse.committed).toHaveLength(1);
      expect(abuse.committed[0]?.marks).toEqual([]);
    },
  );

  it("X2 an incident that names 8,000 entries: at most 500 are looked at", async () => {
    const values = Array.from({ length: 8_000 }, (_unused, index) => ({ value_catalog_entry: { id: `e${String(index)}` } }));
    const type = "public_incident.incident_updated_v2";
    const body = Buffer.from(JSON.stringify({ event_type: type, [type]: { custom_field_entries: [{ values }] } }));
    expect(await deliver("incident", body, "signed")).toMatchObject({ status: 200 });
    expect(abuse.committed[0]?.marks).toHaveLength(500);
  });

  it.each([
    ["unknown", "00000000-0000-7000-8000-00000000dead"],
    ["of U+0000", "%00"],
    ["of a path", "..%2f..%2fhighlevel"],
    ["of 400 characters", "a".repeat(400)],
    ["of HighLevel's connection", null],
  ])("X4 to a connection %s: 404, signed or not, stored nowhere", async (_name, id) => {
    const connection = id ?? (await connectionOf(abuse.world, "highlevel"));
    for (const signing of ["signed", "unsigned"] as const) {
      const delivery = abuse.delivery("incident", abuse.honestBody("incident"), signing);
      const { answers } = await abuse.send({ ...delivery, path: `/webhooks/incident/${connection}` });
      expect(answers[0]).toMatchObject({ status: 404, body: '{"code":"HW_WEBHOOK_UNKNOWN_SOURCE"}' });
    }
    expect(abuse.committed).toEqual([]);
  });

  it.each([
    ["six minutes old", -6 * 60, 401],
    ["four minutes old", -4 * 60, 200],
    ["six minutes ahead", 6 * 60, 401],
  ])("X3 an event %s", async (_name, offset, status) => {
    const body = abuse.honestBody("incident");
    const { answers } = await abuse.send({
      path: abuse.pathOf("incident"),
      headers: [["content-type", "application/json"], ...abuse.sign("incident", body, "signed", offset * 1_000)],
      body,
    });
    expect(answers[0]).toMatchObject({ status });
    expect(abuse.committed).toHaveLength(status === 200 ? 1 : 0);
  });
});
