/** A worker of the drills: takes one at a time, answers with what became of it. */
import { parentPort } from "node:worker_threads";
import { must } from "#lib/must.ts";
import { drill, type DrillOutcome } from "./drill.ts";
import type { DrillTask } from "./total-loss-suite.ts";

const port = must(parentPort, "the suite that started this worker");
port.on("message", ({ seed, kept }: DrillTask) => {
  void drill(seed, kept)
    .catch((error: unknown): DrillOutcome => {
      const broken = `the drill broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
      return { seed, kept, violations: [broken], edits: 0, counts: { relinked: 0, written: 0, asked: 0, made: 0, undone: 0 }, trace: "" };
    })
    .then((outcome) => port.postMessage(outcome));
});
