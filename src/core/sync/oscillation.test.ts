import { describe, expect, it } from "vitest";
import { FLIP_LIMIT, FLIP_WINDOW_MS, isOscillating, noteFlip } from "./oscillation.ts";

const NOW = 1_800_000_000_000;
const fingerprint = (text: string): string => `f:${text}`;
const held = (...values: readonly (readonly [value: string, agoMs: number])[]) => values.map(([value, agoMs]) => ({ at: NOW - agoMs, value }));

describe("the history of a field's values", () => {
  it("E3 begins with the value that was left, on the side that is written", () => {
    const note = (current: { left: string; right: string }, target: { left: string; right: string }) =>
      noteFlip([], { kind: "text" }, current, target, NOW, fingerprint).map(({ at, value }) => [at, value]);
    expect(note({ left: "a", right: "b" }, { left: "a", right: "a" })).toEqual([
      [NOW, "f:string:b"],
      [NOW, "f:string:a"],
    ]);
    expect(note({ left: "a", right: "b" }, { left: "b", right: "b" })).toEqual([
      [NOW, "f:string:a"],
      [NOW, "f:string:b"],
    ]);
  });

  it("E3 goes on with the values of ten minutes and forgets older ones", () => {
    const history = held(["old", FLIP_WINDOW_MS], ["kept", FLIP_WINDOW_MS - 1]);
    const next = noteFlip(history, { kind: "text" }, { left: "x", right: "x" }, { left: "x", right: "y" }, NOW, fingerprint);
    expect(next.map(({ value }) => value)).toEqual(["kept", "f:string:y"]);
  });

  it("E3 knows a set by its elements together, and tells a set from another with the same letters", () => {
    const mark = (value: readonly string[]) =>
      noteFlip([], { kind: "set" }, { left: [], right: [] }, { left: [], right: value }, NOW, fingerprint).at(-1)?.value;
    expect(mark(["a", "b"])).toBe("f:a\nb");
    expect(mark(["ab"])).toBe("f:ab");
  });
});

describe("oscillation", () => {
  const toAndFro = (values: number): ReturnType<typeof held> =>
    held(...Array.from({ length: values }, (_, index) => [index % 2 === 0 ? "a" : "b", (values - index) * 1_000] as const));

  it("E3 begins with the third return to a value held before, not with the second", () => {
    expect(isOscillating(toAndFro(2 + FLIP_LIMIT - 1), NOW)).toBe(false);
    expect(isOscillating(toAndFro(2 + FLIP_LIMIT), NOW)).toBe(true);
  });

  it("E3 does not count what is ten minutes old", () => {
    const [first, ...rest] = toAndFro(2 + FLIP_LIMIT) as [{ at: number; value: string }];
    expect(isOscillating([{ ...first, at: NOW - FLIP_WINDOW_MS + 1 }, ...rest], NOW)).toBe(true);
    expect(isOscillating([{ ...first, at: NOW - FLIP_WINDOW_MS }, ...rest], NOW)).toBe(false);
  });

  it("E3 is no matter of many values, but of values that return", () => {
    expect(isOscillating(held(["a", 5], ["b", 4], ["c", 3], ["d", 2], ["e", 1]), NOW)).toBe(false);
    expect(isOscillating([], NOW)).toBe(false);
  });
});
