import { describe, expect, it } from "vitest";
import { VirtualClock } from "../../../test/support/virtual-clock.ts";
import { SignInAttempts } from "./sign-in-attempts.ts";

const HOUR_MS = 3_600_000;
const GUESSES = 10_000;

/** So many guesses, evenly over an hour; returns how many were looked at. */
function storm(guess: (turn: number) => { readonly account: string; readonly place: string }): number {
  const clock = new VirtualClock();
  const attempts = new SignInAttempts(clock);
  let looked = 0;
  for (let turn = 0; turn < GUESSES; turn += 1) {
    const { account, place } = guess(turn);
    if (attempts.waitMs(account, place) === 0) {
      attempts.begin(account, place);
      looked += 1;
    }
    clock.advance(HOUR_MS / GUESSES);
  }
  return looked;
}

describe("guessing of passwords", () => {
  it.each([
    ["one account from one place", () => ({ account: "ada@example.com", place: "192.0.2.1" })],
    ["many accounts from one place", (turn: number) => ({ account: `${String(turn)}@example.com`, place: "192.0.2.1" })],
    ["one account from many places", (turn: number) => ({ account: "ada@example.com", place: `place ${String(turn)}` })],
  ])("of 10,000 guesses in an hour at %s looks at no more than 30", (_name, guess) => {
    const looked = storm(guess);
    expect(looked).toBeGreaterThan(5);
    expect(looked).toBeLessThanOrEqual(30);
  });

  it("counts guesses that come together before any of them is answered", () => {
    const attempts = new SignInAttempts(new VirtualClock());
    let looked = 0;
    for (let turn = 0; turn < 100; turn += 1) {
      if (attempts.waitMs("ada", "here") > 0) continue;
      attempts.begin("ada", "here");
      looked += 1;
    }
    expect(looked).toBe(5);
  });

  it("never shuts out whoever has signed in from there before, however much others guess", () => {
    const clock = new VirtualClock();
    const attempts = new SignInAttempts(clock);
    attempts.begin("ada", "office");
    attempts.succeed("ada", "office");
    for (let turn = 0; turn < 1_000; turn += 1) {
      attempts.begin("ada", `elsewhere ${String(turn)}`);
      attempts.begin(`other ${String(turn)}`, "office");
    }
    expect(attempts.waitMs("ada", "elsewhere")).toBe(300_000);
    expect(attempts.waitMs("ada", "office")).toBe(0);
  });

  it("waits five minutes at most, forgets after a right guess, and after a day without a wrong one", () => {
    const clock = new VirtualClock();
    const attempts = new SignInAttempts(clock);
    for (let turn = 0; turn < 50; turn += 1) attempts.begin("ada", "here");
    expect(attempts.waitMs("ada", "here")).toBe(300_000);
    clock.advance(300_000);
    expect(attempts.waitMs("ada", "here")).toBe(0);
    attempts.begin("ada", "here");
    attempts.succeed("ada", "here");
    expect(attempts.waitMs("ada", "here")).toBe(0);
    for (let turn = 0; turn < 50; turn += 1) attempts.begin("bob", "there");
    clock.advance(25 * HOUR_MS);
    attempts.begin("bob", "there");
    expect(attempts.waitMs("bob", "there")).toBe(0);
  });
});
