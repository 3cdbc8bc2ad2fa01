import { generateKeyPairSync, verify } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { idealBackfill } from "./bench-backfill.ts";
import { generateLoad } from "./load-generator.ts";

const pair = generateKeyPairSync("ed25519");
const seen = { good: 0, bad: 0, ids: new Set<string>(), sockets: new Set<unknown>() };
let answer = 200;
let slowMs = 0;
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    const signed = verify(null, body, pair.publicKey, Buffer.from(String(request.headers["x-ghl-signature"]), "base64"));
    if (signed) seen.good += 1;
    else seen.bad += 1;
    seen.ids.add((JSON.parse(body.toString("utf8")) as { webhookId: string }).webhookId);
    seen.sockets.add(request.socket);
    const text = '{"ok":true}';
    // Both ways of ending a body, because servers differ.
    const send = (): void => void response.writeHead(answer, seen.ids.size % 2 === 0 ? { "content-length": text.length } : {}).end(text);
    if (slowMs === 0) send();
    else setTimeout(send, slowMs);
  });
});
beforeAll(() => new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve)));
afterAll(() => server.closeAllConnections());
const order = (seconds: number, prepared: number, rate: number | null = null): Parameters<typeof generateLoad>[0] => ({
  rate,
  port: (server.address() as AddressInfo).port,
  path: "/webhooks/highlevel",
  locationId: "loc",
  connections: 5,
  seconds,
  warmUpSeconds: 0,
  prepared,
  privateKey: pair.privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"),
});

describe("the load generator", () => {
  it("sends each prepared request once, rightly signed, over kept sockets, and measures every answer", async () => {
    const report = await generateLoad(order(30, 200));
    expect(report).toMatchObject({ answered: 200, refused: 0 });
    expect(seen).toMatchObject({ good: 200, bad: 0 });
    expect(seen.ids.size).toBe(200);
    expect(seen.sockets.size).toBe(5);
    expect(report.p99).toBeGreaterThanOrEqual(report.p50);
    expect(report.seconds).toBeLessThan(30);
  });

  it("keeps to a rate, and counts what a slow answer makes the next ones wait", async () => {
    const report = await generateLoad({ ...order(30, 40, 200), connections: 1 });
    expect(report.answered).toBe(40);
    expect(report.seconds).toBeGreaterThanOrEqual(39 / 200 - 0.01);
    slowMs = 100;
    const slowed = await generateLoad({ ...order(30, 20, 200), connections: 1 });
    slowMs = 0;
    // One socket answers one event in 100 ms; the last of 20 that were due within 95 ms has waited for all before it.
    expect(slowed.p99).toBeGreaterThan(1_500);
  });

  it("measures nothing of the warm-up, neither answers nor time", async () => {
    const began = performance.now();
    const report = await generateLoad({ ...order(30, 60, 200), warmUpSeconds: 0.2 });
    const wholeSeconds = (performance.now() - began) / 1_000;
    expect(report.answered).toBeGreaterThanOrEqual(19);
    expect(report.answered).toBeLessThanOrEqual(21);
    expect(report.seconds).toBeLessThan(wholeSeconds - 0.19);
  });

  it("counts refusals, and stops when its time is over", async () => {
    answer = 429;
    const report = await generateLoad(order(0.2, 1_000_000 / 100));
    expect(report.refused).toBe(report.answered);
    expect(report.seconds).toBeLessThan(5);
  });
});

describe("the ideal first load", () => {
  it("is bound by the slower vendor, after the bursts that its limits allow", () => {
    expect(idealBackfill(10_000)).toEqual({ ideal_seconds: (10_001 - 1_200) / 20, ideal_calls: { highlevel: 100, incident: 10_001 } });
    expect(idealBackfill(1_000)).toEqual({ ideal_seconds: 0, ideal_calls: { highlevel: 10, incident: 1_001 } });
  });
});
