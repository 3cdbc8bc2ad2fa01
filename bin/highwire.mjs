#!/usr/bin/env node
// Starts the command line under the pinned Node, after making sure that everything it needs is installed.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { ensureInstalled, pinnedEnvironment, pinnedNode, root } from "./setup.mjs";

ensureInstalled();
const args = process.argv.slice(2);
const serves = args.includes("start") || (args.includes("demo") && !args.includes("--exit"));
// Without a page everything else still works, so a failed build is said and no more.
if (serves && !args.includes("--help") && !args.includes("-h")) (await import("./web.mjs")).isWebBuilt();

// A worker makes much that is rubbish a moment later: with a small nursery, in megabytes, it holds a third less memory. The bench measures it so.
const frugal = args.includes("worker") ? ["--max-semi-space-size=4"] : [];
const node = [...frugal, "--disable-warning=ExperimentalWarning", "--import", new URL("follow-launcher.mjs", import.meta.url).href];
const child = spawn(pinnedNode(), [...node, join(root, "src", "cli", "highwire.ts"), ...args], {
  stdio: ["inherit", "inherit", "inherit", "ipc"],
  // Keeps sources with their types stripped: halves the time to start.
  env: { NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "highwire-compiled"), ...pinnedEnvironment() },
});

// A terminal signals the whole group, a supervisor only this process. The child is told a moment later and drops what it has had.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => setTimeout(() => child.connected && child.send({ signal }), 150));
}
child.on("error", (error) => {
  process.stderr.write(`The pinned Node could not be started (${error.code}).\nRun \`npm ci --ignore-scripts\` in this folder.\n`);
  process.exit(3);
});
child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 1)));
