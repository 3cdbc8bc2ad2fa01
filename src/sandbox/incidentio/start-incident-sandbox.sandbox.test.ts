import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Webhook } from "standardwebhooks";
import type { Fault } from "../kit/faults.ts";
import { startIncidentSandbox, type IncidentSandbox } from "./start-incident-sandbox.ts";

let sandbox: IncidentSandbox | null = null;
afterEach(async () => {
  await sandbox?.close();
  sandbox = null;
});

async function started(): Promise<{ sandbox: IncidentSandbox; call: (method: string, path: string, body?: unknown) => Promise<Response> }> {
  const running = await startIncidentSandbox({ limits: "standard" });
  sandbox = running;
  const call = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(running.baseUrl + path, {
      method,
      headers: { authorization: `Bearer ${running.apiKey}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return { sandbox: running, call };
}

const newType = { name: "Contact", description: "", type_name: 'Custom["Contact"]' };

describe("the sandbox over HTTP", () => {
  it("creates, lists and archives over loopback, with JSON and rate headers", async () => {
    const { call } = await started();
    const { catalog_type: type } = (await (await call("POST", "/v3/catalog_types", newType)).json()) as { catalog_type: { id: string } };
    const created = await call("POST", "/v3/catalog_entries", { catalog_type_id: type.id, name: "Zoë", attribute_values: {} });
    expect([created.status, created.headers.get("content-type"), created.headers.get("x-ratelimit-limit")]).toEqual([
      201,
      "application/json; charset=utf-8",
      "1200, 1200;window=60",
    ]);
    const { catalog_entry: entry } = (await created.json()) as { catalog_entry: { id: string; name: string } };
    expect(entry.name).toBe("Zoë");
    const archived = await call("DELETE", `/v3/catalog_entries/${entry.id}`);
    expect([archived.status, await archived.text()]).toEqual([204, ""]);
    const list = (await (await call("GET", `/v3/catalog_entries?catalog_type_id=${type.id}&page_size=5`)).json()) as { catalog_entries: unknown[] };
    expect(list.catalog_entries).toEqual([]);
  });

  it("delivers a signed event to a URL", async () => {
    const { sandbox: running } = await started();
    const received = new Promise<{ headers: IncomingMessage["headers"]; body: string }>((resolve) => {
      const server = createServer((message, response) => {
        const chunks: Buffer[] = [];
        message.on("data", (chunk: Buffer) => void chunks.push(chunk));
        message.on("end", () => {
          response.end();
          server.close();
          resolve({ headers: message.headers, body: Buffer.concat(chunks).toString("utf8") });
        });
      }).listen(0, "127.0.0.1", () => {
        running.control.webhooksTo(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hook`);
        running.control.addIncident("Slow");
      });
    });
    const { headers, body } = await received;
    expect(new Webhook(running.webhookSecret).verify(body, headers as Record<string, string>)).toMatchObject({
      event_type: "public_incident.incident_created_v2",
    });
  });

  it("is controlled over HTTP as in process", async () => {
    const { sandbox: running, call } = await started();
    const control = async (name: string, ...args: readonly unknown[]): Promise<{ result?: unknown }> =>
      (await (await fetch(`${running.baseUrl}/__sandbox/${name}`, { method: "POST", body: JSON.stringify(args) })).json()) as { result?: unknown };
    await call("POST", "/v3/catalog_types", newType);
    const types = (await control("types")).result as readonly { id: string; type_name: string }[];
    const typeId = types.find((type) => type.type_name === newType.type_name)?.id;
    await control("createEntry", typeId, "Ada", {});
    expect((await control("listEntries", typeId)).result).toMatchObject([{ name: "Ada", archivedAt: null }]);
    const before = (await control("snapshot")).result;
    await control("deleteType", typeId);
    await control("restore", before);
    expect((await control("entries", typeId)).result).toHaveLength(1);
    expect((await fetch(`${running.baseUrl}/__sandbox/nothing`)).status).toBe(404);
  });

  it.each([
    ["409", 409, "conflict", false],
    ["408-before", 408, "request_timeout", false],
    ["408-after", 408, "request_timeout", true],
    ["500-before", 500, "api_error", false],
    ["500-after", 500, "api_error", true],
    ["401", 401, "authentication_error", false],
    ["403", 403, "resource_forbidden", false],
  ] as const)("the fault %s answers %i in the vendor's envelope; done nevertheless: %s", async (kind, status, type, isDone) => {
    const { sandbox: running, call } = await started();
    running.control.setFaults([{ fault: { kind }, match: { method: "POST", pathPrefix: "/v3/catalog_types" }, times: 1 }]);
    const answer = await call("POST", "/v3/catalog_types", newType);
    expect([answer.status, await answer.json()]).toMatchObject([status, { type, status, request_id: expect.any(String), errors: [{}] }]);
    expect(running.control.types().some((known) => known.type_name === newType.type_name)).toBe(isDone);
    expect((await call("GET", "/v3/catalog_types")).status).toBe(200);
  });

  it.each([
    ["refuse", false],
    ["timeout-before", false],
    ["timeout-after", true],
  ] as const)("the fault %s breaks the connection; done nevertheless: %s", async (kind, isDone) => {
    const { sandbox: running, call } = await started();
    running.control.setFaults([{ fault: { kind }, times: 1 }]);
    await expect(call("POST", "/v3/catalog_types", newType)).rejects.toThrow(TypeError);
    expect(running.control.types().some((known) => known.type_name === newType.type_name)).toBe(isDone);
  });

  it("answers can be cut, or be a page instead of JSON, or an injected 429", async () => {
    const { sandbox: running, call } = await started();
    const next = (fault: Fault): void => running.control.setFaults([{ fault, times: 1 }]);
    next({ kind: "cut-json" });
    await expect(call("GET", "/v3/catalog_types").then((response) => response.text())).rejects.toThrow(TypeError);
    next({ kind: "html-200" });
    expect((await call("GET", "/v3/catalog_types")).headers.get("content-type")).toContain("text/html");
    next({ kind: "429", retryAfter: "7" });
    const limited = await call("GET", "/v3/catalog_types");
    expect([limited.status, limited.headers.get("retry-after"), ((await limited.json()) as { type: string }).type]).toEqual([
      429,
      "7",
      "too_many_requests",
    ]);
  });

  it("the same seed gives the same key, secret and ids", async () => {
    const clock = { now: () => 0, sleep: () => new Promise<void>(() => {}) };
    const [one, other, third] = [
      await startIncidentSandbox({ seed: 7, clock }),
      await startIncidentSandbox({ seed: 7, clock }),
      await startIncidentSandbox({ seed: 8, clock }),
    ];
    await Promise.all([one, other, third].map((running) => running.close()));
    expect([one.apiKey, one.webhookSecret, one.control.types()]).toEqual([other.apiKey, other.webhookSecret, other.control.types()]);
    expect(third.apiKey).not.toBe(one.apiKey);
  });
});
