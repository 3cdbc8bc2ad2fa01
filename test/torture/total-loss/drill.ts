import { createHash } from "node:crypto";
import type { Bridge } from "#core/bridge.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { ConflictPolicy } from "#core/mapping/field-map.ts";
import { must } from "#lib/must.ts";
import { Prng } from "#sandbox/kit/prng.ts";
import { backupMemory, restoreMemory, type MemoryBackup } from "#storage/memory/memory-backup.ts";
import { emptyState, type MemoryState } from "#storage/memory/memory-state.ts";
import { createMemoryStore } from "#storage/memory/memory-store.ts";
import { configure } from "../../support/in-process-world.ts";
import { judge } from "../simulator/oracle.ts";
import type { History } from "../simulator/people.ts";
import { beBorn, createUniverse, type Mortal, type Universe } from "../simulator/universe.ts";
import { clearUp } from "../simulator/weather.ts";
import { ForgetfulPeople } from "./forgetful-people.ts";
import { judgeRecovery, type RecoveryFindings, type Remembered } from "./recovery-oracle.ts";
import { lookAround, type Sight } from "./sight.ts";

/** What is left of the database. */
export type Kept = "nothing" | "backup";

export interface DrillOutcome {
  readonly seed: number;
  readonly kept: Kept;
  readonly violations: readonly string[];
  readonly edits: number;
  readonly counts: RecoveryFindings["counts"];
  /** Hash over what both vendors hold in the end (T3). */
  readonly trace: string;
}

interface Circumstances {
  readonly contacts: number;
  readonly processes: number;
  readonly editsBefore: number;
  readonly editsMeanwhile: number;
  readonly editsAfter: number;
  /** Milliseconds of work before the loss. */
  readonly workMs: number;
  readonly backups: number;
  readonly policy: ConflictPolicy;
  readonly onDelete: Bridge["onDelete"];
  readonly mayDelete: boolean;
  readonly faultChance: number;
  readonly dropped: number;
}

const INTERVALS = { highlevelNarrowMs: 12_000, highlevelFullMs: 30_000, incidentFullMs: 10_000 } as const;
/** Milliseconds of virtual time within which a recovery, or a calm, must have come to rest. */
const REST_MS = 600_000;
const LOOK_MS = 15_000;

function circumstancesOf(seed: number): Circumstances {
  const prng = new Prng(seed * 6_151 + 7);
  return {
    contacts: 3 + prng.below(5),
    processes: 1 + prng.below(2),
    editsBefore: 10 + prng.below(30),
    editsMeanwhile: prng.below(12),
    editsAfter: prng.below(12),
    workMs: 20_000 + prng.below(60_000),
    backups: 1 + prng.below(3),
    policy: prng.pick(["ask", "highlevel", "incident", "newest"] as const),
    onDelete: prng.pick(["unlink", "delete"] as const),
    mayDelete: prng.fraction() < 0.4,
    faultChance: prng.pick([0, 0, 0.05, 0.2]),
    dropped: prng.pick([0, 0.2, 1]),
  };
}

/** How a backup is put back; a drill of the drill hands in a wrong one. */
export type PutBack = (backup: MemoryBackup, now: number) => MemoryState;

/**
 * One life of traffic, then the database is gone at a random moment, people go on working, and a new life begins with a backup or with nothing
 * over the same two vendors.
 */
export async function drill(seed: number, kept: Kept, putBack: PutBack = restoreMemory): Promise<DrillOutcome> {
  const given = circumstancesOf(seed);
  const prng = new Prng(seed + 3);
  const first = await createUniverse({ seed, contacts: given.contacts, limits: "off" });
  const bridge = await first.bridge();
  const fields = bridge.fields.map((map) => ({ ...map, policy: given.policy }));
  await first.store.saveBridge({ ...bridge, fields, onDelete: given.onDelete });
  const people = new ForgetfulPeople(first, prng);
  const backups = await liveUntilLost(first, people, prng, given);
  await workWithout(first, people, prng, given);
  const before = await observe(first);
  const backup = kept === "backup" ? prng.pick(backups) : null;
  const second = backup === null ? await beginAgain(first, given, fields) : beginWith(first, putBack(backup, first.clock.now()));
  const { life, early } = await recover(second, backup === null);
  const after = await observe(second);
  const findings = await findingsOf({ first, second, before, after, backup });
  const aftermath = await goOn(second, life, people, prng, given);
  life.life.kill();
  return {
    seed,
    kept,
    edits: people.edits,
    counts: findings.counts,
    violations: [...early, ...findings.violations, ...aftermath],
    trace: await traceOf(second),
  };
}

/** Traffic with faults, backups at random moments, and the death of every process in the middle of whatever it does. */
async function liveUntilLost(universe: Universe, people: ForgetfulPeople, prng: Prng, given: Circumstances): Promise<readonly MemoryBackup[]> {
  const { clock, state } = universe;
  const lives = await Promise.all(Array.from({ length: given.processes }, () => beBorn(universe)));
  universe.highlevel.control.webhooksTo(async (headers, body) => prng.pick(lives).receive(headers, body));
  for (const life of lives) life.run(INTERVALS);
  await clock.sleep(10_000);
  setFaults(universe, given);
  const moments = [
    ...Array.from({ length: given.editsBefore }, () => ({ at: prng.below(given.workMs), act: "edit" as const })),
    ...Array.from({ length: given.backups }, () => ({ at: prng.below(given.workMs), act: "backup" as const })),
  ].toSorted((one, other) => one.at - other.at);
  const backups: MemoryBackup[] = [];
  const began = clock.now();
  for (const { at, act } of moments) {
    await clock.sleep(Math.max(0, began + at - clock.now()));
    if (act === "edit") people.act(given.mayDelete);
    else backups.push(backupMemory(state, clock.now()));
  }
  await clock.sleep(prng.below(8_000));
  for (const { life } of lives) life.kill();
  return backups;
}

function setFaults({ highlevel, incident }: Universe, { faultChance, dropped }: Circumstances): void {
  highlevel.control.setDeliveryFaults({ drop: dropped, duplicate: 0.1, reorder: 0.1, maxDelayMs: 2_000 });
  if (faultChance === 0) return;
  const kinds = ["timeout-after", "500-after", "500-before", "refuse"] as const;
  for (const { control } of [highlevel, incident])
    control.setFaults(kinds.map((kind) => ({ fault: { kind }, probability: faultChance / kinds.length })));
}

/** Nobody remembers anything, and people go on working; what was under way at a vendor comes to its end first. */
async function workWithout(universe: Universe, people: ForgetfulPeople, prng: Prng, given: Circumstances): Promise<void> {
  await universe.clock.sleep(60_000);
  clearUp(universe);
  universe.highlevel.control.webhooksTo(async () => Promise.resolve(0));
  universe.highlevel.control.setDeliveryFaults({ drop: 0, duplicate: 0, reorder: 0, maxDelayMs: 0 });
  for (let edit = 0; edit < given.editsMeanwhile; edit += 1) {
    await universe.clock.sleep(prng.below(5_000));
    people.act(given.mayDelete);
  }
  await universe.clock.sleep(1_000);
}

/** Looks around through a process that does nothing else and is gone afterwards. */
async function observe(universe: Universe): Promise<Sight> {
  const { life, vendors } = await beBorn(universe);
  const sight = await lookAround(await vendors.sides(await universe.bridge()));
  life.kill();
  return sight;
}

/** The same accounts are connected as if for the first time. */
async function beginAgain(first: Universe, given: Circumstances, fields: Bridge["fields"]): Promise<Universe> {
  const state = emptyState();
  const store = createMemoryStore({ clock: first.clock, random: first.random, state });
  const workspaceId = first.random.uuid() as WorkspaceId;
  const bridgeId = await configure({ store, random: first.random }, workspaceId, first.highlevel, first.incident, "live");
  const bridge = async (): Promise<Bridge> => must(await store.bridge(workspaceId, bridgeId), "the bridge");
  await store.saveBridge({ ...(await bridge()), fields, onDelete: given.onDelete });
  return { ...first, store, state, workspaceId, bridgeId, calls: [], bridge };
}

function beginWith(first: Universe, state: MemoryState): Universe {
  const store = createMemoryStore({ clock: first.clock, random: first.random, state });
  const bridge = async (): Promise<Bridge> => must(await store.bridge(first.workspaceId, first.bridgeId), "the bridge");
  return { ...first, store, state, calls: [], bridge };
}

/** Starts a process over the new database; with a backup it must write nothing before a person switches the bridge on. */
async function recover(universe: Universe, isLive: boolean): Promise<{ readonly life: Mortal; readonly early: readonly string[] }> {
  const mortal = await beBorn(universe);
  universe.highlevel.control.webhooksTo(async (headers, body) => mortal.receive(headers, body));
  mortal.run(INTERVALS);
  const writes = writesOf(universe);
  if (!isLive) {
    await universe.clock.sleep(60_000);
    await mortal.app.setBridgeMode(universe.bridgeId, "live", "drill");
  }
  const early = writesOf(universe) - writes;
  await comeToRest(universe);
  return { life: mortal, early: early > 0 ? [`I5 ${String(early)} writes before a person had switched the bridge on`] : [] };
}

async function comeToRest({ clock, store, workspaceId, bridgeId, state }: Universe): Promise<void> {
  const until = clock.now() + REST_MS;
  do await clock.sleep(LOOK_MS);
  while (clock.now() < until && (!hasLoaded(state) || (await store.counts(workspaceId, bridgeId)).dirty > 0));
  // One more round of every sweep.
  await clock.sleep(2 * INTERVALS.highlevelFullMs);
}

const hasLoaded = ({ cursors }: MemoryState): boolean => [...cursors].some(([name, value]) => name.includes("backfill") && value.includes('"done"'));

interface Finding {
  readonly first: Universe;
  readonly second: Universe;
  readonly before: Sight;
  readonly after: Sight;
  readonly backup: MemoryBackup | null;
}

async function findingsOf({ first, second, before, after, backup }: Finding): Promise<RecoveryFindings> {
  const found = judgeRecovery({
    bridge: await second.bridge(),
    before,
    after,
    lost: rememberedIn(first.state),
    lostFingerprint: await first.store.fingerprinter(first.workspaceId),
    backup: backup === null ? null : rememberedIn(backup.state),
    found: rememberedIn(second.state),
  });
  return { ...found, violations: [...found.violations, ...(await ordinary(second))] };
}

const rememberedIn = ({ links, conflicts }: MemoryState): Remembered => ({ links: [...links.values()], conflicts: [...conflicts.values()] });

/** What holds of any database that has come to rest: sides equal or asked about, nothing twice, the chain whole. */
async function ordinary(universe: Universe): Promise<readonly string[]> {
  return (await judge(universe, nobody, { quirks: "plain", flows: false, withoutPairs: true })).violations;
}

/** People of whom no account is kept: the oracle of recoveries knows what they did. Records that stand alone are its business, too. */
const nobody: History = {
  edits: [],
  removals: [],
  outlived: new Set(),
  tagsRemoved: new Set(),
  lostMarkers: [],
  cutLines: [],
  gone: new Set(),
  deletedEmails: new Map(),
  archived: new Map(),
  foreign: new Set(),
};

/** A person answers every question, people go on editing, and all must be as it always is. */
async function goOn(universe: Universe, life: Mortal, people: ForgetfulPeople, prng: Prng, given: Circumstances): Promise<readonly string[]> {
  const quiet = writesOf(universe);
  await universe.clock.sleep(2 * INTERVALS.highlevelFullMs);
  const restless = writesOf(universe) - quiet;
  const answered = await answerAll(universe, life, prng);
  await comeToRest(universe);
  const stillOpen = [...universe.state.conflicts.values()].filter(({ id, closedAt }) => answered.has(id) && closedAt === null);
  for (let edit = 0; edit < given.editsAfter; edit += 1) {
    await universe.clock.sleep(prng.below(4_000));
    people.act(false);
  }
  await comeToRest(universe);
  return [
    ...(restless > 0 ? [`E1 ${String(restless)} writes after the recovery had come to rest`] : []),
    ...stillOpen.map(({ field, kind }) => `M2 the answer about ${field} (${kind}) was not carried out`),
    ...(await ordinary(universe)).map((violation) => `afterwards ${violation}`),
  ];
}

/** Answers what is asked about fields, one way or the other. Returns the ids. */
async function answerAll({ store, workspaceId }: Universe, { app }: Mortal, prng: Prng): Promise<ReadonlySet<string>> {
  const open = await store.conflicts(workspaceId, { state: "open", limit: 1_000 });
  const fields = open.filter(({ kind, resolution }) => kind !== "ambiguous" && kind !== "delete-edit" && resolution === null);
  for (const { id } of fields) await app.resolveConflict(id, { choose: prng.fraction() < 0.5 ? "left" : "right" }, "drill");
  return new Set(fields.map(({ id }) => id));
}

const writesOf = ({ highlevel, incident }: Universe): number => highlevel.control.counters().writes + incident.control.counters().writes;

async function traceOf({ store, workspaceId, highlevel, incident }: Universe): Promise<string> {
  const journal = await store.journal(workspaceId, { limit: 100_000 });
  return createHash("sha256")
    .update(JSON.stringify([journal, highlevel.control.contacts(), incident.control.entries()]))
    .digest("hex");
}
