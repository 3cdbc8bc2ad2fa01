/** A worker of the parts on virtual time: plays the one that it is asked for and answers with how it went. */
import { parentPort } from "node:worker_threads";
import { must } from "#lib/must.ts";
import { crowd, type CrowdOutcome } from "./crowd.ts";
import { equals, type EqualsOutcome } from "./equals.ts";

/** One part, and the seed of its town. */
export interface FairnessTask {
  readonly part: "crowd" | "equals";
  readonly seed: number;
}

export type FairnessOutcome = ({ readonly part: "crowd" } & CrowdOutcome) | ({ readonly part: "equals" } & EqualsOutcome);

const play = async ({ part, seed }: FairnessTask): Promise<FairnessOutcome> =>
  part === "crowd" ? { part, ...(await crowd(seed)) } : { part, ...(await equals(seed)) };

const port = must(parentPort, "the suite that started this worker");
// One that breaks ends the thread, which the suite is told of.
port.on("message", (task: FairnessTask) => void play(task).then((outcome) => port.postMessage(outcome)));
