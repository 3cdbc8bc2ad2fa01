import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { HighwireError } from "#core/errors.ts";
import { projectRoot } from "../support/project-files.ts";
import { hasFailed, notRunOf, runSuites, summaryOf } from "./run-suites.ts";
import type { Order, Report, Suite } from "./suite.ts";

const order = (said: string[]): Order => ({
  seeds: 1,
  from: 1,
  flows: false,
  long: false,
  untimed: false,
  mutant: null,
  minutes: null,
  processors: 1,
  say: (line) => void said.push(line),
});
const suite = (name: string, run: () => Promise<Report>): Suite => ({ name, about: `what ${name} proves`, longestMinutes: () => 1, run });
const good = suite("good", async () => ({ counts: { seeds: 3, "p99 ms": "1.5" }, violations: [] }));
const bad = suite("bad", async () => ({ counts: { seeds: 3 }, violations: ["I4 a record exists twice", "E1 somebody wrote"] }));

describe("the rig", () => {
  it("ends with every count of every suite and with one line for all", async () => {
    const run = await runSuites([good, bad], order([]));
    const { told } = run;
    const seconds = (index: number): string => String(told[index]?.seconds);
    expect(summaryOf(run).split("\n")).toEqual([
      `ok   good: 3 seeds, 1.5 p99 ms, 0 violations (${seconds(0)} s)`,
      `FAIL bad: 3 seeds, 2 violations (${seconds(1)} s)`,
      "FAIL torture: 1 suites passed, 1 failed (0.0 min)",
      "",
    ]);
  });

  it("names what this machine could not run, with the reason", async () => {
    const lame: Suite = suite("lame", async () => ({ counts: {}, violations: [], notRun: ["no legs: they are at home"] }));
    const run = await runSuites([lame, good], order([]));
    expect(notRunOf(run.told)).toEqual(["torture, lame: no legs: they are at home"]);
    expect(summaryOf(run).split("\n").slice(2)).toEqual([
      "skip torture, lame: no legs: they are at home",
      "ok   torture: 2 suites passed, 0 failed, 1 pieces not run (0.0 min)",
      "",
    ]);
  });

  it("tells each violation as soon as its suite has ended, and goes on with the next suite", async () => {
    const said: string[] = [];
    const { told } = await runSuites([bad, good], order(said));
    expect(said).toEqual(["── bad: what bad proves", "   ✗ I4 a record exists twice", "   ✗ E1 somebody wrote", "── good: what good proves"]);
    expect(told.map(hasFailed)).toEqual([true, false]);
  });

  it("fails for a suite that breaks, and says why", async () => {
    const broken = suite("broken", () => Promise.reject(new HighwireError("HW_INVARIANT", { detail: "no such thing" })));
    const [told] = (await runSuites([broken], order([]))).told;
    expect(told?.report.violations[0]).toMatch(/^the suite broke: HighwireError: [\s\S]*\(no such thing\)$/u);
  });

  it("fails for a suite that does not come to an end, and for those that could not be run beside it", async () => {
    const { told } = await runSuites([good, suite("stuck", () => new Promise(() => undefined)), { ...good }], order([]), 50);
    expect(told.map(({ hangs }) => hangs)).toEqual([false, true, false]);
    expect(told.map(({ report }) => report.violations)).toEqual([
      [],
      ["did not come to an end within 1 minutes"],
      ["not run, because stuck did not come to an end"],
    ]);
  });

  it("runs what waits beside the others, and what judges by time when all of them have ended", async () => {
    const said: string[] = [];
    const { promise: others, resolve: end } = Promise.withResolvers<void>();
    const judging: Suite = { ...suite("judging", async () => ({ counts: {}, violations: [] })), place: "alone" };
    const waiting: Suite = { ...suite("waiting", () => others.then(() => ({ counts: {}, violations: ["S2 lost"] }))), place: "beside" };
    const working = suite("working", async () => {
      end();
      return { counts: {}, violations: [] };
    });
    const { told } = await runSuites([judging, waiting, working], order(said));
    expect(told.map(({ suite: { name } }) => name)).toEqual(["judging", "waiting", "working"]);
    expect(said).toEqual([
      "── working: what working proves",
      "   · ── waiting: what waiting proves",
      "   · ✗ S2 lost",
      "── judging: what judging proves",
    ]);
  });

  it("waits for a suite that may take longer than a timer can count", async () => {
    const patient = { ...good, longestMinutes: () => 1e9 };
    expect((await runSuites([patient], order([]))).told.map(hasFailed)).toEqual([false]);
  });

  it("ends the program with 1 when a suite found something, and with 2 when it was asked for what there is not", () => {
    const run = (...words: readonly string[]) => {
      const program = join(projectRoot, "test", "torture", "torture.ts");
      return spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", program, ...words], { encoding: "utf8", cwd: projectRoot });
    };
    const found = run("--only", "mutants", "--mutant", "no-such-bug");
    expect(found.status).toBe(1);
    expect(found.stdout).toMatch(/^FAIL mutants: 1 violations \(.+ s\)\nFAIL torture: 0 suites passed, 1 failed \(0\.0 min\)\n$/u);
    expect(found.stderr).toContain("there is no mutant called no-such-bug");
    expect(run("--seeds", "many").status).toBe(2);
  }, 60_000);
});
