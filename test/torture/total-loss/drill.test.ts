import { expect, it } from "vitest";
import { restoreMemory } from "#storage/memory/memory-backup.ts";
import { copyState, type MemoryState } from "#storage/memory/memory-state.ts";
import { drill, type PutBack } from "./drill.ts";

/** A restore that changes nothing but what stops the engine from working at all. */
const bare: PutBack = ({ state }, now): MemoryState => {
  const copy = copyState(state);
  for (const [id, link] of copy.links) {
    const marked = link.state === "active" ? { dirty: true, dueAt: now, dirtyReasons: ["sweep" as const] } : {};
    copy.links.set(id, { ...link, leaseOwner: null, leaseUntil: 0, ...marked });
  }
  return copy;
};
/** As it should be, but for bases that are believed as if they were of today. */
const believing: PutBack = (backup, now) => {
  const state = restoreMemory(backup, now);
  for (const [id, link] of state.links) state.links.set(id, { ...link, base: backup.state.links.get(id)?.base ?? null });
  return state;
};
const violationsOf = async (putBack: PutBack): Promise<string> => {
  const outcomes = [];
  for (let seed = 1; seed <= 6; seed += 1) outcomes.push(await drill(seed, "backup", putBack));
  return outcomes.flatMap(({ violations }) => violations).join("\n");
};

it("T3 a drill's seed gives the same trace twice, with a backup and with nothing", { timeout: 120_000 }, async () => {
  for (const kept of ["backup", "nothing"] as const) {
    const [one, two] = [await drill(5, kept), await drill(5, kept)];
    expect(one.violations).toEqual([]);
    expect(two.trace).toBe(one.trace);
  }
});

it("I5 the drill notices a restore that pauses nothing and believes old bases", { timeout: 120_000 }, async () => {
  const found = await violationsOf(bare);
  expect(found).toContain("writes before a person had switched the bridge on");
  expect(found).toContain("nothing keeps what stood there");
});

it("I5 the drill notices when a newer value loses to an older one", { timeout: 120_000 }, async () => {
  expect(await violationsOf(believing)).toContain("was newer and lost");
});
