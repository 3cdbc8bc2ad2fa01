import { spawn } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { Killer } from "./mutant.ts";

/** Milliseconds after which vitest is stopped: a run takes a second or two, and machines may be busy; each test has its own limit of 20 s. */
const longestMs = (tests: number): number => 120_000 + tests * 20_000;

/** What became of the tests that were asked for. `broken`: nothing can be said of them. */
export type Outcome =
  | { readonly kind: "ran"; readonly failed: readonly Killer[]; readonly passed: readonly Killer[]; readonly absent: readonly Killer[] }
  | { readonly kind: "broken"; readonly why: string };

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

const isDatabaseTest = ({ file }: Killer): boolean => file.endsWith(".db.test.ts");

/** Runs exactly these tests in a copy of the project. Stops, and leaves nothing running, when the signal comes. */
export async function runTests(root: string, wanted: readonly Killer[], signal: AbortSignal): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  for (const [project, tests] of [
    ["db", wanted.filter(isDatabaseTest)],
    ["plain", wanted.filter((test) => !isDatabaseTest(test))],
  ] as const) {
    if (tests.length > 0) outcomes.push(await runProject(root, project, tests, signal));
  }
  return outcomes.reduce(together);
}

function together(one: Outcome, other: Outcome): Outcome {
  if (one.kind === "broken") return one;
  if (other.kind === "broken") return other;
  return {
    kind: "ran",
    failed: [...one.failed, ...other.failed],
    passed: [...one.passed, ...other.passed],
    absent: [...one.absent, ...other.absent],
  };
}

async function runProject(root: string, project: string, tests: readonly Killer[], signal: AbortSignal): Promise<Outcome> {
  const file = join(root, "report.json");
  const files = new Set(tests.map((test) => test.file));
  const pattern = `(?:${tests.map(({ title }) => literally(title)).join("|")})$`;
  const how = ["--project", project, "-t", pattern, "--maxWorkers", "1", "--reporter", "json", "--outputFile", file];
  const said = await vitest(root, [...files, ...how], longestMs(tests.length), signal);
  if (said !== null) return { kind: "broken", why: said };
  const text = await readFile(file, "utf8").catch(() => null);
  await rm(file, { force: true });
  if (text === null) return { kind: "broken", why: "vitest left no report" };
  return judge(root, JSON.parse(text) as VitestReport, tests);
}

/** A file that does not load is no failed test: such a bug would be found by anybody who starts the program. */
function judge(root: string, { testResults }: VitestReport, tests: readonly Killer[]): Outcome {
  const unloaded = testResults.find(({ message, assertionResults }) => message !== "" && assertionResults.length === 0);
  if (unloaded !== undefined) return { kind: "broken", why: `a test file does not load: ${unloaded.message.split("\n")[0] ?? ""}` };
  const stateOf = (test: Killer): string | undefined =>
    testResults
      .find(({ name }) => relative(root, name).split(sep).join("/") === test.file)
      ?.assertionResults.find(({ title, status }) => title === test.title && status !== "skipped")?.status;
  const inState = (state: string | undefined): readonly Killer[] => tests.filter((test) => stateOf(test) === state);
  return { kind: "ran", failed: inState("failed"), passed: inState("passed"), absent: inState(undefined) };
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`);

/** Null when vitest came to its end, whether tests failed or not; else why it did not. */
function vitest(root: string, args: readonly string[], limitMs: number, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    // A group of its own, so that stopping it stops its workers as well.
    const child = spawn(process.execPath, [join("node_modules", "vitest", "vitest.mjs"), "run", ...args], {
      cwd: root,
      detached: true,
      stdio: "ignore",
      env: Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== "HIGHWIRE_TEST_COUNTS")),
    });
    let why: string | null = null;
    const stop = (reason: string): void => {
      why = reason;
      if (child.pid !== undefined) process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL");
    };
    const timer = setTimeout(() => stop("the tests did not come to an end"), limitMs);
    const stopped = (): void => stop("stopped");
    signal.addEventListener("abort", stopped, { once: true });
    const done = (answer: string | null): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stopped);
      resolve(answer);
    };
    child.once("error", (error) => done(error.message));
    child.once("exit", (code, killedBy) =>
      done(why ?? (killedBy === null && (code === 0 || code === 1) ? null : `vitest ended with ${String(killedBy ?? code)}`)),
    );
    if (signal.aborted) stopped();
  });
}
