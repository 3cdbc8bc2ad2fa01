// Runs a tool of the house under the pinned Node: `node bin/tool.mjs oxlint …`. `gen` makes all documents, `tsc` checks the four projects,
// `torture` runs the rig, `picture` takes those of the README anew, `pictures` those of every page, `mutation` lets Stryker change merge, planner and classifier and holds the tests to noticing.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { chromiumFix, findChromium } from "./chromium.mjs";
import { ensureInstalled, fail, pinnedEnvironment, pinnedNode, root } from "./setup.mjs";
import { isWebBuilt } from "./web.mjs";

ensureInstalled();
const [name = "", ...args] = process.argv.slice(2);
const packaged = (path, ...more) => [join(root, "node_modules", ...path.split("/")), ...more, ...args];
const own = (file) => [join(root, "tools", file), ...args];

const tools = {
  oxlint: [packaged("oxlint/bin/oxlint")],
  oxfmt: [packaged("oxfmt/bin/oxfmt")],
  vite: [packaged("vite/bin/vite.js")],
  tsc: ["core", "node", "web", "tools"].map((project) => packaged("typescript/bin/tsc", "-p", `tsconfig.${project}.json`)),
  torture: [["--disable-warning=ExperimentalWarning", join(root, "test", "torture", "torture.ts"), ...args]],
  picture: [["--disable-warning=ExperimentalWarning", join(root, "test", "e2e", "take-picture.ts")]],
  pictures: [["--disable-warning=ExperimentalWarning", join(root, "test", "e2e", "take-pictures.ts"), ...args]],
  "bench-contacts-page": [["--disable-warning=ExperimentalWarning", join(root, "test", "e2e", "bench-contacts-page.ts"), ...args]],
  "bench-plan-page": [["--disable-warning=ExperimentalWarning", join(root, "test", "e2e", "bench-plan-page.ts"), ...args]],
  mutation: [["--disable-warning=ExperimentalWarning", join(root, "test", "torture", "mutants", "mutation.ts"), ...args]],
  gen: ["gen-docs.ts", "gen-openapi.ts", "gen-vendor-facts.ts", "gen-operation-catalog.ts"].map(own),
};
if (!(name in tools)) fail(`There is no tool called ${JSON.stringify(name)}.`, `Use one of: ${Object.keys(tools).join(", ")}.`);
if (["picture", "pictures", "bench-contacts-page", "bench-plan-page"].includes(name)) {
  process.env.HIGHWIRE_CHROMIUM = findChromium() ?? fail("No Chromium was found.", chromiumFix);
  isWebBuilt();
}
let stopped = false;
for (const command of tools[name]) if (!stopped) process.exitCode = Math.max(process.exitCode ?? 0, await run(command));

/** Hands signals on and waits: whoever stops the tool must not leave behind what it has started. */
function run(command) {
  const child = spawn(pinnedNode(), command, { cwd: root, env: pinnedEnvironment(), stdio: "inherit" });
  const handOn = (signal) => {
    stopped = true;
    child.kill(signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, handOn);
  return new Promise((resolve) => {
    child.on("error", () => resolve(1));
    child.on("exit", (status, signal) => {
      for (const each of signals) process.off(each, handOn);
      resolve(status ?? 128 + (constants.signals[signal] ?? 1));
    });
  });
}
