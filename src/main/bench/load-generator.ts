import { createPrivateKey, randomUUID, sign, type KeyObject } from "node:crypto";
import { connect, type Socket } from "node:net";
import { copyIds } from "#storage/postgres/multiply-links.ts";

/** What the parent process sends on standard input. */
export interface LoadOrder {
  readonly port: number;
  readonly path: string;
  readonly locationId: string;
  /** PKCS8 in base64: the key whose public half the server trusts. */
  readonly privateKey: string;
  readonly connections: number;
  readonly seconds: number;
  /** Sent just before in the same way and not measured: code has been compiled and memory touched when the clock starts. */
  readonly warmUpSeconds: number;
  /** Events a second, evenly spread, however slow the answers are; null sends as fast as they are answered. */
  readonly rate: number | null;
  /** Requests signed before the first is sent; the run ends early when they are used up. */
  readonly prepared: number;
}

/** What it prints on standard output: of the measured time, but for `taken` and `refused`. */
export interface LoadReport {
  readonly answered: number;
  /** Answered with 200, those to the warm-up among them. */
  readonly taken: number;
  /** Answers other than 200, those to the warm-up among them. */
  readonly refused: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** Milliseconds to the answer: from the request's being sent or, at a fixed rate, from when it should have been. */
  readonly p50: number;
  readonly p99: number;
}

/** Contacts that the events are about, in turn: more than a run has events, so that each finds its contact at rest. */
export const BENCH_CONTACTS = 75_000;

/** Id of the contact that the event with this number is about. */
const benchContact = (index: number): string => copyIds(index % BENCH_CONTACTS).left;

/** Keeps so many sockets busy with signed HighLevel events, one request at a time on each, and measures. */
export async function generateLoad(order: LoadOrder): Promise<LoadReport> {
  const key = createPrivateKey({ key: Buffer.from(order.privateKey, "base64"), format: "der", type: "pkcs8" });
  const requests = Array.from({ length: order.prepared }, (_unused, index) => preparedRequest(order, key, index));
  const waits: number[] = [];
  let next = 0;
  let refused = 0;
  const startedAt = performance.now();
  const measuredFrom = startedAt + order.warmUpSeconds * 1_000;
  const endsAt = measuredFrom + order.seconds * 1_000;
  const lane = async (): Promise<void> => {
    const socket = await openSocket(order.port);
    const ask = asker(socket);
    while (performance.now() < endsAt && next < requests.length) {
      const request = requests[next] as Buffer;
      const dueAt = order.rate === null ? null : startedAt + (next * 1_000) / order.rate;
      next += 1;
      if (dueAt !== null) await sleepUntil(dueAt);
      const sentAt = dueAt ?? performance.now();
      const status = await ask(request);
      if (sentAt >= measuredFrom) waits.push(performance.now() - sentAt);
      if (status !== 200) refused += 1;
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: order.connections }, lane));
  const seconds = Math.max(0, performance.now() - measuredFrom) / 1_000;
  waits.sort((one, other) => one - other);
  const at = (share: number): number => Math.round((waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? 0) * 100) / 100;
  return {
    answered: waits.length,
    taken: next - refused,
    refused,
    seconds: Math.round(seconds * 100) / 100,
    perSecond: Math.round(waits.length / Math.max(seconds, 0.001)),
    p50: at(0.5),
    p99: at(0.99),
  };
}

/** Timers count whole milliseconds; a moment that has passed needs none. */
async function sleepUntil(atMs: number): Promise<void> {
  const leftMs = atMs - performance.now();
  if (leftMs > 0) await new Promise((resolve) => void setTimeout(resolve, leftMs));
}

function preparedRequest(order: LoadOrder, key: KeyObject, index: number): Buffer {
  const id = benchContact(index);
  const body = JSON.stringify({
    type: "ContactUpdate",
    locationId: order.locationId,
    id,
    firstName: "Bench",
    lastName: String(index),
    name: `Bench ${String(index)}`,
    email: `${id}@example.com`,
    phone: "+12125550100",
    tags: ["bench"],
    customFields: [],
    dateAdded: "2026-01-01T00:00:00.000Z",
    appId: "bench",
    versionId: "bench",
    timestamp: new Date().toISOString(),
    webhookId: randomUUID(),
  });
  const signature = sign(null, Buffer.from(body), key).toString("base64");
  const head = [
    `POST ${order.path} HTTP/1.1`,
    `host: 127.0.0.1:${String(order.port)}`,
    "content-type: application/json",
    `content-length: ${String(Buffer.byteLength(body))}`,
    `x-ghl-signature: ${signature}`,
    "connection: keep-alive",
  ].join("\r\n");
  return Buffer.from(`${head}\r\n\r\n${body}`);
}

function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });
}

/** Sends one request at a time and resolves with its status; 0 when the connection broke. */
function asker(socket: Socket): (request: Buffer) => Promise<number> {
  let held = "";
  let answer: (status: number) => void = () => undefined;
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => {
    held += chunk;
    const end = endOfAnswer(held);
    if (end === null) return;
    const status = Number(held.slice(9, 12));
    held = held.slice(end);
    answer(status);
  });
  socket.on("error", () => answer(0));
  socket.on("close", () => answer(0));
  return (request) =>
    new Promise((resolve) => {
      answer = resolve;
      if (socket.destroyed) resolve(0);
      else socket.write(request);
    });
}

/** Where the first answer in the text ends; null while it is incomplete. */
function endOfAnswer(text: string): number | null {
  const bodyAt = text.indexOf("\r\n\r\n") + 4;
  if (bodyAt === 3) return null;
  const head = text.slice(0, bodyAt);
  if (/transfer-encoding: *chunked/iu.test(head)) {
    const last = text.indexOf("0\r\n\r\n", bodyAt);
    return last === -1 ? null : last + 5;
  }
  const end = bodyAt + Number(/content-length: *(\d+)/iu.exec(head)?.[1] ?? 0);
  return text.length < end ? null : end;
}
