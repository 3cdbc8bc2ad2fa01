/**
 * Holds rules and tests to each other: fails when a rule of SPEC.md has no test whose name begins with its id, or when a test names a
 * rule that does not exist. Prints the count. A rule marked `later:` may have tests and needs none.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

export interface Rules {
  readonly required: ReadonlySet<string>;
  readonly later: ReadonlyMap<string, string>;
}

export interface NamedTest {
  readonly file: string;
  readonly id: string;
}

/** Reads the rules of a SPEC.md: list items that begin with a bold id. */
export function readRules(text: string): Rules {
  const required = new Set<string>();
  const later = new Map<string, string>();
  for (const [, id = "", rule = ""] of text.matchAll(/^- \*\*([A-Z]\d{1,2})\*\* (.+)$/gmu)) {
    const mark = /\blater: (.+)$/u.exec(rule);
    if (mark?.[1] === undefined) required.add(id);
    else later.set(id, mark[1]);
  }
  return { required, later };
}

const testName = /(?:\b(?<call>(?:it|test)(?:\.\w+)*)|\))\(\s*["'`](?<ids>[A-Z]\d{1,2}(?:(?:, ?| |–|-|\/| and )[A-Z]\d{1,2})*)(?=[\s:,])/gu;

/** A test that runs only sometimes, and a line that is commented out. */
const notAlways = /\.(?:skipIf|runIf)\([^"'`\n]*\)\(\s*["'`]|^\s*\/\/.*$/gmu;

/**
 * Finds the rule ids that test names begin with: `"X5 …"`, `"S1, X1 …"`, `"M1–M4 …"`. Tests that are skipped, planned, commented out, or run on a condition
 * of their own prove nothing and do not count.
 */
export function idsOfTests(file: string, source: string): readonly NamedTest[] {
  return [...source.replaceAll(notAlways, "").matchAll(testName)]
    .filter(({ groups }) => !/\.(?:skip|todo|fails)/u.test(groups?.["call"] ?? ""))
    .flatMap(({ groups }) => spread(groups?.["ids"] ?? "").map((id) => ({ file, id })));
}

function spread(ids: string): readonly string[] {
  return ids.split(/, ?| and |\/| /u).flatMap((part) => {
    const range = /^([A-Z])(\d+)[–-]\1(\d+)$/u.exec(part);
    if (range === null) return part.split(/[–-]/u);
    const [, letter = "", first, last] = range;
    return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => `${letter}${String(Number(first) + index)}`);
  });
}

/** Says in sentences where rules and tests disagree; empty when they agree. */
export function judge(rules: Rules, tests: readonly NamedTest[]): readonly string[] {
  const tested = new Set(tests.map(({ id }) => id));
  const missing = [...rules.required].filter((id) => !tested.has(id)).map((id) => `${id} has no test whose name begins with it`);
  const unknown = tests
    .filter(({ id }) => !rules.required.has(id) && !rules.later.has(id))
    .map(({ file, id }) => `${file}: names ${id}, which SPEC.md does not have`);
  return [...missing, ...unknown];
}

function testFiles(folder: string): readonly string[] {
  return (
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      // A contract suite registers its tests from plain files: `store-contract.ts` and the folder beside it.
      .filter((file) => /\.test\.tsx?$|-contract(?:[\\/][\w-]+)?\.ts$/u.test(file))
  );
}

if (import.meta.main) {
  const root = join(import.meta.dirname, "..");
  const rules = readRules(readFileSync(join(root, "src/core/sync/SPEC.md"), "utf8"));
  const files = [...testFiles(join(root, "src")), ...testFiles(join(root, "test"))].filter((file) => !file.endsWith("spec-coverage.test.ts"));
  const tests = files.flatMap((file) => idsOfTests(relative(root, file), readFileSync(file, "utf8")));
  const problems = judge(rules, tests);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.stdout.write(
    `${String(rules.required.size)} rules required, ${String(rules.later.size)} later, ${String(tests.length)} tests name a rule\n`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
}
