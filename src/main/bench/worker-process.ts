import type { BridgeId, WorkspaceId } from "#core/ids.ts";
import type { Log } from "#core/ports/log.ts";
import type { Sides } from "#engine/engine-ports.ts";
import { must } from "#lib/must.ts";
import { openVendors } from "../open-vendors.ts";
import type { Settings } from "../options.ts";
import { openSession, type VendorPorts } from "../session.ts";
import type { Vendors } from "../vendors.ts";
import { linesOf } from "./child.ts";
import { createInstantSides, type ListedCopies } from "./instant-sides.ts";

/** What the parent process sends in the first line. */
export interface WorkerOrder {
  readonly settings: Settings;
  readonly workspaceId: WorkspaceId;
  /** Bridges whose vendors answer at once, and what they list; all others go over the network as ever. */
  readonly instant: readonly (ListedCopies & { readonly bridgeId: BridgeId })[];
}

/** What it tells in its last line, once its standard input has ended. */
export interface WorkerReport {
  /** Most memory that the process ever held, in bytes. */
  readonly peakBytes: number;
}

const log: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

// A worker of a bench, in a process of its own as workers are: all that `highwire worker` runs.
const lines = linesOf(process.stdin);
const first = await lines.next();
const order = JSON.parse(must(first.done === true ? null : first.value, "the order")) as WorkerOrder;
const instant = new Map<BridgeId, Sides>(order.instant.map((copies) => [copies.bridgeId, createInstantSides(copies)]));

async function vendorsOver(ports: VendorPorts): Promise<Vendors> {
  const network = await openVendors(ports);
  return { ...network, sides: async (bridge) => instant.get(bridge.id) ?? network.sides(bridge) };
}

const session = await openSession(order.settings, { log, workspaceId: order.workspaceId, vendors: vendorsOver });
session.startWork();
process.stdout.write("working\n");
while ((await lines.next()).done !== true);
await session.close();
process.stdout.write(`${JSON.stringify({ peakBytes: process.resourceUsage().maxRSS * 1_024 } satisfies WorkerReport)}\n`);
