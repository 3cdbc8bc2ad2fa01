import { expect, it } from "vitest";
import { VirtualClock } from "../../../test/support/virtual-clock.ts";
import { createTimeLimit } from "./time-limit.ts";

it("answers for work that takes too long, each in its time, and lets the rest through", async () => {
  const clock = new VirtualClock();
  const inTime = createTimeLimit(clock, 1_000);
  const began = clock.monotonicMs();
  const answers: [string, number][] = [];
  const ask = async (work: Promise<string>): Promise<void> => {
    answers.push([await inTime(work, () => "late"), clock.monotonicMs() - began]);
  };
  const never = new Promise<string>(() => undefined);
  const first = ask(never);
  const quick = ask(Promise.resolve("done"));
  const second = clock.sleep(400).then(() => ask(never));
  await Promise.all([first, quick, second]);
  expect(answers).toEqual([
    ["done", 0],
    ["late", 1_000],
    ["late", 1_400],
  ]);
});

it("hands on a failure that came in time", async () => {
  const inTime = createTimeLimit(new VirtualClock(), 1_000);
  await expect(inTime(Promise.reject(new RangeError("away")), () => "late")).rejects.toThrow("away");
});
