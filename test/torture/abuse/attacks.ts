import { gzipSync } from "node:zlib";
import { encodeRequest, exchange, openSocket, type RawRequest } from "../../abuse/support/raw-http.ts";
import { pauseUntil } from "./honest-senders.ts";
import { oddButSigned, wronglyTyped } from "./odd-strikes.ts";
import { holdSockets, type Slowness } from "./slow-sockets.ts";
import { forged, highlevelEvent, highlevelPath, keyOf, type Target } from "./target.ts";

/** What an attack met. */
export interface Met {
  /** Requests, bursts and slow sockets by the name of the attack: as many as its rate asks for, and those that were made in that time. */
  readonly planned: Record<string, number>;
  readonly sent: Record<string, number>;
  /** Answers by status; 0 stands for a connection that the server ended without one. */
  readonly statuses: Record<string, number>;
  /** Answers that the attack must not get, by its name and the status. */
  readonly strange: Record<string, number>;
}

export const metNothing = (): Met => ({ planned: {}, sent: {}, statuses: {}, strange: {} });

interface Attack {
  readonly name: string;
  readonly perSecond: number;
  /** What it may be answered, besides 429 and the end of the connection. Default: anything but 5xx, which nobody may get. */
  readonly answered?: number;
  /** One request or burst, and how many answers it may wait for. */
  readonly strike: (target: Target, index: number) => Promise<{ readonly bytes: Buffer; readonly answers?: number }>;
}

const one = (request: RawRequest): Promise<{ bytes: Buffer }> => Promise.resolve({ bytes: encodeRequest(request) });
const oneMegabyte = Buffer.alloc(1_000_000, 0x20);
const bomb = gzipSync(Buffer.alloc(100_000_000), { level: 9 });
const deep = "[".repeat(200_000);
const whole = encodeRequest(forged(highlevelPath, Buffer.alloc(100_000, 0x20)));
/** Slow sockets of either kind. */
const SLOW = 500;
/** Milliseconds before the end of an attack in which no strike is due any more, so that the last ones can still be made in time. */
const GRACE_MS = 300;

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
  { name: "odd bodies, signed", perSecond: 20, answered: 200, strike: (target, index) => one(oddButSigned(target, index)) },
  { name: "wrong types, signed", perSecond: 10, answered: 415, strike: (target, index) => one(wronglyTyped(target, index)) },
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

/** Everything at once: 1,000 sockets that dribble, twenty bodies a second that break off, and each burst at its rate. */
export async function attack(target: Target, plan: Plan): Promise<Met> {
  const met = metNothing();
  const startMs = performance.now();
  const field: Battle = { target, plan, met, startMs, endMs: startMs + plan.forMs };
  await Promise.all([
    holdSlowly(field, "head"),
    holdSlowly(field, "body"),
    evenly(field, { name: "broken off", perSecond: 20 }, async () => breakOff(target.port)),
    ...attacks.map((each) => strikeEvenly(field, each)),
  ]);
  return met;
}

/** One attack as it goes on. */
interface Battle {
  readonly target: Target;
  readonly plan: Plan;
  readonly met: Met;
  readonly startMs: number;
  readonly endMs: number;
}

const count = (counts: Record<string, number>, name: string, more = 1): void => void (counts[name] = (counts[name] ?? 0) + more);

async function holdSlowly({ target, plan, met, endMs }: Battle, kind: Slowness): Promise<void> {
  const name = `slow sockets (${kind})`;
  count(met.planned, name, SLOW);
  const { opened } = await holdSockets(target.port, { kind, count: SLOW, endMs, dribbleMs: DRIBBLE_MS / plan.strength, again: true });
  count(met.sent, name, Math.min(SLOW, opened));
}

/** Does something at an even rate; whoever falls behind hurries, and what is not begun in time counts as not made. */
async function evenly({ plan, met, startMs, endMs }: Battle, { name, perSecond }: Pick<Attack, "name" | "perSecond">, act: Act): Promise<void> {
  const rate = (perSecond * plan.strength) / 1_000;
  const planned = Math.ceil((plan.forMs - GRACE_MS) * rate);
  count(met.planned, name, planned);
  const underway: Promise<void>[] = [];
  for (let index = 0; index < planned; index += 1) {
    await pauseUntil(startMs + index / rate);
    if (performance.now() > endMs) break;
    const strike = await act(plan.seed + index);
    underway.push(strike());
    count(met.sent, name);
  }
  await Promise.all(underway);
}

/** Makes one strike ready, and returns what carries it out. */
type Act = (index: number) => Promise<() => Promise<void>>;

const strikeEvenly = (field: Battle, each: Attack): Promise<void> =>
  evenly(field, each, async (index) => {
    const { bytes, answers = 1 } = await each.strike(field.target, index);
    return () => send(field, each, bytes, answers);
  });

async function send({ target: { port }, met }: Battle, { name, answered }: Attack, bytes: Buffer, answers: number): Promise<void> {
  const burst = answers === 1 ? bytes : Buffer.concat(Array.from({ length: answers }, () => bytes));
  const result = await exchange(port, burst, { answers, waitMs: 5_000 }).catch(() => null);
  const statuses = result?.answers.map(({ status }) => status) ?? [];
  for (const status of statuses) {
    count(met.statuses, String(status));
    if (answered !== undefined && status !== answered && status !== 429) count(met.strange, `${name}: ${String(status)}`);
  }
  if (statuses.length === 0) count(met.statuses, "0");
}

/** A body that breaks off in the middle. */
const breakOff = (port: number) => async (): Promise<void> => {
  const socket = await openSocket(port).catch(() => null);
  if (socket === null) return;
  socket.on("error", () => undefined);
  socket.write(whole.subarray(0, 50_000), () => socket.resetAndDestroy());
};
