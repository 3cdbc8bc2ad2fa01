#!/usr/bin/env node
// Starts the command line under the pinned Node, after making sure that everything it needs is installed.
import { spawn } from "node:child_process";
import { availableParallelism, constants } from "node:os";
import { findProgram, holdProgram } from "./bundle.mjs";
import { ensureInstalled, pinnedEnvironment, pinnedNode } from "./setup.mjs";

ensureInstalled();
const args = process.argv.slice(2);
const serves = args.includes("start") || (args.includes("demo") && !args.includes("--exit"));
const helps = args.includes("--help") || args.includes("-h");
// Without a page everything else still works, so a failed build is said and no more.
if (serves && !helps) (await import("./web.mjs")).isWebBuilt();

// Most of what is made is rubbish a moment later. With a small nursery, in megabytes, the webhook door is held up for shorter moments: collecting a
// large one takes both processors for up to 20 ms. Collecting everything takes them for a fifth of a second: whoever is no worker lets three times of
// what it keeps gather before (20 MB more), and no more threads help than there are other processors, so that PostgreSQL gets its share of them
// meanwhile. Nobody waits for a worker, so it collects when half of what it keeps has gathered: a third less memory for a twentieth more time of the
// processor. The benches measure both so.
const isWorker = args.includes("worker");
const collecting = isWorker
  ? ["--max-semi-space-size=8", "--heap-growing-percent=50"]
  : ["--max-semi-space-size=8", "--heap-growing-percent=200", `--v8-pool-size=${Math.min(4, Math.max(1, availableParallelism() - 1))}`];
// A short command takes a bundle that is there; only what stays long enough makes one.
const program = findProgram({ build: (serves || isWorker) && !helps });
if (program.why !== null && (args.includes("-v") || args.includes("--verbose"))) {
  process.stderr.write(`No bundle could be made, so the start is slower: ${program.why.split("\n")[0]}\n`);
}
const node = [...collecting, "--disable-warning=ExperimentalWarning", "--import", new URL("follow-launcher.mjs", import.meta.url).href];
const child = spawn(pinnedNode(), [...node, program.script, ...args], {
  stdio: ["inherit", "inherit", "inherit", "ipc"],
  env: { NODE_COMPILE_CACHE: program.compileCache, ...pinnedEnvironment() },
});
const release = holdProgram(program, child.pid);

// A terminal signals the whole group, a supervisor only this process. The child is told a moment later and drops what it has had.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => setTimeout(() => child.connected && child.send({ signal }), 150));
}
child.on("error", (error) => {
  process.stderr.write(`The pinned Node could not be started (${error.code}).\nRun \`npm ci --ignore-scripts\` in this folder.\n`);
  process.exit(3);
});
child.on("exit", (code, signal) => {
  release();
  process.exit(code ?? 128 + (constants.signals[signal] ?? 1));
});
