/**
 * Fails when a first visit or a page loads more than its budget. Sizes are gzipped KB: what the entry and all it imports at once weighs, then
 * for each part that is fetched later what it adds to that.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const INITIAL = { js: 200, css: 20 };
const PAGE = 60;
/** Parts that a page fetches for itself and that may weigh more than a page, such as charts. */
const larger: Readonly<Record<string, number>> = { "pages/dashboards/plot.tsx": 130, "pages/workflows/canvas.tsx": 80 };

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly isDynamicEntry?: boolean;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

const folder = join(import.meta.dirname, "..", "dist", "web");
const manifest = JSON.parse(readFileSync(join(folder, ".vite", "manifest.json"), "utf8")) as Readonly<Record<string, Chunk>>;

/** The files that come at once with a chunk: itself and what it imports, with their styles. */
function filesOf(name: string, seen = new Set<string>()): ReadonlySet<string> {
  const chunk = manifest[name];
  if (chunk === undefined || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const file of chunk.css ?? []) seen.add(file);
  for (const imported of chunk.imports ?? []) filesOf(imported, seen);
  return seen;
}

const weightOf = (files: Iterable<string>, ending: string): number =>
  [...files]
    .filter((file) => file.endsWith(ending))
    .reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file)), { level: 9 }).byteLength, 0) / 1_000;

let failed = false;
function judge(what: string, kb: number, allowed: number): void {
  const over = kb > allowed || kb === 0;
  failed ||= over;
  process.stdout.write(`${over ? "over " : "within"} budget: ${what} ${kb.toFixed(1)} of ${String(allowed)} KB gzipped\n`);
}

const [entry] = Object.entries(manifest).find(([, { isEntry }]) => isEntry === true) ?? [""];
const initial = filesOf(entry);
judge("script of a first visit", weightOf(initial, ".js"), INITIAL.js);
judge("style of a first visit", weightOf(initial, ".css"), INITIAL.css);
for (const [name, { isDynamicEntry }] of Object.entries(manifest)) {
  if (isDynamicEntry !== true) continue;
  const added = [...filesOf(name)].filter((file) => !initial.has(file));
  judge(name, weightOf(added, ".js"), larger[name] ?? PAGE);
}
for (const name of Object.keys(larger)) {
  if (manifest[name]?.isDynamicEntry === true) continue;
  failed = true;
  process.stdout.write(`no part: ${name} has a budget of its own and is not fetched later\n`);
}
process.exitCode = failed ? 1 : 0;
