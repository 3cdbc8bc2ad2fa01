import { expect, it } from "vitest";
import { createFactsReader } from "#catalog/operation-facts.ts";
import { createOperations, type PreparedCall } from "#catalog/run-operations.ts";
import type { OperationOutcome } from "#core/catalog/operation-port.ts";
import type { OperationInput } from "#core/catalog/operation.ts";
import { HighwireError } from "#core/errors.ts";
import type { ConnectionId, WorkspaceId } from "#core/ids.ts";
import type { Connection } from "#core/ports/store.ts";
import { systemClock } from "#lib/system-clock.ts";
import type { VendorAnswer } from "#vendors/transport/transport.ts";

const connection = (vendor: Connection["vendor"], more: Partial<Connection> = {}): Connection => ({
  id: vendor as string as ConnectionId,
  workspaceId: "w" as WorkspaceId,
  vendor,
  name: vendor,
  account: "loc1",
  auth: "api-key",
  baseUrl: "https://vendor.test",
  state: "active",
  pausedBecause: null,
  sandbox: false,
  facts: {},
  ...more,
});

async function run(
  operationId: string,
  input: OperationInput,
  answer: () => Promise<VendorAnswer> = async () => ({ status: 200, headers: {}, json: {} }),
  own?: Connection,
): Promise<{ readonly outcome: OperationOutcome; readonly sent: readonly PreparedCall[] }> {
  const sent: PreparedCall[] = [];
  const vendor = operationId.startsWith("highlevel") ? "highlevel" : "incident";
  const operations = createOperations({
    facts: createFactsReader(),
    clock: systemClock,
    connection: async () => own ?? connection(vendor),
    send: async (_connection, prepared) => {
      sent.push(prepared);
      return answer();
    },
  });
  return { outcome: await operations.run({ operationId, input, connectionId: "c" as ConnectionId, idempotencyKey: "key-1" }), sent };
}

it("fills in the account's location and the idempotency key where the input names none, and leaves those that it names", async () => {
  const created = await run("highlevel.businesses.create-business", { body: { name: "Engines" } });
  expect(created.sent[0]?.body).toEqual({ name: "Engines", locationId: "loc1" });
  const incident = await run("incident.incidents-v2.create", { body: { visibility: "public" } });
  expect(incident.sent[0]?.body).toMatchObject({ idempotency_key: "key-1" });
  const named = await run("incident.incidents-v2.create", { body: { visibility: "public", idempotency_key: "mine" } });
  expect(named.sent[0]?.body).toMatchObject({ idempotency_key: "mine" });
});

it("refuses what does not fit before anything leaves, naming the field and never its value", async () => {
  const { outcome, sent } = await run("highlevel.contacts.create-task", { path: { contactId: "c1" }, body: { title: 7, surprise: "secret value" } });
  expect(sent).toEqual([]);
  expect(outcome).toMatchObject({ kind: "refused" });
  const issues = outcome.kind === "refused" ? outcome.issues : [];
  expect(issues).toEqual(
    expect.arrayContaining([
      { field: "body.title", problem: "must be a text" },
      { field: "body.dueDate", problem: "is missing" },
      { field: "body.surprise", problem: "is not a field of this operation" },
    ]),
  );
  expect(JSON.stringify(issues)).not.toContain("secret value");
});

it("names each field that is missing, also where a whole place was left out", async () => {
  const { outcome } = await run("highlevel.contacts.update-task-completed", {});
  const fields = outcome.kind === "refused" ? outcome.issues.map(({ field }) => field) : [];
  expect(fields).toEqual(["path.contactId", "path.taskId", "body.completed"]);
});

it("fills the account's location in where it is left out, also into a body that the document does not describe", async () => {
  const { sent } = await run("highlevel.contacts.search-contacts-advanced", { body: { page: 1, pageLimit: 20 } });
  expect(sent[0]?.body).toMatchObject({ locationId: "loc1", page: 1 });
  const named = await run("highlevel.contacts.search-contacts-advanced", { body: { locationId: "other", page: 1 } });
  expect(named.sent[0]?.body).toMatchObject({ locationId: "other" });
});

it.each(["", ".", ".."])("refuses %j in the path, which would lead to another operation", async (contactId) => {
  const { outcome, sent } = await run("highlevel.contacts.get-contact", { path: { contactId } });
  expect(sent).toEqual([]);
  expect(outcome).toMatchObject({ kind: "refused", issues: [{ field: "path.contactId" }] });
});

it("encodes what stands in path and query", async () => {
  const { sent } = await run("incident.incidents-v2.list", { query: { status: { one_of: ["a/b", "c&d"] }, page_size: 5 } });
  expect(sent[0]?.target).toBe("/v2/incidents?status%5Bone_of%5D=a%2Fb&status%5Bone_of%5D=c%26d&page_size=5");
  const contact = await run("highlevel.contacts.get-contact", { path: { contactId: "../users?x" } });
  expect(contact.sent[0]?.target).toBe("/contacts/..%2Fusers%3Fx");
});

it.each([
  ["an unknown operation", "highlevel.contacts.nothing", undefined, "HW_REQUEST_NOT_FOUND"],
  ["one that handles credentials", "highlevel.oauth.get-location-access-token", undefined, "HW_REQUEST_CONFLICT"],
  ["one that takes a file", "highlevel.medias.upload-media-content", undefined, "HW_REQUEST_CONFLICT"],
  ["the other vendor's connection", "highlevel.contacts.get-contact", connection("incident"), "HW_REQUEST_INVALID"],
  ["a paused connection", "highlevel.contacts.get-contact", connection("highlevel", { state: "paused" }), "HW_NOT_CONNECTED"],
])("refuses %s", async (_what, id, own, code) => {
  const { outcome, sent } = await run(id, { path: { contactId: "c1" } }, undefined, own);
  expect(outcome).toMatchObject({ kind: "refused", error: { code } });
  expect(sent).toEqual([]);
});

it("gives the answer as it came, and says where it differs from its document", async () => {
  const json = { contact: { id: 5 }, traceId: "t" };
  const { outcome } = await run("highlevel.contacts.get-contact", { path: { contactId: "c1" } }, async () => ({ status: 200, headers: {}, json }));
  expect(outcome).toMatchObject({ kind: "done", output: json, drift: [{ field: "contact.id", problem: "must be a text" }], generic: false });
});

it("tells a vendor's refusal as a value, with what left", async () => {
  const { outcome } = await run("highlevel.contacts.get-contact", { path: { contactId: "c1" } }, () =>
    Promise.reject(new HighwireError("HW_VENDOR_NOT_FOUND", { vendor: "highlevel" })),
  );
  expect(outcome).toMatchObject({
    kind: "failed",
    error: { code: "HW_VENDOR_NOT_FOUND" },
    sent: { method: "GET", url: "https://vendor.test/contacts/c1" },
  });
});
