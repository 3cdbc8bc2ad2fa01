import { expect, it } from "vitest";
import { silenceIn } from "./silence-in.ts";

const HOUR_MS = 3_600_000;

it("calls a silence alarming when it is more than twice as long as any before it, and longer than a quarter of an hour", () => {
  expect(silenceIn({ silentMs: 5 * HOUR_MS, usualMs: 2 * HOUR_MS })).toEqual({ silentMs: 5 * HOUR_MS, usualMs: 2 * HOUR_MS });
  expect(silenceIn({ silentMs: 4 * HOUR_MS, usualMs: 2 * HOUR_MS })).toBeNull();
  expect(silenceIn({ silentMs: 600_000, usualMs: 1_000 })).toBeNull();
});

it("says nothing where too little is known to tell what is usual", () => {
  expect(silenceIn({ silentMs: 5 * HOUR_MS })).toBeNull();
  expect(silenceIn({ usualMs: HOUR_MS })).toBeNull();
});
