import { GHLAuthenticationError, GHLValidationError, HighLevel } from "@gohighlevel/api-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startHighLevelSandbox, type HighLevelSandbox } from "#sandbox/highlevel/start-highlevel-sandbox.ts";
import { createHighLevelVerifier } from "#vendors/highlevel/webhook.ts";

/** HighLevel's own SDK has read none of our code: where it gets along with the sandbox, the sandbox is like HighLevel in the SDK's eyes. */
describe("HighLevel's own SDK against the sandbox", () => {
  let sandbox: HighLevelSandbox;
  let client: HighLevel;
  const clientFor = (privateIntegrationToken: string, apiVersion = "2021-07-28"): HighLevel => {
    const made = new HighLevel({ privateIntegrationToken, apiVersion, logLevel: "none" });
    made.getHttpClient().defaults.baseURL = sandbox.baseUrl;
    return made;
  };
  const person = (name: string): { firstName: string; lastName: string; email: string; locationId: string } => ({
    firstName: "Ada",
    lastName: name,
    email: `${name.toLowerCase()}@example.com`,
    locationId: sandbox.locationId,
  });

  beforeAll(async () => {
    sandbox = await startHighLevelSandbox({ seed: 11, sampleContacts: 30 });
    client = clientFor(sandbox.token);
  });
  afterAll(() => sandbox.close());

  it("creates, reads, updates and deletes a contact", async () => {
    const { contact } = await client.contacts.createContact({ ...person("Crud"), phone: "+1 202-555-0111", tags: ["New"] });
    const contactId = String(contact?.id);
    expect(contact).toMatchObject({ firstName: "Ada", phone: "+12025550111", tags: ["new"] });
    const updated = await client.contacts.updateContact({ contactId }, { city: "Example", website: "https://example.com" } as never);
    expect(updated).toMatchObject({ succeded: true, contact: { id: contactId, city: "Example" } });
    const read = await client.contacts.getContact({ contactId });
    expect(read.contact).toMatchObject({ id: contactId, lastName: "Crud", website: "https://example.com" });
    expect(await client.contacts.deleteContact({ contactId })).toMatchObject({ succeded: true });
    await expect(client.contacts.getContact({ contactId })).rejects.toMatchObject({ statusCode: 400 });
    expect(sandbox.control.contacts().some(({ id }) => id === contactId)).toBe(false);
  });

  it("upserts: once a new contact, then the same one", async () => {
    const first = await client.contacts.upsertContact(person("Upsert") as never);
    const again = await client.contacts.upsertContact({ ...person("Upsert"), city: "Elsewhere" } as never);
    expect([first.new, again.new]).toEqual([true, false]);
    expect(again.contact).toMatchObject({ id: first.contact?.id, city: "Elsewhere" });
  });

  it("finds by search page by page, and every contact once", async () => {
    const ids = new Set<string>();
    let searchAfter: unknown;
    do {
      const page = (await client.contacts.searchContactsAdvanced({
        locationId: sandbox.locationId,
        pageLimit: 12,
        sort: [{ field: "dateUpdated", direction: "asc" }],
        ...(searchAfter !== undefined && { searchAfter }),
      } as never)) as { contacts: { id: string; searchAfter: unknown }[]; total: number };
      for (const { id } of page.contacts) ids.add(id);
      searchAfter = page.contacts.at(-1)?.searchAfter;
    } while (searchAfter !== undefined);
    expect([...ids].toSorted()).toEqual(
      sandbox.control
        .contacts()
        .map(({ id }) => String(id))
        .toSorted(),
    );
  });

  it("finds a duplicate by e-mail and by phone, and nothing for a stranger", async () => {
    const { contact } = await client.contacts.createContact({ ...person("Twin"), phone: "+12025550122" });
    const found = async (by: { email?: string; number?: string }): Promise<unknown> =>
      ((await client.contacts.getDuplicateContact({ locationId: sandbox.locationId, ...by })) as { contact?: { id: string } }).contact?.id;
    expect(await found({ email: "twin@example.com" })).toBe(contact?.id);
    expect(await found({ number: "+12025550122" })).toBe(contact?.id);
    expect(await found({ email: "stranger@example.com" })).toBeUndefined();
  });

  it("adds and removes tags one by one", async () => {
    const { contact } = await client.contacts.createContact({ ...person("Tagged"), tags: ["keep"] });
    const contactId = String(contact?.id);
    expect((await client.contacts.addTags({ contactId }, { tags: ["Added", "gone"] })).tags).toEqual(["keep", "added", "gone"]);
    expect((await client.contacts.removeTags({ contactId }, { tags: ["gone"] })).tags).toEqual(["keep", "added"]);
  });

  it("makes a custom field, writes a value into it and reads both back", async () => {
    const at = { locationId: sandbox.locationId };
    const { customField } = await client.locations.createCustomField(at, { name: "Contract", dataType: "TEXT", model: "contact" } as never);
    const id = String(customField?.id);
    const { contact } = await client.contacts.createContact({ ...person("Fielded"), customFields: [{ id, field_value: "gold" }] } as never);
    const read = await client.contacts.getContact({ contactId: String(contact?.id) });
    expect(read.contact?.customFields).toEqual([{ id, value: "gold" }]);
    const { customFields } = await client.locations.getCustomFields({ ...at, model: "contact" });
    expect(customFields?.map((field) => field.id)).toContain(id);
    expect((await client.locations.getCustomField({ ...at, id })).customField).toMatchObject({ name: "Contract", dataType: "TEXT" });
  });

  it("reads the location", async () => {
    const { location } = await client.locations.getLocation({ locationId: sandbox.locationId });
    expect(location).toMatchObject({ id: sandbox.locationId, companyId: sandbox.companyId });
  });

  it("works under the version that it sends by default", async () => {
    const plain = new HighLevel({ privateIntegrationToken: sandbox.token, logLevel: "none" });
    plain.getHttpClient().defaults.baseURL = sandbox.baseUrl;
    const { contact } = await plain.contacts.createContact(person("Default"));
    expect(contact?.id).toBeTypeOf("string");
  });

  it("tells a refused property, a duplicate, a wrong token and a missing scope apart as it does with HighLevel", async () => {
    await client.contacts.createContact(person("Refused"));
    const refusal = async (work: Promise<unknown>): Promise<unknown> =>
      work.then(
        () => "nothing was refused",
        (error: unknown) => error,
      );
    expect(await refusal(client.contacts.createContact({ ...person("Mood"), mood: "good" } as never))).toBeInstanceOf(GHLValidationError);
    expect(await refusal(client.contacts.createContact(person("Refused")))).toMatchObject({ statusCode: 400 });
    const stranger = clientFor("pit-unknown");
    expect(await refusal(stranger.contacts.getContact({ contactId: "x" }))).toBeInstanceOf(GHLAuthenticationError);
    const poor = clientFor(sandbox.control.addToken({ scopes: ["contacts.readonly"] }));
    expect(await refusal(poor.contacts.createContact(person("Poor")))).toBeInstanceOf(GHLAuthenticationError);
  });

  it("agrees with our verifier on the sandbox's signatures, whole, changed in one bit, and absent", async () => {
    const deliveries: { headers: Readonly<Record<string, string>>; body: string }[] = [];
    sandbox.control.webhooksTo(async (headers, body) => {
      deliveries.push({ headers, body });
      return 200;
    });
    sandbox.control.createContact({ firstName: "Åda", lastName: "丽华", email: "signed@example.com" });
    await sandbox.control.settleWebhooks();
    const [delivery] = deliveries;
    if (delivery === undefined) return expect.unreachable("no event arrived");
    const pem = `-----BEGIN PUBLIC KEY-----\n${sandbox.publicKey}\n-----END PUBLIC KEY-----`;
    const ours = createHighLevelVerifier([sandbox.publicKey]);
    const bytes = Buffer.from(delivery.body);
    const signature = String(delivery.headers["x-ghl-signature"]);
    const both = (body: Buffer, header: string): readonly boolean[] => [
      client.webhooks.verifyEd25519Signature(body, header, pem),
      ours.verify({ headers: { "x-ghl-signature": header }, body }).kind === "verified",
    ];
    expect(both(bytes, signature)).toEqual([true, true]);
    for (let bit = 0; bit < bytes.byteLength * 8; bit += 7) expect(both(flipped(bytes, bit), signature)).toEqual([false, false]);
    const raw = Buffer.from(signature, "base64");
    for (let bit = 0; bit < raw.byteLength * 8; bit += 1) expect(both(bytes, flipped(raw, bit).toString("base64"))).toEqual([false, false]);
    for (const header of ["", "N/A", "AAAA", signature.slice(1)]) expect(both(bytes, header)).toEqual([false, false]);
  });
});

function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}
