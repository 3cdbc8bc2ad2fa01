// Builds the web app when its bundle is missing or older than its sources.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fail, pinnedEnvironment, pinnedNode, root } from "./setup.mjs";

const sources = ["src/web", "src/contract", "src/core", "package-lock.json"];

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

export function ensureWebBuilt() {
  const index = join(root, "dist", "web", "index.html");
  if (existsSync(index) && statSync(index).mtimeMs >= Math.max(...sources.map((path) => newest(join(root, path))))) return;
  process.stderr.write("Building the web page (once, a few seconds) …\n");
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const done = spawnSync(pinnedNode(), [vite, "build", "-c", join(root, "src", "web", "vite.config.ts"), "--logLevel", "error"], { cwd: root, stdio: ["ignore", 2, 2], env: pinnedEnvironment() });
  if (done.status !== 0) fail("The web page could not be built.", "Run `npm run build:web` and read what it says.");
}
