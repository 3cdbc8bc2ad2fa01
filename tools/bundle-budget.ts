/** Fails when what a first visit loads is larger than the budget: 200 KB of script and 20 KB of style, gzipped. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const budgets = { ".js": 200, ".css": 20 } as const;
const folder = join(import.meta.dirname, "..", "dist", "web", "assets");

let failed = false;
for (const [ending, allowedKb] of Object.entries(budgets)) {
  const files = readdirSync(folder).filter((name) => name.endsWith(ending));
  const kb = files.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name)), { level: 9 }).byteLength, 0) / 1_000;
  const over = kb > allowedKb;
  failed ||= over || files.length === 0;
  process.stdout.write(`${over ? "over " : "within"} budget: ${ending} ${kb.toFixed(1)} of ${String(allowedKb)} KB gzipped\n`);
}
process.exitCode = failed ? 1 : 0;
