import type { Order as TortureOrder, Report, Suite } from "../suite.ts";
import { DRIBBLE_MS, metNothing, type Met } from "./attacks.ts";
import { pauseUntil, sendFlatOut, sendHonestly, type Seen } from "./honest-senders.ts";
import { leastMade, weakAttacks } from "./judge-attack.ts";
import { judgeLatency, MAX_RATIO, type Round, type Verdict } from "./judge-latency.ts";
import { startAttacker, startListener, type Answer, type Child, type Order, type ServerFigures } from "./orders.ts";
import { RAMP_MS } from "./slow-sockets.ts";
import type { Target } from "./target.ts";

/** Rounds, whatever they say: odd numbers, so that the median is one of them. What is only told needs one. */
const ROUNDS = { short: 9, long: 31, untimed: 1 } as const;
/** Events a second that a server takes which meets the attack at its full strength: two idle cores take more. */
const FULL_STRENGTH_AT = 1_500;
/** One part of a round, in milliseconds. */
const PART_MS = 4_000;
/** How much longer the attack lasts than the part that is measured, and the pause after it, so that its end falls into none, in milliseconds. */
const TAIL_MS = 500;
/** The wave of slow sockets: more than the server has places for, with more bodies in them than it has memory for. */
const WAVE = { head: 1_000, body: 1_000, mute: 400, stalled: 300 } as const;
const WAVE_MS = 12_000;
/** When the attacker lets go of what the server has not ended by itself. The server's limits are 5 s and 10 s; the rest is for a busy machine. */
const PATIENCE_MS = 40_000;
/** Of those that send nothing, some never reach a server whose queue is full, and nobody tells them: the system's doing, and no place of ours. */
const MUTE_SHARE = 0.1;
/** What the server's memory may grow by while 270 MB of bodies are on their way, in bytes; its budget for bodies is 64 MB. */
const MAX_GROWTH_BYTES = 200 * 1_048_576;

/** Both kinds of senders take a share of what the server can do, so that a slow or busy machine is not simply swamped. */
interface Means {
  /** Honest events a second. */
  readonly perSecond: number;
  /** Share of the attack's full strength. */
  readonly strength: number;
}

interface Field {
  readonly target: Target;
  readonly server: Child;
  readonly attacker: Child;
  /** The target as a server that is none of ours stands in for it: what the same attack takes from honest senders who are not attacked. */
  readonly bystander: Target;
  readonly order: TortureOrder;
  /** What this machine can do here and now, measured at the start. */
  readonly means: Means;
  /** What honest senders saw, over everything. */
  readonly seen: Record<number, number>;
  readonly violations: string[];
}

/** Attacks the real server with what floods, dribbles and bursts, and holds it to what honest senders notice of that. */
export const abuse: Suite = {
  name: "abuse",
  about: "hostile senders against the real server; honest ones must hardly notice",
  place: "alone",
  longestMinutes: ({ long }) => (long ? 60 : 20),
  async run(order) {
    const { listener: server, ready: target } = await startListener<Target>("./server-process.ts");
    const { listener: bystander, ready: port } = await startListener<number>("./bystander-process.ts");
    const attacker = startAttacker();
    try {
      const warmUp = await sendFlatOut(target, { forMs: 1_500, label: "warm-up" });
      const { perSecond, statuses } = await sendFlatOut(target, { forMs: 1_500, label: "flat-out" });
      const means = { perSecond: between(10, perSecond * 0.05, 100), strength: between(0.02, perSecond / FULL_STRENGTH_AT, 1) };
      order.say(
        `   the server takes ${shown(perSecond)} events a second: ${shown(means.perSecond)} honest ones, ${shown(means.strength * 100)} % of the attack`,
      );
      const field: Field = { target, server, attacker, bystander: { ...target, port }, order, means, seen: { ...warmUp.statuses }, violations: [] };
      add(field.seen, statuses);
      return await battle(field);
    } finally {
      await Promise.all([attacker.end(), bystander.end(), server.end()]);
    }
  },
};

const between = (least: number, value: number, most: number): number => Math.min(most, Math.max(least, value));

async function battle(field: Field): Promise<Report> {
  const { order, violations } = field;
  const { verdict, rounds, met } = await compare(field);
  if (!order.untimed) violations.push(...weakAttacks(met.planned, met.sent));
  if (!order.untimed && verdict.ratio > MAX_RATIO)
    violations.push(`honest senders' ${told(verdict)}: over ${String(MAX_RATIO)} times what it is beside it: npm run torture -- --only abuse`);
  const growth = await wave(field);
  await expectAllCommitted(field);
  const failed = Object.keys(met.statuses).filter((status) => Number(status) >= 500);
  if (failed.length > 0) violations.push(`the attack was answered with ${failed.join(", ")}`);
  for (const [what, times] of Object.entries(met.strange)) violations.push(`X2 the attack was answered ${what} (${String(times)} times)`);
  order.say(`   the attack was answered ${JSON.stringify(met.statuses)}`);
  return {
    counts: {
      rounds,
      "p99 ms quiet": shown(verdict.quietP99),
      "p99 ms beside an attack": shown(verdict.besideP99),
      "p99 ms under attack": shown(verdict.attackedP99),
      [`times that beside it${order.untimed ? " (told, not judged)" : ""}`]: shown(verdict.ratio),
      "times quiet": shown(verdict.plainRatio),
      "honest events": Object.values(field.seen).reduce((sum, count) => sum + count, 0),
      "hostile requests": Object.values(met.sent).reduce((sum, count) => sum + count, 0),
      "% made of the attack's weakest kind": leastMade(met.planned, met.sent),
      "slow sockets": Object.values(WAVE).reduce((sum, count) => sum + count, 0),
      "MB more memory": Math.round(growth / 1_048_576),
    },
    violations,
  };
}

const shown = (value: number): string => value.toFixed(1);

interface Part {
  readonly victim: Target;
  readonly label: string;
  readonly seed: number;
}

/** One part of a round, while the victim is attacked. Returns what honest senders saw at the server, and what the attack met. */
async function underAttack(field: Field, { victim, label, seed }: Part): Promise<readonly [Seen, Met]> {
  const plan = { forMs: RAMP_MS + PART_MS + TAIL_MS, strength: field.means.strength, seed };
  return Promise.all([
    pauseUntil(performance.now() + RAMP_MS).then(() => honestly(field, PART_MS, label)),
    ask(field, { kind: "attack", target: victim, plan }),
  ]);
}

/** In turn, as often as was decided before: quiet, the attack on the bystander, and the same attack on the server. */
async function compare(field: Field): Promise<{ readonly verdict: Verdict; readonly rounds: number; readonly met: Met }> {
  const { target, bystander, order } = field;
  const wanted = order.untimed ? ROUNDS.untimed : order.long ? ROUNDS.long : ROUNDS.short;
  const rounds: Round[] = [];
  const met = metNothing();
  // The first attack meets code that has never run; what is claimed is not about a server that has just started.
  await underAttack(field, { victim: target, label: "attacked-first", seed: 10_000_000 });
  while (rounds.length < wanted) {
    const [round, seed] = [String(rounds.length), rounds.length * 100_000];
    await pauseUntil(performance.now() + TAIL_MS);
    const quiet = await honestly(field, PART_MS, `quiet-${round}`);
    const [beside] = await underAttack(field, { victim: bystander, label: `beside-${round}`, seed });
    const [attacked, answered] = await underAttack(field, { victim: target, label: `attacked-${round}`, seed });
    for (const part of ["planned", "sent", "statuses", "strange"] as const) add(met[part], answered[part]);
    rounds.push({ quiet: quiet.waits, beside: beside.waits, attacked: attacked.waits });
    order.say(`   round ${String(rounds.length)}: ${told(judgeLatency(rounds.slice(-1)))}`);
  }
  return { verdict: judgeLatency(rounds), rounds: rounds.length, met };
}

const told = ({ quietP99, besideP99, attackedP99 }: Verdict): string =>
  `p99 ${shown(quietP99)} ms quiet, ${shown(besideP99)} ms beside an attack, ${shown(attackedP99)} ms under it`;

/** More slow sockets than places, more stalled bodies than memory: each must go in time, and honest senders must get in. Returns the memory's growth. */
async function wave(field: Field): Promise<number> {
  const before = await figures(field);
  const dribbleMs = DRIBBLE_MS / field.means.strength;
  const [lives] = await Promise.all([
    ask(field, { kind: "wave", target: field.target, forMs: PATIENCE_MS, dribbleMs, sockets: WAVE }),
    honestly(field, WAVE_MS, "wave"),
  ]);
  for (const [kind, { opened, longestMs, outlived, refused }] of Object.entries(lives) as [
    keyof typeof WAVE,
    Answer<Order & { kind: "wave" }>["head"],
  ][]) {
    field.order.say(`   ${String(opened)} slow sockets (${kind}): the longest lived ${shown(longestMs / 1_000)} s, ${String(refused)} not taken`);
    if (outlived > WAVE[kind] * (kind === "mute" ? MUTE_SHARE : 0))
      field.violations.push(`${String(outlived)} slow sockets (${kind}) were still open after ${String(PATIENCE_MS / 1_000)} s`);
    if (opened < WAVE[kind]) field.violations.push(`only ${String(opened)} of ${String(WAVE[kind])} slow sockets (${kind}) got in`);
  }
  const growth = (await figures(field)).peakRssBytes - before.rssBytes;
  if (growth > MAX_GROWTH_BYTES) field.violations.push(`the server's memory grew by ${String(Math.round(growth / 1_048_576))} MB`);
  return growth;
}

/** X1: every honest event was answered 200, and each is committed, once. */
async function expectAllCommitted(field: Field): Promise<void> {
  const { 200: taken = 0, ...others } = field.seen;
  for (const [status, count] of Object.entries(others))
    field.violations.push(`${String(count)} honest events were answered ${status === "0" ? "not at all" : status}`);
  const { committed } = await figures(field);
  if (committed !== taken) field.violations.push(`${String(taken)} honest events were acknowledged and ${String(committed)} committed`);
}

async function honestly(field: Field, forMs: number, label: string): Promise<Seen> {
  const seen = await sendHonestly(field.target, { perSecond: field.means.perSecond, forMs, label });
  add(field.seen, seen.statuses);
  return seen;
}

const ask = <Given extends Order>(field: Field, order: Given): Promise<Answer<Given>> => field.attacker.ask(order);
const figures = (field: Field): Promise<ServerFigures> => field.server.ask({});

function add(sums: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(more)) sums[name] = (sums[name] ?? 0) + count;
}
