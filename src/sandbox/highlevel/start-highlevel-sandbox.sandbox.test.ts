import { verify, createPublicKey } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { HighLevel } from "@gohighlevel/api-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startHighLevelSandbox, type HighLevelSandbox } from "./start-highlevel-sandbox.ts";
import type { Json } from "./testing.ts";

let sandbox: HighLevelSandbox;
const closers: (() => void)[] = [];

beforeEach(async () => {
  sandbox = await startHighLevelSandbox({ sampleContacts: 3 });
});
afterEach(async () => {
  for (const close of closers.splice(0)) close();
  await sandbox.close();
});

const headers = (): Record<string, string> => ({
  authorization: `Bearer ${sandbox.token}`,
  version: "2021-07-28",
  "content-type": "application/json",
});
const call = (method: string, path: string, body?: unknown): Promise<Response> =>
  fetch(`${sandbox.baseUrl}${path}`, { method, headers: headers(), ...(body !== undefined && { body: JSON.stringify(body) }) });
const create = (fields: object): Promise<Response> => call("POST", "/contacts/", { locationId: sandbox.locationId, ...fields });

/** Listens for events on loopback; answers with the next of `answers`, then with 200. */
async function receiver(
  answers: number[] = [],
): Promise<{ readonly url: string; readonly seen: { readonly raw: Buffer; readonly signature: string }[] }> {
  const seen: { raw: Buffer; signature: string }[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      seen.push({ raw: Buffer.concat(chunks), signature: String(request.headers["x-ghl-signature"]) });
      response.writeHead(answers.shift() ?? 200).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/webhooks/highlevel`, seen };
}

describe("over loopback", () => {
  it("carries JSON, headers and non-Latin text both ways", async () => {
    const response = await create({ firstName: "丽华", lastName: "O’Hara 👩🏽‍🚀" });
    expect([response.status, response.headers.get("content-type"), response.headers.get("x-ratelimit-max")]).toEqual([
      201,
      "application/json; charset=utf-8",
      "100",
    ]);
    const { contact } = (await response.json()) as Json;
    expect(contact).toMatchObject({ firstName: "丽华", lastName: "O’Hara 👩🏽‍🚀" });
    const read = (await (await call("GET", `/contacts/${String(contact.id)}`)).json()) as Json;
    expect(read.contact).toEqual(contact);
  });

  it("breaks connections as the faults say: closed without an answer, the write done or not, a body cut in half", async () => {
    sandbox.control.setFaults([
      { fault: { kind: "timeout-before" }, times: 1 },
      { fault: { kind: "timeout-after" }, times: 1 },
      { fault: { kind: "cut-json" }, times: 1 },
      { fault: { kind: "429", retryAfter: { dateInMs: 5_000 } }, times: 1 },
    ]);
    await expect(create({ firstName: "Never" })).rejects.toThrow("fetch failed");
    expect(sandbox.control.contacts()).toHaveLength(3);
    await expect(create({ firstName: "Unheard" })).rejects.toThrow("fetch failed");
    expect(sandbox.control.contacts()).toHaveLength(4);
    await expect(create({ firstName: "Half" }).then((response) => response.json())).rejects.toThrow("terminated");
    expect(sandbox.control.contacts()).toHaveLength(5);
    const limited = await create({ firstName: "Later" });
    expect([limited.status, new Date(limited.headers.get("retry-after") ?? "").getTime() > Date.now() + 3_000]).toEqual([429, true]);
    expect((await create({ firstName: "Now" })).status).toBe(201);
  });

  it("delivers signed events to a URL and sends again after a 429", async () => {
    const { url, seen } = await receiver([429]);
    sandbox.control.webhooksTo(url);
    await create({ firstName: "Zoë" });
    while (seen.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    while (sandbox.control.deliveryRecords().at(-1)?.statuses.length !== 1) await new Promise((resolve) => setTimeout(resolve, 5));
    sandbox.control.advance(11 * 60_000);
    await sandbox.control.settleWebhooks();
    expect(seen).toHaveLength(2);
    const key = createPublicKey({ key: Buffer.from(sandbox.publicKey, "base64"), format: "der", type: "spki" });
    expect(seen.map(({ raw, signature }) => verify(null, raw, key, Buffer.from(signature, "base64")))).toEqual([true, true]);
    expect(JSON.parse(String(seen[0]?.raw))).toMatchObject({ type: "ContactCreate", firstName: "Zoë" });
  });

  it("is steered over HTTP", async () => {
    const control = async (name: string, ...args: readonly unknown[]): Promise<Json> => {
      const response = await fetch(`${sandbox.baseUrl}/__sandbox/${name}`, { method: "POST", body: JSON.stringify(args) });
      return ((await response.json()) as Json).result;
    };
    await control("setQuirks", { createStatus: 200 });
    expect((await create({ firstName: "Ada" })).status).toBe(200);
    expect(await control("counters")).toMatchObject({ calls: 1, writes: 1 });
    const saved = await control("snapshot");
    await control("reset");
    expect(await control("contacts")).toHaveLength(3);
    await control("restore", saved);
    expect(await control("contacts")).toHaveLength(4);
  });

  it("answers thousands of calls, fifty at once", async () => {
    sandbox.control.setLimits(null);
    const path = `/contacts/${String(sandbox.control.contacts()[0]?.["id"])}`;
    for (let batch = 0; batch < 40; batch += 1) {
      const statuses = await Promise.all(
        Array.from(
          { length: 50 },
          async () => (await call("GET", path).then(async (response) => ({ status: response.status, text: await response.text() }))).status,
        ),
      );
      expect(statuses.every((status) => status === 200)).toBe(true);
    }
  });

  it("leaves nothing open when it closes", async () => {
    const other = await startHighLevelSandbox();
    await fetch(other.baseUrl);
    await other.close();
    await expect(fetch(other.baseUrl)).rejects.toThrow("fetch failed");
  });
});

describe("the official client", () => {
  it("works unchanged against the sandbox: create, read, update, tags, search, custom fields, delete", async () => {
    const client = new HighLevel({ privateIntegrationToken: sandbox.token });
    client.getHttpClient().defaults.baseURL = sandbox.baseUrl;
    const { locationId } = sandbox;
    const { contact } = (await client.contacts.createContact({ locationId, firstName: "Ada", email: "ada@example.com" } as never)) as Json;
    await client.contacts.updateContact({ contactId: contact.id }, { lastName: "Abara" } as never);
    await client.contacts.addTags({ contactId: contact.id }, { tags: ["VIP"] });
    const read = (await client.contacts.getContact({ contactId: contact.id })) as Json;
    expect(read.contact).toMatchObject({ firstName: "Ada", lastName: "Abara", tags: ["vip"] });
    const found = (await client.contacts.searchContactsAdvanced({
      locationId,
      pageLimit: 10,
      filters: [{ field: "email", operator: "eq", value: "ada@example.com" }],
    } as never)) as Json;
    expect(found).toMatchObject({ total: 1, contacts: [{ id: contact.id }] });
    const fields = (await client.locations.getCustomFields({ locationId })) as Json;
    expect(fields.customFields.map(({ name }: Json) => name)).toEqual(["Plan", "Seats"]);
    expect(await client.contacts.deleteContact({ contactId: contact.id })).toMatchObject({ succeded: true });
    expect(sandbox.control.contacts().map(({ id }) => id)).not.toContain(contact.id);
  });
});
