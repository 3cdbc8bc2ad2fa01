/** A worker of the simulator: takes lists of seeds, answers with what became of them. */
import { parentPort } from "node:worker_threads";
import { must } from "#lib/must.ts";
import { simulateTwice, type Judged } from "./simulator-suite.ts";

const port = must(parentPort, "the suite that started this worker");
port.on("message", (seeds: readonly number[]) => {
  void judgeAll(seeds).then((judged) => port.postMessage(judged));
});

async function judgeAll(seeds: readonly number[]): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  for (const seed of seeds) judged.push(await simulateTwice(seed));
  return judged;
}
