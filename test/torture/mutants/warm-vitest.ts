/** A vitest that stays warm from one bug to the next: told which files have changed and which tests to run, it answers what became of them. */
import { join, relative, sep } from "node:path";
import { createVitest, type TestModule, type TestSpecification, type Vitest } from "vitest/node";
import { LastingThreads } from "./lasting-threads.ts";
import type { Killer } from "./mutant.ts";

export interface Task {
  /** Files that have changed since the last task, from the project's folder. */
  readonly changed: readonly string[];
  readonly tests: readonly Killer[];
}

/** What became of the tests that were asked for. `broken`: nothing can be said of them. */
export type Outcome =
  | { readonly kind: "ran"; readonly failed: readonly Killer[]; readonly passed: readonly Killer[]; readonly absent: readonly Killer[] }
  | { readonly kind: "broken"; readonly why: string };

const root = process.cwd();
const pool = new LastingThreads();
const vitest = await createVitest("test", { root, watch: false, maxWorkers: 1, pool, reporters: [{}] });
process.on("message", (task: Task) => {
  void run(vitest, task)
    .catch((error: unknown): Outcome => ({ kind: "broken", why: error instanceof Error ? error.message : String(error) }))
    .then((outcome) => process.send?.(outcome));
});
// Whoever asked is gone: there is nobody to answer any more.
process.on("disconnect", () => process.exit(1));

async function run(warm: Vitest, { changed, tests }: Task): Promise<Outcome> {
  const stale = changed.map((file) => join(root, file));
  for (const file of stale) warm.invalidateFile(file);
  pool.forget(stale);
  const specifications = [...Map.groupBy(tests, ({ file }) => file)].map(([file, ofFile]) => specify(warm, file, ofFile));
  const files = new Set(specifications.map(({ moduleId }) => moduleId));
  const { testModules } = await warm.runTestSpecifications(specifications);
  // The answer holds every module that ever ran.
  return judge(
    testModules.filter(({ moduleId }) => files.has(moduleId)),
    tests,
  );
}

function specify(warm: Vitest, file: string, tests: readonly Killer[]): TestSpecification {
  const project = warm.getProjectByName(file.endsWith(".db.test.ts") ? "db" : "plain");
  return project.createSpecification(join(root, file), {
    testNamePattern: new RegExp(`(?:${tests.map(({ title }) => literally(title)).join("|")})$`, "u"),
  });
}

/** A file that does not load, and a name that means nothing, are no failed test: such a bug would be found by anybody who starts the program. */
function judge(modules: readonly TestModule[], tests: readonly Killer[]): Outcome {
  const unloaded = modules.find((module) => module.errors().length > 0 && module.children.size === 0);
  if (unloaded !== undefined) return { kind: "broken", why: `a test file does not load: ${unloaded.errors()[0]?.message.split("\n")[0] ?? ""}` };
  const states = new Map<string, string>();
  for (const module of modules)
    for (const test of module.children.allTests()) {
      const key = `${fileOf(module)} ${test.name}`;
      const { state, errors = [] } = test.result();
      const unbound = errors.find(({ name }) => name === "ReferenceError" || name === "SyntaxError");
      if (unbound !== undefined) return { kind: "broken", why: `the program cannot be run: ${unbound.message}` };
      // A title that several cases share has failed as soon as one of them has.
      if (state === "failed" || (state === "passed" && !states.has(key))) states.set(key, state);
    }
  const inState = (state: string | undefined): readonly Killer[] => tests.filter(({ file, title }) => states.get(`${file} ${title}`) === state);
  return { kind: "ran", failed: inState("failed"), passed: inState("passed"), absent: inState(undefined) };
}

const fileOf = ({ moduleId }: TestModule): string => relative(root, moduleId).split(sep).join("/");

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`);
