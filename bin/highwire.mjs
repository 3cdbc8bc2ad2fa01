#!/usr/bin/env node
// Starts the CLI under the pinned Node, after making sure that everything it needs is installed.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureWebBuilt } from "./web.mjs";
import { ensureInstalled, pinnedEnvironment, pinnedNode, root } from "./setup.mjs";

ensureInstalled();
if (["start", "demo"].includes(process.argv[2] ?? "")) ensureWebBuilt();
const child = spawn(pinnedNode(), ["--disable-warning=ExperimentalWarning", join(root, "src", "cli", "highwire.ts"), ...process.argv.slice(2)], {
  stdio: "inherit", env: pinnedEnvironment(),
});
// The terminal sends Ctrl-C to the whole group; other signals are passed on, so that the child always gets to clean up.
process.on("SIGINT", () => {});
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => {
  process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
});
