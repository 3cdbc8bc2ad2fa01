import { describe, expect, it } from "vitest";
import { advanceable, systemSandboxClock } from "./clock.ts";

describe("a clock that can be put forward", () => {
  it("wakes sleepers that are due, earliest first, and no others", async () => {
    const clock = advanceable({ now: () => 1_000, sleep: () => new Promise(() => {}) });
    const woken: string[] = [];
    void clock.sleep(300).then(() => woken.push("late"));
    void clock.sleep(100).then(() => woken.push("early"));
    void clock.sleep(200).then(() => woken.push("middle"));
    void clock.sleep(301).then(() => woken.push("too late"));
    clock.advance(300);
    await Promise.resolve();
    await Promise.resolve();
    expect([clock.now(), woken]).toEqual([1_300, ["early", "middle", "late"]]);
    clock.advance(1);
    await Promise.resolve();
    await Promise.resolve();
    expect(woken).toEqual(["early", "middle", "late", "too late"]);
  });

  it("runs on with the clock beneath it", async () => {
    const clock = advanceable(systemSandboxClock);
    clock.advance(86_400_000);
    const started = clock.now();
    expect(started - systemSandboxClock.now()).toBeGreaterThan(86_399_000);
    const keptAlive = setTimeout(() => {}, 5_000);
    await clock.sleep(20);
    clearTimeout(keptAlive);
    expect(clock.now() - started).toBeGreaterThanOrEqual(19);
  });
});
