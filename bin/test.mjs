// `npm test`: installs what is needed, runs every gate (cheap ones first), every test and every suite of the torture rig, and ends with "N passed, N failed".
// `--tests-only` leaves the gates out; other arguments go to vitest, such as a part of a path, and leave the rig out.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromiumFix, findChromium } from "./chromium.mjs";
import { ensureInstalled, pinnedEnvironment, pinnedNode, root } from "./setup.mjs";
import { isWebBuilt } from "./web.mjs";

ensureInstalled();
const node = pinnedNode();
const testsOnly = process.argv.includes("--tests-only");
const rest = process.argv.slice(2).filter((arg) => arg !== "--tests-only");
const counts = { passed: 0, failed: 0, skipped: 0 };
const leftOut = [];

const tool = (path, ...args) => [join(root, "node_modules", ...path.split("/")), ...args];
const own = (name, ...args) => [join(root, "tools", name), ...args];
const types = (name) => tool("typescript/bin/tsc", "-p", `tsconfig.${name}.json`);
const gates = [
  ["format", tool("oxfmt/bin/oxfmt", "--check")],
  ["lint: layers, bans, types-aware rules", tool("oxlint/bin/oxlint", "--quiet")],
  ...["core", "node", "web", "tools"].map((name) => [`types: ${name}`, types(name)]),
  ["no unused code or dependency", tool("knip/bin/knip.js")],
  ["documents made from code are fresh", own("gen-docs.ts", "--check")],
  ["API document is fresh", own("gen-openapi.ts", "--check")],
  ["vendor facts are fresh", own("gen-vendor-facts.ts", "--check")],
  ["the operations catalog is fresh", own("gen-operation-catalog.ts", "--check")],
  ["every rule has a test", own("spec-coverage.ts")],
];

if (!testsOnly) for (const [name, args] of gates) report(name, ...run(args));
const built = isWebBuilt();
if (!testsOnly) {
  report("the web page builds", built, "");
  if (built) report("the web page keeps its size budget", ...run(own("bundle-budget.ts")));
}
runTests();
// A part of a path asks for that part alone. What is judged by time wants a machine for itself: here its figures are told, `npm run torture` judges them.
if (rest.length === 0) counted(["--disable-warning=ExperimentalWarning", join(root, "test", "torture", "torture.ts"), "--untimed"]);
process.stdout.write(
  `\n${leftOut.map((name) => `skipped: ${name}\n`).join("")}${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ""}\n`,
);
process.exitCode = counts.failed === 0 ? 0 : 1;

function run(args) {
  const done = spawnSync(node, args, { cwd: root, env: pinnedEnvironment(), encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  return [done.status === 0, `${done.stdout ?? ""}${done.stderr ?? ""}${done.error ?? ""}`];
}

/** A gate that has nothing to judge by says so, and is told as skipped rather than as passed. */
function report(name, ok, said) {
  const skipped = ok ? /^.+: skipped, .+$/mu.exec(said)?.[0] : undefined;
  if (skipped !== undefined) leftOut.push(skipped);
  counts[skipped === undefined ? (ok ? "passed" : "failed") : "skipped"] += 1;
  const mark = skipped === undefined ? (ok ? "ok  " : "FAIL") : "skip";
  process.stdout.write(`${mark} ${name}\n${ok || said === "" ? "" : `${said.trimEnd()}\n\n`}`);
}

function runTests() {
  const chromium = findChromium();
  if (chromium === null) report("a Chromium for the browser test", false, `None was found. ${chromiumFix}`);
  counted(tool("vitest/vitest.mjs", "run", ...rest), chromium === null ? {} : { HIGHWIRE_CHROMIUM: chromium });
}

/** Runs a program that leaves its counts in a file, with the names of tests that were left out, so that the last lines can tell of everything together. */
function counted(command, more = {}) {
  const folder = mkdtempSync(join(tmpdir(), "highwire-test-"));
  const countsFile = join(folder, "counts.json");
  const env = { ...pinnedEnvironment(), HIGHWIRE_TEST_COUNTS: countsFile, ...more };
  const done = spawnSync(node, command, { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] });
  const { left = [], ...told } = existsSync(countsFile) ? JSON.parse(readFileSync(countsFile, "utf8")) : { passed: 0, failed: 1, skipped: 0 };
  leftOut.push(...left);
  for (const [state, count] of Object.entries(told)) counts[state] += count;
  // It may also fail for what is no test's fault, such as an error after the last one.
  if (done.status !== 0 && told.failed === 0) counts.failed += 1;
  rmSync(folder, { recursive: true, force: true });
}
