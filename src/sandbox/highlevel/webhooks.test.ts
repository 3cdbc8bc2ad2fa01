import { createPublicKey, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { addContact, breathe, START_MS, stopped, type Event, type Stopped } from "./testing.ts";

const MINUTE = 60_000;
const types = ({ events }: Stopped): string[] => events.map(({ type }) => type);

function isGenuine(publicKey: string, { raw, headers }: Event): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
  return verify(null, Buffer.from(raw), key, Buffer.from(headers["x-ghl-signature"] ?? "", "base64"));
}

async function after(work: () => unknown): Promise<void> {
  await work();
  await breathe();
}

describe("contact events", () => {
  it("tell creates, updates, tag and do-not-disturb changes and deletes, whoever makes them", async () => {
    const kit = stopped();
    const { control } = kit.sandbox;
    const { id } = await addContact(kit);
    await kit.call(`PUT /contacts/${String(id)}`, { city: "Graz" });
    await kit.call(`POST /contacts/${String(id)}/tags`, { tags: ["vip"] });
    await kit.call(`PUT /contacts/${String(id)}`, { tags: ["gold"], dndSettings: { Email: { status: "active" } } });
    control.editContact(id, { lastName: "Abara" });
    await after(() => control.deleteContact(id));
    expect(types(kit)).toEqual([
      "ContactCreate",
      "ContactUpdate",
      "ContactTagUpdate",
      "ContactUpdate",
      "ContactTagUpdate",
      "ContactDndUpdate",
      "ContactUpdate",
      "ContactDelete",
    ]);
    expect(kit.events.find(({ type }) => type === "ContactDndUpdate")?.body.dndSettings).toEqual({ Email: { status: "active" } });
  });

  it("are flat, leave out what is empty, and carry neither dateUpdated nor the integration's mark", async () => {
    const kit = stopped();
    const contact = await addContact(kit, { firstName: "Ada", email: "ada@example.com", timezone: "Europe/Vienna" });
    await breathe();
    expect(kit.events[0]?.body).toEqual({
      type: "ContactCreate",
      locationId: kit.sandbox.locationId,
      id: contact.id,
      firstName: "Ada",
      name: "Ada",
      email: "ada@example.com",
      country: "US",
      dateAdded: contact.dateAdded,
      appId: kit.sandbox.oauth.app.appId,
      versionId: kit.sandbox.oauth.app.appId,
      timestamp: "2026-09-01T08:00:00.000Z",
      webhookId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/u),
    });
  });

  it("stay away for inbound do-not-disturb, for removals of tags that were not there, and for API writes by quirk", async () => {
    const kit = stopped();
    const { id } = await addContact(kit);
    await kit.call(`DELETE /contacts/${String(id)}/tags`, { tags: ["nothing"] });
    await after(() => kit.call(`PUT /contacts/${String(id)}`, { inboundDndSettings: { all: { status: "active" } } }));
    expect(types(kit)).toEqual(["ContactCreate", "ContactUpdate"]);
    kit.sandbox.control.setQuirks({ apiWritesTell: false });
    await kit.call(`PUT /contacts/${String(id)}`, { city: "Linz" });
    await after(() => kit.sandbox.control.editContact(id, { city: "Graz" }));
    expect(types(kit)).toHaveLength(3);
  });

  it("follow idle writes, or by quirk neither they nor dateUpdated do", async () => {
    const kit = stopped();
    const { id } = await addContact(kit);
    const put = async (): Promise<string> => (await kit.call(`PUT /contacts/${String(id)}`, { firstName: "Ada" })).body.contact.dateUpdated;
    const bumped = await put();
    kit.sandbox.control.setQuirks({ idleWritesTell: false });
    expect(await put()).toBe(bumped);
    await breathe();
    expect(types(kit)).toEqual(["ContactCreate", "ContactUpdate"]);
  });

  it("tell a merge as a delete and an update, or by quirk as an update alone", async () => {
    const kit = stopped();
    const { control } = kit.sandbox;
    const kept = await addContact(kit, { firstName: "Ada", email: "ada@example.com", tags: ["one"] });
    const lost = await addContact(kit, { firstName: "A.", phone: "+12125550142", tags: ["two"], city: "Graz" });
    await after(() => control.mergeContacts(kept.id, lost.id));
    expect(kit.events.slice(2).map(({ type, id }) => [type, id])).toEqual([
      ["ContactDelete", lost.id],
      ["ContactUpdate", kept.id],
      ["ContactTagUpdate", kept.id],
    ]);
    expect(control.contacts()).toMatchObject([{ id: kept.id, firstName: "Ada", phone: "+12125550142", city: "Graz", tags: ["one", "two"] }]);
    control.setQuirks({ mergeTellsDelete: false });
    const other = control.createContact({ firstName: "B" });
    await after(() => control.mergeContacts(kept.id, other));
    expect(types(kit).slice(5)).toEqual(["ContactCreate", "ContactUpdate"]);
  });

  it("say nothing of the contacts that a sandbox begins with", async () => {
    const kit = stopped({ sampleContacts: 5 });
    await breathe();
    expect([kit.events, kit.sandbox.control.counters().calls]).toEqual([[], 0]);
  });
});

describe("signatures", () => {
  it("are Ed25519 over the raw body by a key of the sandbox's own, the same for the same seed", async () => {
    const kit = stopped({ seed: 7 });
    await after(() => addContact(kit, { firstName: "Zoë 👩🏽‍🚀" }));
    const [event] = kit.events;
    expect(event !== undefined && isGenuine(kit.sandbox.publicKey, event)).toBe(true);
    expect(event !== undefined && isGenuine(kit.sandbox.publicKey, { ...event, raw: event.raw.replace("ContactCreate", "ContactDelete") })).toBe(
      false,
    );
    expect(stopped({ seed: 7 }).sandbox.publicKey).toBe(kit.sandbox.publicKey);
    expect(stopped({ seed: 8 }).sandbox.publicKey).not.toBe(kit.sandbox.publicKey);
  });

  it("can be wrong, the literal N/A, or absent", async () => {
    const kit = stopped();
    for (const signature of ["wrong", "not-available", "absent"] as const) {
      kit.sandbox.control.setQuirks({ signature });
      kit.sandbox.control.createContact({ firstName: signature });
    }
    await breathe();
    expect(kit.events.map(({ headers }) => headers["x-ghl-signature"])).toEqual([expect.stringMatching(/^[\w+/]{86}==$/u), "N/A", undefined]);
    expect(kit.events.some((event) => isGenuine(kit.sandbox.publicKey, event))).toBe(false);
  });
});

describe("re-sending", () => {
  it("X2 follows a 429 about ten minutes apart, six times, with the same body, and nothing else", async () => {
    const kit = stopped();
    kit.answers.push(...Array.from({ length: 20 }, () => 429));
    await after(() => addContact(kit));
    for (let minute = 0; minute < 120; minute += 1) await after(() => kit.sandbox.control.advance(MINUTE));
    expect([kit.events.length, new Set(kit.events.map(({ raw }) => raw)).size]).toEqual([7, 1]);
    expect(kit.events.at(-1)?.body.timestamp).toBe(new Date(START_MS).toISOString());
    expect(kit.sandbox.control.deliveryRecords()).toMatchObject([{ outcome: "gave-up", statuses: [429, 429, 429, 429, 429, 429, 429] }]);
  });

  it.each([[500], [401], [0]])("does not follow %i, unless the quirk says so", async (status) => {
    const kit = stopped();
    kit.answers.push(status);
    await after(() => addContact(kit));
    await after(() => kit.sandbox.control.advance(11 * MINUTE));
    expect(kit.events).toHaveLength(1);
    kit.sandbox.control.setQuirks({ retryAll: true });
    kit.answers.push(status);
    await after(() => addContact(kit, { firstName: "B" }));
    await after(() => kit.sandbox.control.advance(11 * MINUTE));
    expect(kit.events).toHaveLength(3);
    expect(kit.sandbox.control.deliveries()).toMatchObject({ sent: 2, delivered: 1, gaveUp: 1 });
  });
});
