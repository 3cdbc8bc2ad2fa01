/** Runs in a lasting thread what vitest's own worker runs, and forgets the files that have changed since the last run. */
import { parentPort } from "node:worker_threads";
import { init, runBaseTests, setupEnvironment } from "vitest/worker";
import { must } from "#lib/must.ts";

type State = Parameters<typeof runBaseTests>[1];

const port = must(parentPort, "the pool that started this thread");
/** What this thread has loaded, as of the end of a run. */
let loaded: State["evaluatedModules"] | null = null;

const run =
  (method: "run" | "collect") =>
  async (state: State, traces: Parameters<typeof runBaseTests>[2]): Promise<void> => {
    for (const file of state.ctx.invalidates ?? []) for (const module of loaded?.fileToModulesMap.get(file) ?? []) loaded?.invalidateModule(module);
    await runBaseTests(method, state, traces);
    loaded = state.evaluatedModules;
  };

init({
  post: (answer) => port.postMessage(answer),
  on: (heard) => port.on("message", heard),
  off: (heard) => port.off("message", heard),
  runTests: run("run"),
  collectTests: run("collect"),
  setup: setupEnvironment,
});
