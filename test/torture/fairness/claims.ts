import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { BridgeId } from "#core/ids.ts";
import type { Settlement } from "#core/ports/claims.ts";
import type { Store } from "#core/ports/store.ts";
import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";
import { freshDatabase, startTestServer, stopTestServer } from "#storage/embedded/test-database.ts";
import { must } from "#lib/must.ts";
import { migrate } from "#storage/postgres/migrate.ts";
import { multiplyLinks } from "#storage/postgres/multiply-links.ts";
import { createPostgresStore } from "#storage/postgres/postgres-store.ts";
import { sealingKey } from "#storage/secrets/envelope.ts";
import { makeWorld, mark, type World } from "../../../src/storage/store-contract/contract-world.ts";
import { silent } from "../../support/in-process-world.ts";

const HEAVY = 100_000;
const LIGHT = 50;
/** Rounds over all light bridges. To be judged: 2,000 events on either side, so that twenty of them lie above a 99th percentile and a stray one moves nothing. */
const ROUNDS = { judged: 40, told: 4 } as const;
/** Milliseconds that a lease lasts; nobody here lets one end. */
const LEASE_MS = 600_000;

interface ClaimsOutcome {
  readonly soloP99: number;
  readonly crowdP99: number;
  /** Events of light bridges that were timed, on either side. */
  readonly events: number;
  /** One batch out of the heavy bridge's backlog, the middle one, in milliseconds. */
  readonly heavyClaim: number;
}

/** Two databases of one server: the light bridges alone, and the same beside the backlog. */
export interface ClaimsScene {
  /** How long a light bridge's event takes to be marked, found, claimed and settled, alone and beside 100,000 dirty links. */
  measure(use: keyof typeof ROUNDS): Promise<ClaimsOutcome>;
  end(): Promise<void>;
}

/** Makes both, the backlog among them, which takes a while and is not measured. */
export async function prepareClaims(): Promise<ClaimsScene> {
  const closing: (() => Promise<void>)[] = [];
  const end = async (): Promise<void> => {
    for (const close of closing.reverse()) await close();
  };
  try {
    await startTestServer();
    closing.push(stopTestServer);
    const alone = await openDatabase(closing);
    const crowd = await openDatabase(closing);
    const aside = await worldsOf(alone.store, LIGHT);
    const [heavy, ...light] = (await worldsOf(crowd.store, LIGHT + 1)) as [World, ...World[]];
    await makeBacklog(heavy, crowd.connection);
    return { measure: (use) => measure(aside, light, heavy, ROUNDS[use]), end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function openDatabase(closing: (() => Promise<void>)[]): Promise<{ readonly store: Store; readonly connection: pg.ClientConfig }> {
  const { connection, drop } = await freshDatabase();
  closing.push(drop);
  await migrate(connection, systemClock.now());
  const masterKey = sealingKey(new Uint8Array(randomBytes(32)));
  const store = await createPostgresStore({ connection, setRole: true, masterKey, random: systemRandom, log: silent });
  closing.push(() => store.close());
  return { store, connection };
}

async function worldsOf(store: Store, count: number): Promise<readonly World[]> {
  const worlds: World[] = [];
  for (let number = 0; number < count; number += 1) worlds.push(await makeWorld(store));
  return worlds;
}

/** One event of each in turn, so that whatever else the machine does meets both alike; the first round is not counted. */
async function measure(aside: readonly World[], light: readonly World[], heavy: World, rounds: number): Promise<ClaimsOutcome> {
  const [solo, beside, heavyTimes]: [number[], number[], number[]] = [[], [], []];
  for (let number = 0; number <= rounds; number += 1) {
    const heavyTime = await timed(async () => void (await takeAll(heavy, 40)));
    if (number > 0) heavyTimes.push(heavyTime);
    for (const [index, world] of light.entries()) {
      const quiet = await timed(() => serve(must(aside[index], "the same bridge alone")));
      const crowded = await timed(() => serve(world));
      if (number === 0) continue;
      solo.push(quiet);
      beside.push(crowded);
    }
  }
  return { soloP99: at(solo, 0.99), crowdP99: at(beside, 0.99), heavyClaim: at(heavyTimes, 0.5), events: solo.length };
}

/** One dirty link and copies of it. */
async function makeBacklog(heavy: World, connection: pg.ClientConfig): Promise<void> {
  const { store, workspaceId, bridge } = heavy;
  await store.markDirty([mark(heavy, "heavy")], systemClock.now() - LEASE_MS);
  const sample = must(await store.linkOf(workspaceId, bridge.id, "highlevel", "heavy"), "the heavy bridge's first link").id;
  await multiplyLinks(connection, workspaceId, [{ sample, from: 1, to: HEAVY }]);
  const { dirty } = await store.counts(workspaceId, bridge.id);
  if (dirty !== HEAVY) throw new RangeError(`the heavy bridge has ${String(dirty)} dirty links`);
}

/** A light bridge's contact changes, and what follows from that. */
async function serve(world: World): Promise<void> {
  const { store, bridge } = world;
  const now = systemClock.now();
  await store.markDirty([mark(world, "c1")], now);
  await found(store, bridge.id, now);
  const links = await takeAll(world, 40);
  const rest = { outcomes: [], open: [], close: [], processed: [], journal: [], patch: {} };
  const settlements = links.map(({ id, fence, dirtyGeneration }): Settlement => ({ linkId: id, fence, dirtyGeneration, ...rest }));
  const { settled } = await store.settle(world.workspaceId, settlements, now);
  if (settled.length !== 1) throw new RangeError("a light bridge's link was not settled");
}

/** Pages through the bridges with work as a worker does, until the one looked for is there. */
async function found(store: Store, bridgeId: BridgeId, now: number): Promise<void> {
  for (let after: BridgeId | undefined; ;) {
    const page: Awaited<ReturnType<Store["bridgesWithWork"]>> = await store.bridgesWithWork(now, 64, after);
    if (page.some((work) => work.bridgeId === bridgeId)) return;
    after = page.at(-1)?.bridgeId;
    if (after === undefined) throw new RangeError("a light bridge with work was not named");
  }
}

function takeAll({ store, workspaceId, bridge }: World, limit: number): ReturnType<Store["claim"]> {
  const now = systemClock.now();
  return store.claim({ workspaceId, bridgeId: bridge.id, owner: "fairness", limit, now, leaseUntil: now + LEASE_MS });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

const at = (times: readonly number[], share: number): number => times.toSorted((one, other) => one - other)[Math.floor(times.length * share)] ?? 0;
