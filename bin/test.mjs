// `npm test`: installs what is needed, then runs every gate and every test; ends with "N passed, N failed".
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled, fail, pinnedEnvironment, pinnedNode, root } from "./setup.mjs";
import { ensureWebBuilt } from "./web.mjs";

ensureInstalled();
const env = { ...pinnedEnvironment() };
const node = pinnedNode();
const tool = (name, ...args) => [join(root, "node_modules", ...name.split("/")), ...args];

const gates = [
  ["lint", tool("oxlint/bin/oxlint", "--quiet")],
  ["types: core", tool("typescript/bin/tsc", "-p", "tsconfig.core.json")],
  ["types: node", tool("typescript/bin/tsc", "-p", "tsconfig.node.json")],
  ["types: web", tool("typescript/bin/tsc", "-p", "tsconfig.web.json")],
  ["types: tests and tools", tool("typescript/bin/tsc", "-p", "tsconfig.tools.json")],
  ["unused code and dependencies", tool("knip/bin/knip.js")],
  ["generated files are fresh", [join(root, "tools", "gen-docs.ts"), "--check"]],
  ["every rule has a test", [join(root, "tools", "spec-coverage.ts")]],
];

let failedGates = 0;
for (const [name, args] of gates) {
  const done = spawnSync(node, args, { cwd: root, env, encoding: "utf8" });
  const ok = done.status === 0;
  process.stdout.write(`${ok ? "ok  " : "FAIL"} ${name}\n`);
  if (ok) continue;
  failedGates += 1;
  process.stdout.write(`${done.stdout ?? ""}${done.stderr ?? ""}${done.error ?? ""}\n`);
}

ensureWebBuilt();
env.HIGHWIRE_CHROMIUM = findChromium();
env.HIGHWIRE_FAILED_GATES = String(failedGates);
env.HIGHWIRE_PASSED_GATES = String(gates.length - failedGates);
const tests = spawnSync(node, tool("vitest/vitest.mjs", "run", ...process.argv.slice(2)), { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] });
process.exit(tests.status === 0 && failedGates === 0 ? 0 : 1);

/** A Chromium for the browser test; as root on Debian it is installed when absent. */
function findChromium() {
  const places = [process.env.HIGHWIRE_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];
  const found = places.find((path) => path && existsSync(path));
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    process.stderr.write("Installing Chromium for the browser test …\n");
    spawnSync("apt-get", ["update", "-qq"], { stdio: ["ignore", 2, 2] });
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { stdio: ["ignore", 2, 2], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
    if (existsSync("/usr/bin/chromium")) return "/usr/bin/chromium";
  }
  return fail("The browser test needs Chromium, and none was found.", "Install it (Debian: `sudo apt-get install chromium`), or name one in HIGHWIRE_CHROMIUM.");
}
