import { FreshReads } from "#engine/fresh-reads.ts";
import { createWorker } from "#engine/worker.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { Log } from "#core/ports/log.ts";
import { must } from "#lib/must.ts";
import type { Settings } from "../options.ts";
import { openSession } from "../session.ts";
import { linesOf } from "./child.ts";
import { createInstantSides } from "./instant-sides.ts";

/** What the parent process sends in the first line. */
export interface WorkerOrder {
  readonly settings: Settings;
  readonly workspaceId: WorkspaceId;
  /** `bridges`: as `highwire worker` does. `instant`: every contact has just been edited at vendors that answer at once. */
  readonly over: "bridges" | "instant";
}

/** What it tells in its last line, once its standard input has ended. */
export interface WorkerReport {
  /** Most memory that the process ever held, in bytes. */
  readonly peakBytes: number;
}

const log: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

// A worker of a bench, in a process of its own as workers are.
const lines = linesOf(process.stdin);
const first = await lines.next();
const order = JSON.parse(must(first.done === true ? null : first.value, "the order")) as WorkerOrder;
const session = await openSession(order.settings, { log, workspaceId: order.workspaceId });
const { ports } = session;
const sides = createInstantSides({ allEdited: true });
const instant = createWorker({ ...ports, sides: () => Promise.resolve(sides) }, new FreshReads(ports.clock), `bench-${String(process.pid)}`);
if (order.over === "instant") instant.start();
else session.startWork();
process.stdout.write("working\n");
while ((await lines.next()).done !== true);
if (order.over === "instant") await instant.stop();
await session.close();
process.stdout.write(`${JSON.stringify({ peakBytes: process.resourceUsage().maxRSS * 1_024 } satisfies WorkerReport)}\n`);
