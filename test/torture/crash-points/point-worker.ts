/** A worker of the enumeration: takes a part of one scenario's points, answers with what broke. */
import { parentPort } from "node:worker_threads";
import { must } from "#lib/must.ts";
import { scenarioNamed, type Task } from "./crash-points-suite.ts";
import { enumerate } from "./enumerate.ts";

const port = must(parentPort, "the suite that started this worker");
port.on("message", ({ scenario, slice }: Task) => {
  void enumerate(must(scenarioNamed(scenario), `a scenario called ${scenario}`), slice).then((enumerated) => port.postMessage(enumerated));
});
