/** For a test: owns a folder and a process that heeds no polite signal, says what they are, and waits to be stopped. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Belongings } from "./belongings.ts";

const belongings = new Belongings((line) => void process.stderr.write(`${line}\n`));
const folder = await mkdtemp(join(tmpdir(), "highwire-soak-"));
belongings.folder(folder);
const child = spawn(process.execPath, ["-e", "process.on('SIGTERM', () => 0); setInterval(() => 0, 1000); console.log('up')"]);
belongings.process(child.pid ?? 0, once(child, "exit"));
await once(child.stdout, "data");
if (process.argv[2] === "broken") belongings.later(() => Promise.reject(new Error("a step that fails")));
if (process.argv[2] === "left") setTimeout(() => process.exit(7), 100);
process.stdout.write(`${JSON.stringify({ folder, pid: child.pid })}\n`);
setInterval(() => undefined, 1_000);
