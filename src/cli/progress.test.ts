import { describe, expect, it } from "vitest";
import { createProgress, progressText, timeText } from "./progress.ts";

function atTerminal(isTTY: boolean): { readonly line: ReturnType<typeof createProgress>; readonly written: string[]; pass(ms: number): void } {
  let now = 0;
  const written: string[] = [];
  const line = createProgress({ write: (text) => written.push(text), isTTY, columns: 60 }, { monotonicMs: () => now }, true);
  return { line, written, pass: (ms) => void (now += ms) };
}

describe("progress", () => {
  it("tells count, rate, time left and quota", () => {
    expect(progressText({ stage: "linking", done: 300, total: 1_200, quota: "HighLevel 63/100" }, 300, 10_000)).toBe(
      "linking: 300 of 1,200 · 30/s · 30 s left · HighLevel 63/100",
    );
    expect(progressText({ stage: "reading", done: 5, total: null }, 5, 10_000)).toBe("reading: 5 · 0.5/s");
    expect(progressText({ stage: "reading", done: 5, total: 9 }, 5, 10)).toBe("reading: 5 of 9");
  });

  it("rewrites one line on a terminal, at most ten times a second, no longer than the terminal", () => {
    const { line, written, pass } = atTerminal(true);
    for (let done = 0; done < 20; done += 1) {
      line.report({ stage: "a stage with quite a long name that would wrap", done, total: 1_000_000 });
      pass(50);
    }
    expect(written).toHaveLength(10);
    expect(written.every((text) => text.startsWith("\r\u001B[2K") && text.length <= 59 + 5)).toBe(true);
  });

  it("writes one line each ten seconds into a pipe", () => {
    const { line, written, pass } = atTerminal(false);
    for (let second = 0; second < 35; second += 1) {
      line.report({ stage: "linking", done: second, total: 35 });
      pass(1_000);
    }
    expect(written).toHaveLength(3);
    expect(written.every((text) => text.endsWith("\n") && !text.includes("\u001B"))).toBe(true);
  });

  it.each([
    [0, "0 s"],
    [59, "59 s"],
    [60, "1 min"],
    [130, "2 min 10 s"],
    [3_600, "1 h"],
    [3_900, "1 h 5 min"],
  ])("says %i seconds as %s", (seconds, text) => {
    expect(timeText(seconds)).toBe(text);
  });
});
