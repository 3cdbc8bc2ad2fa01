import { gzipSync } from "node:zlib";
import { encodeRequest, exchange, openSocket, type RawRequest } from "../../abuse/support/raw-http.ts";
import { pauseUntil } from "./honest-senders.ts";
import { holdSockets } from "./slow-sockets.ts";
import { forged, highlevelEvent, highlevelPath, keyOf, type Target } from "./target.ts";

/** What an attack met. */
export interface Met {
  /** Requests and bursts by the name of the attack. */
  readonly sent: Record<string, number>;
  /** Answers by status; 0 stands for a connection that the server ended without one. */
  readonly statuses: Record<number, number>;
}

interface Attack {
  readonly name: string;
  readonly perSecond: number;
  /** One request or burst, and how many answers it may wait for. */
  readonly strike: (target: Target, index: number) => Promise<{ readonly bytes: Buffer; readonly answers?: number }>;
}

const one = (request: RawRequest): Promise<{ bytes: Buffer }> => Promise.resolve({ bytes: encodeRequest(request) });
const oneMegabyte = Buffer.alloc(1_000_000, 0x20);
const bomb = gzipSync(Buffer.alloc(100_000_000), { level: 9 });
const deep = "[".repeat(200_000);

/**
 * Bursts and single requests; the slow senders stand apart. Bodies in chunks of one byte are not among them: Node's parser holds the loop for a
 * good 10 ms over each 64 KB of them (measured), whoever cuts them off, so they are an attack on Node; a test shows that we cut them off.
 */
const attacks: readonly Attack[] = [
  { name: "forged", perSecond: 100, strike: (target, index) => one(forged(index % 2 === 0 ? highlevelPath : target.incidentPath, '{"type":"x"}')) },
  {
    name: "unknown connections",
    perSecond: 20,
    strike: (_target, index) => one(forged(`/webhooks/incident/00000000-0000-7000-8000-${String(index).padStart(12, "0")}`, "{}")),
  },
  {
    name: "signed for others",
    perSecond: 50,
    strike: (target, index) => one(highlevelEvent("someBodyElses1", keyOf(target), `foreign-${String(index)}`, "c")),
  },
  {
    name: "a megabyte, forged",
    perSecond: 5,
    strike: (target, index) => one(forged(index % 2 === 0 ? highlevelPath : target.incidentPath, oneMegabyte)),
  },
  { name: "over a megabyte", perSecond: 5, strike: () => one({ ...forged(highlevelPath, Buffer.alloc(1_100_000, 0x20)), framing: "chunked" }) },
  { name: "bombs", perSecond: 10, strike: () => one(withHeader(forged(highlevelPath, bomb), "content-encoding", "gzip")) },
  { name: "deep, forged", perSecond: 10, strike: () => one(forged(highlevelPath, deep)) },
  {
    name: "deep, to the API",
    perSecond: 10,
    strike: () => one(withHeader({ ...forged("/api/v1/bridges/x/plan", deep) }, "x-highwire-request", "1")),
  },
  { name: "sent ahead", perSecond: 2, strike: async () => ({ bytes: encodeRequest(forged(highlevelPath, "{}")), answers: 2_000 }) },
  { name: "headers", perSecond: 10, strike: () => one(withHeader(forged(highlevelPath, "{}"), "x-long", "y".repeat(60_000))) },
];

const withHeader = (request: RawRequest, name: string, value: string): RawRequest => ({
  ...request,
  headers: [...(request.headers ?? []), [name, value]],
});

/** How an attack is made: for so long, with so much of its full strength, with event ids from `seed` on. */
export interface Plan {
  readonly forMs: number;
  /** In (0, 1]: the share of each rate below. The number of slow sockets stays. */
  readonly strength: number;
  readonly seed: number;
}

/** Time between two bytes of a slow sender at full strength, in milliseconds. */
export const DRIBBLE_MS = 500;

/** Everything at once: 1,000 sockets that dribble, and each burst at its rate. */
export async function attack(target: Target, plan: Plan): Promise<Met> {
  const met: Met = { sent: {}, statuses: {} };
  const endMs = performance.now() + plan.forMs;
  const hold = { count: 500, endMs, dribbleMs: DRIBBLE_MS / plan.strength, again: true };
  await Promise.all([
    holdSockets(target.port, { ...hold, kind: "head" }),
    holdSockets(target.port, { ...hold, kind: "body" }),
    breakOff(target, endMs, plan, met),
    ...attacks.map((each) => strikeEvenly(each, target, endMs, plan, met)),
  ]);
  return met;
}

async function strikeEvenly({ name, perSecond, strike }: Attack, target: Target, endMs: number, plan: Plan, met: Met): Promise<void> {
  const startMs = performance.now();
  const underway: Promise<void>[] = [];
  for (let index = 0; ; index += 1) {
    const dueMs = startMs + (index * 1_000) / (perSecond * plan.strength);
    if (dueMs >= endMs) break;
    await pauseUntil(dueMs);
    const { bytes, answers = 1 } = await strike(target, plan.seed + index);
    met.sent[name] = (met.sent[name] ?? 0) + 1;
    underway.push(send(target.port, bytes, answers, met));
  }
  await Promise.all(underway);
}

async function send(port: number, bytes: Buffer, answers: number, met: Met): Promise<void> {
  const burst = answers === 1 ? bytes : Buffer.concat(Array.from({ length: answers }, () => bytes));
  const result = await exchange(port, burst, { answers, waitMs: 5_000 }).catch(() => null);
  for (const status of result?.answers.map((answer) => answer.status) ?? []) met.statuses[status] = (met.statuses[status] ?? 0) + 1;
  if ((result?.answers.length ?? 0) === 0) met.statuses[0] = (met.statuses[0] ?? 0) + 1;
}

/** Twenty bodies a second that break off in the middle. */
async function breakOff(target: Target, endMs: number, { strength }: Plan, met: Met): Promise<void> {
  const whole = encodeRequest(forged(highlevelPath, Buffer.alloc(100_000, 0x20)));
  for (let dueMs = performance.now(); dueMs < endMs; dueMs += 50 / strength) {
    await pauseUntil(dueMs);
    const socket = await openSocket(target.port).catch(() => null);
    if (socket === null) continue;
    met.sent["broken off"] = (met.sent["broken off"] ?? 0) + 1;
    socket.on("error", () => undefined);
    socket.write(whole.subarray(0, 50_000), () => socket.resetAndDestroy());
  }
}
