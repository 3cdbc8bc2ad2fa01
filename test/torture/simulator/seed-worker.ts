/** A worker of the simulator: takes lists of trials, answers with what became of them. */
import { parentPort } from "node:worker_threads";
import { must } from "#lib/must.ts";
import { runTwice, type Judged, type Trial } from "./trial.ts";

const port = must(parentPort, "the suite that started this worker");
port.on("message", (trials: readonly Trial[]) => {
  void judgeAll(trials).then((judged) => port.postMessage(judged));
});

async function judgeAll(trials: readonly Trial[]): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  for (const trial of trials) judged.push(await runTwice(trial));
  return judged;
}
