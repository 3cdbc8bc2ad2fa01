import { simulate } from "./simulate.ts";
const [from = "1", count = "20"] = process.argv.slice(2);
const t0 = performance.now(); let bad = 0; let win = 0; let edits = 0, crashes = 0, faults = 0;
for (let seed = Number(from); seed < Number(from) + Number(count); seed += 1) {
  const one = await simulate(seed);
  win += one.inWindow; edits += one.edits; crashes += one.crashes; faults += one.faults;
  if (one.violations.length > 0) { bad += 1; console.log(seed, one.violations.slice(0, 4)); }
}
console.log({ bad, win, edits, crashes, faults, msPerSeed: (performance.now() - t0) / Number(count) });
process.exit(0);
