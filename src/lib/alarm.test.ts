import { expect, it } from "vitest";
import { VirtualClock } from "../../test/support/virtual-clock.ts";
import { Alarm } from "./alarm.ts";
import { systemClock } from "./system-clock.ts";

it.each([
  ["the machine's clock", systemClock],
  ["a clock of tests", new VirtualClock()],
])("ends a sleep by %s with its reason", async (_name, clock) => {
  const alarm = new Alarm();
  const sleep = clock.sleep(60_000, alarm).catch((reason: unknown) => reason);
  alarm.give("sooner");
  expect(await sleep).toBe("sooner");
});

it("ends a sleep that begins after it was given", async () => {
  const alarm = new Alarm();
  alarm.give("long since");
  await expect(systemClock.sleep(60_000, alarm)).rejects.toBe("long since");
});

it("is given once, and to nobody who has left", () => {
  const heard: string[] = [];
  const alarm = new Alarm();
  const leaver = (): void => void heard.push("left");
  alarm.addEventListener("abort", () => heard.push("stayed"));
  alarm.addEventListener("abort", leaver);
  alarm.removeEventListener("abort", leaver);
  alarm.give("first");
  alarm.give("second");
  expect(heard).toEqual(["stayed"]);
  expect(alarm.reason).toBe("first");
});
