import { Town, type Resident } from "./town.ts";

/** Keys of the organisation. The first one is the heavy bridge's, and some light ones share it. */
const KEYS = 6;
const LIGHT = 50;
const CONTACTS = 4;
/** Dirty links of the heavy bridge, and how many of them a first load has just read: more than the limits let through in this time. */
const HEAVY = 100_000;
const HEAVY_SHOWN = 3_000;
/** Edits of the one bridge that is measured alone, one after the other. */
const SOLO_EDITS = 120;
/** Edits of each light bridge beside the heavy one, and the milliseconds between them. */
const EDITS = 8;
const EVERY_MS = 5_000;
/** Milliseconds after which nobody waits for an edit any more. */
const LATE_MS = 60_000;
/** Milliseconds until the heavy bridge has used up what its key had saved, so that only the refill is left. */
const DRAIN_MS = 10_000;

export interface CrowdOutcome {
  /** Milliseconds from a person's edit to the write at the other vendor, 99 of 100 within. */
  readonly soloP99: number;
  readonly ownKeyP99: number;
  readonly sharedKeyP99: number;
  readonly edits: number;
  /** Links that the heavy bridge got linked meanwhile. */
  readonly heavyLinked: number;
  readonly violations: number;
}

/** A light bridge alone, then fifty of them beside one with a hundred thousand dirty links. */
export async function crowd(seed: number): Promise<CrowdOutcome> {
  const town = await Town.found(seed, KEYS);
  town.startWork();
  const light: Resident[] = [];
  for (let number = 0; number < LIGHT; number += 1) {
    const resident = await town.addBridge(number % KEYS, CONTACTS);
    await town.makeDue(resident, resident.contacts, town.clock.now());
    light.push(resident);
  }
  const heavy = await town.addBridge(0, HEAVY_SHOWN);
  for (const resident of light) await town.untilAtRest(resident);
  // Until every key has saved all that it can.
  await town.clock.sleep(60_000);
  const solo = await alone(town, light[1] as Resident);
  await town.showPages(heavy);
  await town.makeDue(heavy, heavy.contacts, town.clock.now() - 10_000);
  const rest = Array.from({ length: HEAVY - HEAVY_SHOWN }, (_unused, index) => `unread${String(index).padStart(14, "0")}`);
  await town.makeDue(heavy, rest, town.clock.now() - 5_000);
  await town.clock.sleep(DRAIN_MS);
  const before = town.linked(heavy);
  const waits = await Promise.all(light.map((resident, index) => edits(town, resident, index)));
  const heavyLinked = town.linked(heavy) - before;
  const shared = waits.filter((_waits, index) => light[index]?.key === heavy.key).flat();
  const own = waits.filter((_waits, index) => light[index]?.key !== heavy.key).flat();
  await town.stopWork();
  return {
    soloP99: p99(solo),
    ownKeyP99: p99(own),
    sharedKeyP99: p99(shared),
    edits: waits.flat().length,
    heavyLinked,
    violations: town.violations(),
  };
}

async function alone(town: Town, resident: Resident): Promise<readonly number[]> {
  const waits: number[] = [];
  for (let number = 0; number < SOLO_EDITS; number += 1) {
    waits.push(await town.edit(resident.contacts[number % CONTACTS] as string, phone(number)));
    await town.clock.sleep(500);
  }
  return waits;
}

/** One bridge's edits, each at its own moment whatever became of those before. */
async function edits(town: Town, { contacts }: Resident, place: number): Promise<readonly number[]> {
  await town.clock.sleep((place * EVERY_MS) / LIGHT);
  const began: Promise<number>[] = [];
  for (let number = 0; number < EDITS; number += 1) {
    began.push(town.edit(contacts[number % CONTACTS] as string, phone(5_000 + number)));
    await town.clock.sleep(EVERY_MS);
  }
  const late = town.clock.sleep(LATE_MS).then(() => LATE_MS);
  return Promise.all(began.map((one) => Promise.race([one, late])));
}

const phone = (number: number): string => `+1212555${String(1_000 + number)}`;

const p99 = (waits: readonly number[]): number => waits.toSorted((one, other) => one - other)[Math.floor(waits.length * 0.99)] ?? Number.NaN;
