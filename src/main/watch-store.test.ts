import { expect, it } from "vitest";
import { VirtualClock } from "../../test/support/virtual-clock.ts";
import { watchStore } from "./watch-store.ts";

it("tells once when the store goes away and once when it is back, and nothing after it was stopped", async () => {
  const clock = new VirtualClock();
  const looks = [true, false, false, false, true, true, false];
  const told: boolean[] = [];
  let looked = 0;
  const stop = watchStore({ clock, store: { healthy: async () => looks[looked++] ?? true } }, (answers) => told.push(answers));
  await clock.sleep(13_000);
  expect(looked).toBe(6);
  stop();
  await clock.sleep(10_000);
  expect(told).toEqual([false, true]);
  expect(looked).toBe(6);
});
