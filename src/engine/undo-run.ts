import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { BridgeId, LinkId, PlanId } from "#core/ids.ts";
import type { DirtyMark, JournalEntry, JournalRow } from "#core/ports/store.ts";
import type { DoneWrite } from "#core/sync/plan-undo.ts";
import type { UndoCounts } from "#core/sync/undo-counts.ts";
import { chunksOf } from "#lib/chunks-of.ts";
import type { ProgressListener } from "./application.ts";
import type { EnginePorts } from "./engine-ports.ts";
import type { FreshReads } from "./fresh-reads.ts";
import { goAhead } from "./go-ahead.ts";
import { runEntries, undoCause } from "./run-entries.ts";
import type { UndoRequest } from "./reconcile/reconcile-context.ts";
import { reconcileNamed } from "./reconcile/reconcile-named.ts";
import { rehearseUndo } from "./reconcile/rehearse-undo.ts";
import { must } from "#lib/must.ts";

/** Links taken back side by side. */
const CHUNK = 100;

/** Notes that a plan begins to be carried out, and by whom, so that its writes are found again (A3). */
export async function noteRun(ports: EnginePorts, bridge: Bridge, planId: PlanId, operations: number, who?: string): Promise<void> {
  const entry: JournalEntry = {
    kind: "run",
    linkId: null,
    bridgeId: bridge.id,
    intentId: null,
    side: null,
    cause: [who === undefined ? "person" : `person ${who}`],
    detail: { plan: planId, operations },
    values: [],
  };
  await ports.store.appendJournal(bridge.workspaceId, [entry], ports.clock.now());
}

/** The runs that the journal still knows, newest first. */
export async function runs(ports: EnginePorts, workspaceId: Bridge["workspaceId"], limit: number): Promise<readonly JournalRow[]> {
  return ports.store.runs(workspaceId, { limit });
}

/** The run of a plan. Throws `HW_REQUEST_NOT_FOUND` when there was none, or when the journal no longer goes back so far. */
export async function runOf(
  ports: EnginePorts,
  workspaceId: Bridge["workspaceId"],
  planId: string,
): Promise<JournalRow & { readonly bridgeId: BridgeId }> {
  const [run] = await ports.store.runs(workspaceId, { plan: planId, limit: 1 });
  if (run === undefined) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "run", detail: "no run of that plan is in the journal" });
  return { ...run, bridgeId: must(run.bridgeId, "a run is of a bridge") };
}

/**
 * Takes a run back for all that nobody has changed since (A3). With `rehearse` it writes nothing and tells what it would do. Throws vendor errors, and
 * `HW_REQUEST_CONFLICT` while an account is paused or when somebody pauses it meanwhile; asked once more, it goes on with what is left.
 */
export async function undoRun(
  given: {
    readonly ports: EnginePorts;
    readonly bridge: Bridge;
    readonly run: JournalRow;
    readonly fresh: FreshReads;
    readonly owner: string;
    readonly rehearse: boolean;
    /** As the journal names whoever asked; without it, somebody at this machine. */
    readonly who?: string;
  },
  options: { readonly onProgress?: ProgressListener; readonly signal?: AbortSignal } = {},
): Promise<UndoCounts> {
  const writes = await writesOf(given.ports, given.bridge, given.run);
  const person = given.who === undefined ? [] : [`person ${given.who}`];
  return takeBack({ ...given, writes, causes: [undoCause(String(given.run.detail["plan"])), ...person] }, options);
}

/** Takes one write back, if nobody has changed since what it wrote (A3). Throws `HW_REQUEST_CONFLICT` for an entry that is no write, and as a run does. */
export async function undoEntry(
  given: {
    readonly ports: EnginePorts;
    readonly bridge: Bridge;
    readonly entry: JournalRow;
    readonly fresh: FreshReads;
    readonly owner: string;
    readonly rehearse: boolean;
  },
  who: string,
): Promise<UndoCounts> {
  const { entry } = given;
  const write = doneWrite(entry);
  if (write === null || entry.linkId === null || entry.values.length === 0)
    throw new HighwireError("HW_REQUEST_CONFLICT", { detail: "only a write whose values are still kept can be taken back" });
  return takeBack({ ...given, writes: new Map([[entry.linkId, [write]]]), causes: [`person ${who}`] });
}

async function takeBack(
  given: {
    readonly ports: EnginePorts;
    readonly bridge: Bridge;
    readonly fresh: FreshReads;
    readonly owner: string;
    readonly rehearse: boolean;
    readonly writes: ReadonlyMap<LinkId, readonly DoneWrite[]>;
    /** Chain words of everything that it does. */
    readonly causes: readonly string[];
  },
  options: { readonly onProgress?: ProgressListener; readonly signal?: AbortSignal } = {},
): Promise<UndoCounts> {
  const { ports, fresh, owner, rehearse, writes, causes } = given;
  const counts = { restored: 0, removed: 0, changedSince: 0, failed: 0 };
  let done = 0;
  for (const ids of chunksOf([...writes.keys()], CHUNK)) {
    options.signal?.throwIfAborted();
    const bridge = rehearse ? given.bridge : await goAhead(ports, given.bridge);
    const undo: UndoRequest = {
      writes,
      told: ({ plan, restored, changedSince }) => {
        const removes = plan.operations.some(({ kind }) => kind === "delete");
        counts.removed += removes ? 1 : 0;
        counts.restored += removes ? 0 : restored.length;
        counts.changedSince += changedSince.length;
      },
    };
    const failed = rehearse
      ? await rehearseUndo(ports, bridge, undo, ids)
      : await carryOutUndo({ ports, bridge, fresh, owner, mode: "run", causes, undo }, ids, options.signal);
    counts.failed += failed.length;
    done += ids.length;
    options.onProgress?.({ stage: rehearse ? "looking" : "taking back", done, total: writes.size });
  }
  return counts;
}

/** Takes back what was written on these links. Returns those on which it could not. */
async function carryOutUndo(
  request: Parameters<typeof reconcileNamed>[0],
  ids: readonly LinkId[],
  signal: AbortSignal | undefined,
): Promise<readonly LinkId[]> {
  await markAll(request.ports, request.bridge, ids);
  const outcomes = await reconcileNamed(request, ids, signal);
  return ids.filter((id) => outcomes.get(id) === undefined || outcomes.get(id) === "failed" || outcomes.get(id) === "lost");
}

/** What a run wrote, by link; what was taken back already is left out. */
async function writesOf({ store }: EnginePorts, bridge: Bridge, run: JournalRow): Promise<ReadonlyMap<LinkId, readonly DoneWrite[]>> {
  const found = new Map<LinkId, DoneWrite[]>();
  const undone = new Set<LinkId>();
  for await (const { entry, isUndo } of runEntries(store, bridge.workspaceId, run)) {
    const { linkId } = entry;
    if (linkId === null) continue;
    const write = isUndo ? null : doneWrite(entry);
    if (isUndo) undone.add(linkId);
    if (write !== null) found.set(linkId, [...(found.get(linkId) ?? []), write]);
  }
  for (const id of undone) found.delete(id);
  return found;
}

function doneWrite({ kind, side, detail, values }: JournalRow): DoneWrite | null {
  const action = detail["action"];
  if (kind !== "write" || side === null || detail["outcome"] === "not-seen") return null;
  return action === "create" || action === "update" ? { side, action, values } : null;
}

function markAll(ports: EnginePorts, bridge: Bridge, ids: readonly LinkId[]): Promise<unknown> {
  return Promise.all(
    ids.map(async (id) => {
      const link = await ports.store.link(bridge.workspaceId, id);
      if (link === null) return;
      const { workspaceId } = bridge;
      const side = link.leftId === null ? "incident" : "highlevel";
      const mark: DirtyMark = {
        workspaceId,
        bridgeId: bridge.id,
        side,
        recordId: link.leftId ?? link.rightId ?? "",
        reason: "person",
        priority: "person",
      };
      await ports.store.markDirty([mark], ports.clock.now());
    }),
  );
}
