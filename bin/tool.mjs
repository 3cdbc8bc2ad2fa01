// Runs a tool of the house under the pinned Node: `node bin/tool.mjs oxlint …`. `gen` makes all documents, `tsc` checks the four projects,
// `torture` runs the rig, `picture` takes those of the README anew, `mutation` lets Stryker change merge, planner and classifier and holds the tests to noticing.
import { spawnSync } from "node:child_process";
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
  mutation: [packaged("@stryker-mutator/core/bin/stryker.js", "run", "test/torture/mutants/stryker.json")],
  gen: ["gen-docs.ts", "gen-openapi.ts", "gen-vendor-facts.ts"].map(own),
};
if (!(name in tools)) fail(`There is no tool called ${JSON.stringify(name)}.`, `Use one of: ${Object.keys(tools).join(", ")}.`);
if (name === "picture") {
  process.env.HIGHWIRE_CHROMIUM = findChromium() ?? fail("No Chromium was found.", chromiumFix);
  isWebBuilt();
}
const codes = tools[name].map((command) => spawnSync(pinnedNode(), command, { cwd: root, env: pinnedEnvironment(), stdio: "inherit" }).status ?? 1);
process.exitCode = Math.max(...codes);
