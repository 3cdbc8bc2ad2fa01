import Fastify from "fastify";
import { describe, expect, it } from "vitest";
import type { Application, Delivery, Ingest } from "#engine/application.ts";
import { createBodyReader } from "./body-reader.ts";
import { webhookRoutes } from "./webhook-routes.ts";

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const metrics = { webhook: () => undefined, text: async () => "", contentType: "" };

/** The vendors' door in front of an ingest of the test's own. */
async function door(receive: Ingest["receive"]) {
  const server = Fastify();
  server.removeAllContentTypeParsers();
  const app = { ingest: { receive, close: async () => undefined } } as unknown as Application;
  await server.register(webhookRoutes, { prefix: "/webhooks", app, log: silent, metrics, reader: createBodyReader() });
  return server;
}
const post = (url: string, payload: string | Buffer = "{}", headers: Readonly<Record<string, string>> = {}) =>
  ({ method: "POST", url, payload, headers: { "content-type": "application/json", ...headers } }) as const;

describe("the webhook routes", () => {
  it.each(["/webhooks/highlevel", "/webhooks/incident/some-connection"])(
    "X2 %s answers 429 with a time to come back when ingest itself breaks, never in the 500s",
    async (url) => {
      const server = await door(async () => Promise.reject(new Error("unexpected")));
      const answer = await server.inject(post(url));
      expect([answer.statusCode, answer.json()]).toEqual([429, { code: "HW_STORAGE_UNAVAILABLE" }]);
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    },
  );

  it("X2 answers 429 as well when the answer cannot be made, and 413 to a body that is too large", async () => {
    const server = await door(async () => ({ status: 200, code: BigInt(1) as never }));
    expect((await server.inject(post("/webhooks/highlevel"))).statusCode).toBe(429);
    expect((await server.inject(post("/webhooks/highlevel", Buffer.alloc(1_048_577, 32)))).statusCode).toBe(413);
  });

  it("X2 hands over the raw bytes of JSON alone, unparsed, with the headers and the connection that the route names", async () => {
    const seen: Delivery[] = [];
    const server = await door(async (delivery) => {
      seen.push(delivery);
      return { status: 200, code: null };
    });
    const raw = Buffer.from([0x7b, 0x00, 0xff, 0x7d]);
    await server.inject(post("/webhooks/incident/c1", raw, { "webhook-id": "m1" }));
    await server.inject(post("/webhooks/highlevel", raw));
    expect((await server.inject(post("/webhooks/highlevel", raw, { "content-type": "text/plain" }))).statusCode).toBe(415);
    expect(seen.map(({ vendor, connectionId, body }) => [vendor, connectionId, [...body]])).toEqual([
      ["incident", "c1", [...raw]],
      ["highlevel", null, [...raw]],
    ]);
    expect(seen[0]?.headers["webhook-id"]).toBe("m1");
  });
});
