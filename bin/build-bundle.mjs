// Bundles our sources into the folder that is named, and removes bundles that nobody runs any more. Started by bundle.mjs under the pinned Node.
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { basename, dirname, join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { root } from "./setup.mjs";

const folder = process.argv[2] ?? "";
const home = dirname(folder);
/** Bundles that stay although nobody runs them. */
const KEPT = 2;
/** Milliseconds after which something half made counts as left behind. */
const LEFT_BEHIND_MS = 3_600_000;

const draft = mkdtempSync(join(home, "draft-"));

async function bundleInto(dir) {
  const build = await rolldown({
    cwd: root,
    input: { highwire: join(root, "src", "cli", "highwire.ts") },
    platform: "node",
    tsconfig: false,
    // Packages stay where they are: some look for files of their own, and some are in CommonJS. The compiler's own helpers are no package here.
    external: (id) => !/^(?:[.#/\\\0]|[a-z]:[\\/]|@oxc-project\/runtime\/)/iu.test(id),
    // What is loaded stays what it was; a module that only acts by being loaded must not be lost.
    treeshake: false,
    plugins: [ownPlace],
    onLog: (level, log) => {
      if (level === "warn") throw new Error(log.message);
    },
  });
  const names = { entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" };
  const { output } = await build.write({ dir, format: "esm", ...names, sourcemap: "hidden", minify: false, codeSplitting: true });
  await build.close();
  checkBundled(output.filter(({ type }) => type === "chunk"));
}

/** Throws when something would not be found at run time, or not be noticed when it changes. */
function checkBundled(chunks) {
  const unkeyed = chunks.flatMap(({ moduleIds }) => moduleIds).find((id) => !id.startsWith("\0") && !isKeyed(relative(root, id)));
  if (unkeyed !== undefined) throw new Error(`${unkeyed} would not be noticed when it changes`);
  const own = new Set(chunks.map(({ fileName }) => fileName));
  const outside = new Set(chunks.flatMap((chunk) => [...chunk.imports, ...chunk.dynamicImports]));
  for (const name of outside) {
    const [scope, rest] = name.split("/");
    const isInstalled = existsSync(join(root, "node_modules", scope.startsWith("@") ? join(scope, rest) : scope));
    if (!own.has(name) && !isBuiltin(name) && !isInstalled) throw new Error(`${name} would not be found`);
  }
}

/** The key of a bundle is made of `src` without the page's sources. */
const isKeyed = (path) => path.startsWith(`src${sep}`) && !path.startsWith(join("src", "web"));

/** Each source keeps its own place, so that workers, migrations and generated facts are found where they lie. */
const ownPlace = {
  name: "own-place",
  transform(code, id) {
    if (!code.includes("import.meta")) return null;
    const placed = code.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(id).href));
    if (placed.includes("import.meta")) throw new Error(`${id} uses more of import.meta than its url`);
    // Nothing moves to another line.
    return { code: placed, map: null };
  },
};

/** Two commands may build at once; whoever is first wins, the other's is the same. */
function moveInPlace() {
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(join(folder, "highwire.mjs"))) throw error;
  }
}

function removeOld() {
  const entries = readdirSync(home).map((name) => ({ name, path: join(home, name), at: ageOf(join(home, name)) }));
  const isHalf = ({ name }) => name.startsWith("draft-") || name.endsWith(".failed");
  const stale = entries.filter((entry) => isHalf(entry) && Date.now() - entry.at > LEFT_BEHIND_MS);
  const whole = entries.filter((entry) => !isHalf(entry) && entry.name !== basename(folder)).toSorted((a, b) => b.at - a.at);
  const unused = whole.slice(KEPT - 1).filter(({ path }) => !isHeld(path));
  for (const { path } of [...stale, ...unused]) rmSync(path, { recursive: true, force: true });
}

function ageOf(path) {
  try {
    return statSync(path).mtimeMs;
  } catch {
    // Another command removed it meanwhile.
    return Date.now();
  }
}

function isHeld(path) {
  const held = join(path, "held");
  return existsSync(held) && readdirSync(held).some((pid) => isRunning(Number(pid)));
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== "ESRCH";
  }
}

try {
  await bundleInto(draft);
  moveInPlace();
} catch (error) {
  // The bundler gathers errors under a heading that says nothing.
  process.stderr.write(`${error.errors?.[0]?.message ?? error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(draft, { recursive: true, force: true });
}
removeOld();
