import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createCatalog } from "#catalog/catalog.ts";
import { createFactsReader } from "#catalog/operation-facts.ts";
import { SEND_WEBHOOK } from "#core/workflow/send-webhook.ts";
import type { WorkflowId } from "#core/workflow/run.ts";
import type { Json } from "#core/workflow/expression.ts";
import type { WorkspaceId } from "#core/ids.ts";
import { addressSecretName } from "#engine/workflow/addresses.ts";
import type { CallOutcome } from "#engine/workflow/workflow-ports.ts";
import { signingSecret } from "#lib/signing-secret.ts";
import { must } from "#lib/must.ts";
import { systemClock } from "#lib/system-clock.ts";
import { createEgressGuard } from "#vendors/transport/egress-guard.ts";
import { createWebhookSender } from "./send-webhook.ts";
import { openWayOut, wayOut } from "./way-out.ts";

const workspaceId = "w" as WorkspaceId;
const workflowId = "f" as WorkflowId;
const secret = signingSecret((count) => Uint8Array.from({ length: count }, (_, index) => index));
const catalog = createCatalog(createFactsReader());

interface Received {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}
const received: Received[] = [];
let answer: (response: ServerResponse) => void;
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => void chunks.push(chunk));
    request.on("end", () => {
      received.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString("utf8") });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
beforeEach(() => {
  received.length = 0;
  answer = (response) => response.writeHead(204).end();
});
afterAll(() => void server.close());

async function send(
  input: Json,
  {
    to = url,
    allowed = [url],
    key = "hw-key",
    at = Date.UTC(2026, 0, 2),
  }: { to?: string; allowed?: readonly string[]; key?: string; at?: number } = {},
): Promise<CallOutcome> {
  const store = {
    secret: async (_: WorkspaceId, name: string) => (name === addressSecretName(workflowId, "desk") ? JSON.stringify({ url: to, secret }) : null),
  };
  const way = openWayOut({ alertOrigins: allowed });
  const call = createWebhookSender({ store, clock: systemClock, catalog, wayOut: way });
  const target = { kind: "address", workflowId, name: "desk" } as const;
  try {
    const { signal } = new AbortController();
    return await call({ workspaceId, operationId: SEND_WEBHOOK, input, target, idempotencyKey: key, startedAt: at, signal });
  } finally {
    await way.close();
  }
}
const content = { body: { type: "customer.affected", data: { contactId: "c1", note: "„Grüße“ €" } } };
const coded = async (outcome: Promise<CallOutcome>): Promise<readonly unknown[]> => {
  const found = await outcome;
  return found.kind === "failed" ? [found.error.code, found.error.data.httpStatus] : [found.output];
};

describe("a webhook of our own", () => {
  it("is accepted by the library of Standard Webhooks, and the same at each try but for its time", async () => {
    expect(await send(content)).toEqual({ kind: "done", output: { status: 204 } });
    expect(await send(content)).toMatchObject({ kind: "done" });
    const [first, again] = received;
    for (const { body, headers } of received)
      expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual({
        type: "customer.affected",
        timestamp: "2026-01-02T00:00:00.000Z",
        data: content.body.data,
      });
    expect([first?.headers["webhook-id"], again?.headers["webhook-id"], again?.body]).toEqual(["hw-key", "hw-key", first?.body]);
    const { body, headers } = must(first, "one");
    expect(() => new Webhook(secret).verify(`${body} `, headers as Record<string, string>)).toThrow();
    expect(() => new Webhook(signingSecret((count) => new Uint8Array(count))).verify(body, headers as Record<string, string>)).toThrow();
  });

  it.each([
    [500, "HW_RECEIVER_AWAY"],
    [503, "HW_RECEIVER_AWAY"],
    [429, "HW_RECEIVER_AWAY"],
    [408, "HW_RECEIVER_AWAY"],
    [400, "HW_RECEIVER_REFUSED"],
    [401, "HW_RECEIVER_REFUSED"],
    [404, "HW_RECEIVER_REFUSED"],
    [410, "HW_RECEIVER_GONE"],
  ])("that is answered with %i fails with %s", async (status, code) => {
    answer = (response) => response.writeHead(status).end();
    expect(await coded(send(content))).toEqual([code, status]);
  });

  it("waits as long as a busy receiver says", async () => {
    answer = (response) => response.writeHead(429, { "retry-after": "7" }).end();
    const outcome = await send(content, { at: systemClock.now() });
    expect(outcome).toMatchObject({ kind: "failed", error: { data: { retryAfterMs: 7_000 } } });
  });

  it("X6 is put off by a busy receiver for a day, and then counts its tries, so that it ends", async () => {
    answer = (response) => response.writeHead(503, { "retry-after": "7" }).end();
    const day = 86_400_000;
    const waits = async (ago: number): Promise<unknown> => {
      const outcome = await send(content, { at: systemClock.now() - ago });
      return outcome.kind === "failed" ? outcome.error.data.retryAfterMs : "sent";
    };
    expect([await waits(day - 60_000), await waits(day)]).toEqual([7_000, undefined]);
  });

  it("follows no redirect, wherever it leads", async () => {
    answer = (response) => response.writeHead(302, { location: `${url}/elsewhere` }).end();
    expect(await coded(send(content))).toEqual(["HW_RECEIVER_REFUSED", 302]);
    expect(received.map(({ path }) => path)).toEqual(["/"]);
  });

  it("reads no more than 1 MB of an answer", async () => {
    answer = (response) => response.writeHead(200).end(Buffer.alloc(3_000_000, 120));
    expect(await send(content)).toMatchObject({
      kind: "failed",
      error: { code: "HW_RECEIVER_AWAY", data: { detail: "its answer is over 1 MB; an empty one is enough" } },
    });
  });

  it("goes nowhere private, and to no metadata service, unless that very origin was allowed", async () => {
    for (const to of [
      url,
      "https://127.0.0.1/",
      "https://[::1]/",
      "https://[::ffff:127.0.0.1]/",
      "https://169.254.169.254/latest/meta-data",
      "https://10.1.2.3/",
      "https://192.168.0.10/",
      "https://localhost/",
      "https://user:password@hooks.example.com/",
      "https://hooks.example.com:8443/",
      "http://hooks.example.com/",
      "ftp://hooks.example.com/",
    ])
      expect([to, ...(await coded(send(content, { to, allowed: [] })))]).toEqual([to, "HW_EGRESS_REFUSED", undefined]);
    expect(received).toEqual([]);
  });

  it("is given no address whose host name leads nowhere, and says so", async () => {
    const lost = (): Promise<never> => Promise.reject(new Error("getaddrinfo ENOTFOUND hooks.example.com"));
    const { check } = wayOut(createEgressGuard({ sandboxOrigins: () => new Set(), resolve: lost }), lost);
    await expect(check("https://hooks.example.com/")).rejects.toMatchObject({
      code: "HW_REQUEST_INVALID",
      data: { field: "url", detail: expect.stringContaining("no host of that name") as unknown },
    });
    await expect(check("nowhere")).rejects.toMatchObject({ code: "HW_REQUEST_INVALID" });
  });

  it("stays here when its content is not what it must be, or too large", async () => {
    for (const input of [
      {},
      { body: { type: "", data: 1 } },
      { body: { type: "x" } },
      { body: { type: "x", data: 1, url: "https://x" } },
      null,
      "text",
    ])
      expect(await coded(send(input as Json))).toEqual(["HW_STEP_VALUE", undefined]);
    expect(await coded(send({ body: { type: "x", data: "€".repeat(100_000) } }))).toEqual(["HW_STEP_VALUE", undefined]);
    expect(received).toEqual([]);
  });

  it("fails without a word about where it was to go or how it is signed", async () => {
    answer = (response) => response.writeHead(400).end("no");
    const outcome = await send(content, { to: `${url}/hook/top-secret-token` });
    const told = outcome.kind === "failed" ? JSON.stringify([outcome.error.data, outcome.error.message]) : "";
    expect(told).toContain("HTTP 400");
    expect(told).not.toContain("top-secret-token");
    expect(told).not.toContain(secret);
  });
});
