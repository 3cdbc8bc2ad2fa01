import type { Bridge } from "#core/bridge.ts";
import type { BridgeId, Instant } from "#core/ids.ts";
import { readBackfill } from "#engine/backfill/backfill.ts";
import { readSweepState } from "#engine/sweep/sweep-state.ts";
import { must } from "#lib/must.ts";
import { systemRandom } from "#lib/system-random.ts";
import type { Settings } from "../options.ts";
import { createSandboxBridge } from "../sandbox-bridge.ts";
import type { Session } from "../session.ts";
import { homeWorkspace } from "../workspaces.ts";
import { linesOf, startChild } from "./child.ts";
import { startDistantSandboxes } from "./distant-sandboxes.ts";
import type { BenchRequest } from "./figure.ts";
import { forgetSpentCalls } from "./forget-spent-calls.ts";
import type { ListedCopies } from "./instant-sides.ts";
import type { WorkerOrder, WorkerReport } from "./worker-process.ts";

/** Links of which somebody has edited one side, spread over all bridges: as many rows as a worker keeps of the pages of its sweeps. */
export const WATCHED_EDITS = 20_000;
/** Contacts that the worker loads from the sandboxes meanwhile, over the network. */
export const WATCHED_CONTACTS = 2_000;
const LOOK_MS = 500;

/** A database whose links are copies, at rest. */
export interface CopiedLinks {
  readonly size: number;
  readonly settings: Settings;
  readonly session: Session;
  readonly bridges: readonly { readonly bridge: Bridge; readonly from: number; readonly to: number }[];
}

/**
 * Most memory, in bytes, of a process that does all that `highwire worker` does, until it has swept both sides of every bridge, has brought what it
 * found into step, and has loaded one more bridge from sandboxes of another process.
 */
export async function peakOfWorker(request: BenchRequest, copied: CopiedLinks): Promise<number> {
  const { settings, session, bridges, size } = copied;
  const { store, clock } = session.ports;
  const sandboxes = await startDistantSandboxes({ pairs: 1, contacts: WATCHED_CONTACTS }, request.signal);
  try {
    await sandboxes.tell({ do: "lift-limits", answerMs: 0 });
    const { accounts } = must(sandboxes.pairs[0], "the sandboxes");
    const loading = await createSandboxBridge({ store, random: systemRandom }, homeWorkspace, accounts);
    const editedEvery = Math.max(1, Math.floor(size / WATCHED_EDITS));
    const instant = bridges.map(({ bridge, from, to }): ListedCopies & { readonly bridgeId: BridgeId } => ({
      bridgeId: bridge.id,
      from,
      to,
      editedEvery,
    }));
    const begunAt = clock.now();
    const child = startChild("./worker-process.ts", { settings, workspaceId: homeWorkspace, instant } satisfies WorkerOrder, request.signal);
    const said = linesOf(must(child.stdout, "its output"));
    await said.next();
    do {
      await clock.sleep(LOOK_MS, request.signal);
      await forgetSpentCalls(session, [loading]);
    } while (!(await isThrough(copied, loading, begunAt)));
    child.stdin?.end();
    const last = await said.next();
    await child.ended;
    return (JSON.parse(must(last.done === true ? null : last.value, "the worker's report")) as WorkerReport).peakBytes;
  } finally {
    await sandboxes.close();
  }
}

/** True once everything has been loaded, swept and brought into step. */
async function isThrough({ session, bridges }: CopiedLinks, loading: Bridge, begunAt: Instant): Promise<boolean> {
  const { store } = session.ports;
  if ((await readBackfill(store, loading)).state !== "done") return false;
  for (const { bridge } of [...bridges, { bridge: loading }]) {
    for (const side of ["highlevel", "incident"] as const) {
      const { completedAt } = await readSweepState(store, bridge, side);
      if (completedAt === null || completedAt < begunAt) return false;
    }
  }
  return (await store.counts(homeWorkspace)).dirty === 0;
}
