#!/usr/bin/env node
// Starts the command line under the pinned Node, after making sure that everything it needs is installed.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { findProgram, holdProgram } from "./bundle.mjs";
import { heapFlags } from "./heap.mjs";
import { ensureInstalled, pinnedEnvironment, pinnedNode } from "./setup.mjs";

ensureInstalled();
const args = process.argv.slice(2);
const serves = args.includes("start") || (args.includes("demo") && !args.includes("--exit"));
const helps = args.includes("--help") || args.includes("-h");
// Without a page everything else still works, so a failed build is said and no more.
if (serves && !helps) (await import("./web.mjs")).isWebBuilt();

const isWorker = args.includes("worker");
// A short command takes a bundle that is there; only what stays long enough makes one.
const program = findProgram({ build: (serves || isWorker) && !helps });
if (program.why !== null && (args.includes("-v") || args.includes("--verbose"))) {
  process.stderr.write(`No bundle could be made, so the start is slower: ${program.why.split("\n")[0]}\n`);
}
const node = [...heapFlags(isWorker), "--disable-warning=ExperimentalWarning", "--import", new URL("follow-launcher.mjs", import.meta.url).href];
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
