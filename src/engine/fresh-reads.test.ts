import { expect, it } from "vitest";
import type { BridgeId } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import { FreshReads } from "./fresh-reads.ts";

const BRIDGE = "bridge" as BridgeId;

/** Fresh reads at a time that stands still until it is moved. */
function atRest(): { readonly fresh: FreshReads; readonly pass: (ms: number) => void } {
  let nowMs = 0;
  const clock: Clock = { now: () => nowMs, monotonicMs: () => nowMs, sleep: () => Promise.resolve() };
  return { fresh: new FreshReads(clock), pass: (ms) => (nowMs += ms) };
}

it("S6 changes trickle in while pages serve the last batch and it took all that was due, for five seconds", () => {
  const { fresh, pass } = atRest();
  expect(fresh.trickles(BRIDGE)).toBe(false);
  fresh.noteBatch(BRIDGE, { byPages: true, tookAll: false });
  expect(fresh.trickles(BRIDGE)).toBe(false);
  fresh.noteBatch(BRIDGE, { byPages: true, tookAll: true });
  expect([fresh.streak(BRIDGE), fresh.trickles(BRIDGE)]).toEqual([2, true]);
  expect(fresh.trickles("another" as BridgeId)).toBe(false);
  pass(5_000);
  expect([fresh.streak(BRIDGE), fresh.trickles(BRIDGE)]).toEqual([0, false]);
});

it("S6 a batch that is read by id ends the streak, and nothing gathers behind it", () => {
  const { fresh } = atRest();
  fresh.noteBatch(BRIDGE, { byPages: true, tookAll: true });
  fresh.noteBatch(BRIDGE, { byPages: false, tookAll: true });
  expect([fresh.streak(BRIDGE), fresh.trickles(BRIDGE)]).toEqual([0, false]);
});
