// Finds what is run: one bundle of our sources, which takes about a third off a start, or the sources themselves where there is none.
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pinnedEnvironment, pinnedNode, root } from "./setup.mjs";

const cache = join(root, "node_modules", ".cache");
const bundles = join(cache, "highwire-bundle");
const builder = join(root, "bin", "build-bundle.mjs");
/** Milliseconds for which a build that failed is not tried again. */
const FAILED_MS = 3_600_000;
/** Milliseconds that a build may take. */
const BUILD_MS = 60_000;

/** The sources as they lie there; the compile cache keeps them with their types stripped. */
const sources = { script: join(root, "src", "cli", "highwire.ts"), compileCache: join(cache, "highwire-compiled"), folder: null, why: null };

/**
 * The script to run, and where its compiled code is kept. `build` makes a bundle when these sources have none, in about a second; otherwise, and
 * when that fails, it is the sources. `why` says what failed.
 */
export function findProgram({ build }) {
  const key = keyOfSources();
  if (key === null) return sources;
  const folder = join(bundles, key);
  const script = join(folder, "highwire.mjs");
  if (!existsSync(script)) {
    if (!build) return sources;
    const why = buildInto(folder);
    if (!existsSync(script)) return { ...sources, why };
  }
  // Compiled code goes with its bundle, or it would pile up with every change.
  return { script, compileCache: join(folder, "compiled"), folder, why: null };
}

/** Notes that a process runs from this bundle, so that nobody removes it; gives back how to take that back. */
export function holdProgram({ folder }, pid) {
  if (folder === null || pid === undefined) return () => undefined;
  const note = join(folder, "held", String(pid));
  try {
    mkdirSync(join(folder, "held"), { recursive: true });
    writeFileSync(note, "");
    utimesSync(folder, new Date(), new Date());
  } catch {
    // Who may not write here may still read; the owner keeps the newest two anyway.
  }
  return () => {
    try {
      rmSync(note, { force: true });
    } catch {
      // A note that stays says nothing any more once its process is gone.
    }
  };
}

/**
 * Changes with every file that is bundled, and with where it stands, because a bundle names its sources' places. Costs about 25 milliseconds. Null
 * when files come and go meanwhile.
 */
function keyOfSources() {
  const hash = createHash("sha256").update(root);
  const add = (path) => {
    const { size, mtimeMs } = statSync(path);
    hash.update(`\n${path} ${size} ${mtimeMs}`);
  };
  const page = join(root, "src", "web");
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (path !== page) walk(path);
      } else if (/(?<!\.test)\.(?:ts|json)$/u.test(entry.name)) add(path);
    }
  };
  try {
    for (const name of ["package.json", "package-lock.json"]) add(join(root, name));
    add(builder);
    walk(join(root, "src"));
  } catch {
    return null;
  }
  return hash.digest("hex").slice(0, 32);
}

/** Null when it is built, otherwise why not. In a process of its own, because the bundler would stay in the launcher's memory. */
function buildInto(folder) {
  const failed = `${folder}.failed`;
  if (existsSync(failed) && Date.now() - statSync(failed).mtimeMs < FAILED_MS) return readFileSync(failed, "utf8");
  if (!existsSync(join(root, "node_modules", "rolldown"))) return "the bundler is not installed";
  try {
    mkdirSync(bundles, { recursive: true });
    accessSync(bundles, constants.W_OK);
  } catch {
    return `${bundles} cannot be written`;
  }
  const env = { ...pinnedEnvironment(), NODE_COMPILE_CACHE: sources.compileCache };
  const done = spawnSync(pinnedNode(), [builder, folder], { encoding: "utf8", stdio: ["ignore", "ignore", "pipe"], timeout: BUILD_MS, env });
  if (done.status === 0) return null;
  const why = done.stderr.trim() || String(done.error ?? done.signal);
  try {
    writeFileSync(failed, why);
  } catch {
    // Then it is tried again at the next start.
  }
  return why;
}
