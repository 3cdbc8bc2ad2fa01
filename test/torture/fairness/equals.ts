import { Town, type Resident } from "./town.ts";

const KEYS = 3;
const BRIDGES = 24;
/** Contacts of each bridge: more than its share of the limits lets through in this time. */
const CONTACTS = 220;
const FOR_MS = 20_000;

export interface EqualsOutcome {
  /** 1 when all get the same, 1/n when one gets everything. */
  readonly jain: number;
  readonly least: number;
  readonly most: number;
  readonly violations: number;
}

/** Bridges that all want the same, more than there is: how evenly they are served. */
export async function equals(seed: number): Promise<EqualsOutcome> {
  const town = await Town.found(seed, KEYS);
  const residents: Resident[] = [];
  for (let number = 0; number < BRIDGES; number += 1) residents.push(await town.addBridge(number % KEYS, CONTACTS));
  for (const resident of residents) await town.showPages(resident);
  for (const resident of residents) await town.makeDue(resident, resident.contacts, town.clock.now());
  town.startWork();
  await town.clock.sleep(FOR_MS);
  const linked = residents.map((resident) => town.linked(resident));
  await town.stopWork();
  return { jain: jainOf(linked), least: Math.min(...linked), most: Math.max(...linked), violations: town.violations() };
}

/** Jain's index of fairness: the square of the sum, for n times the sum of the squares. */
function jainOf(shares: readonly number[]): number {
  const sum = shares.reduce((total, share) => total + share, 0);
  const squares = shares.reduce((total, share) => total + share * share, 0);
  return squares === 0 ? 0 : (sum * sum) / (shares.length * squares);
}
