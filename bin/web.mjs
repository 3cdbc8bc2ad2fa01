// Builds the web page when its bundle is missing or older than its sources.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pinnedEnvironment, pinnedNode, root } from "./setup.mjs";

const sources = ["src/web", "src/contract", "src/core", "package-lock.json"];
const testFile = /\.test\.tsx?$/u;

function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return testFile.test(path) ? 0 : stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** Builds when needed; false, after saying so, when the page could not be built. */
export function isWebBuilt() {
  const index = join(root, "dist", "web", "index.html");
  const built = existsSync(index);
  if (built && statSync(index).mtimeMs >= Math.max(...sources.map((path) => newest(join(root, path))))) return true;
  if (!isWritable(root)) {
    const state = built ? "The web page is older than its sources" : "The web page is not built";
    process.stderr.write(`${state}, and this user may not write here. Run \`npm run build:web\` as the owner of ${root}.\n`);
    return built;
  }
  process.stderr.write("Building the web page (once, a few seconds) …\n");
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const args = [vite, "build", "-c", join(root, "src", "web", "vite.config.ts"), "--logLevel", "error"];
  const done = spawnSync(pinnedNode(), args, { cwd: root, stdio: ["ignore", 2, 2], env: pinnedEnvironment() });
  if (done.status === 0) return true;
  process.stderr.write("The web page could not be built. Run `npm run build:web` and read what it says.\n");
  return false;
}

function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
