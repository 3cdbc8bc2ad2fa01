import { HighwireError } from "#core/errors.ts";
import type { CallOptions, RecordsPort } from "#core/ports/records-port.ts";
import type { LinkRow } from "#core/ports/store.ts";
import type { Side } from "#core/record/canonical.ts";
import type { SideState } from "#core/sync/link-plan.ts";
import type { LinkRun } from "./link-run.ts";
import { pageRead } from "./page-reads.ts";
import type { ReconcileContext } from "./reconcile-context.ts";

/** One minute, in milliseconds: how old the reads may be that a write is decided on. No vendor can write on condition, so this bounds the gap. */
export const MAX_READ_AGE_MS = 60_000;

/** Reads both records of a link at once into the run. */
export async function readSides(context: ReconcileContext, run: LinkRun, call: CallOptions): Promise<void> {
  await Promise.all(bothSides.map((side) => readSide(context, run, side, call)));
}

const bothSides: readonly Side[] = ["highlevel", "incident"];

async function readSide(context: ReconcileContext, run: LinkRun, side: Side, call: CallOptions): Promise<void> {
  const id = recordIdOf(run.link, side);
  if (id === null) return run.setState(side, { kind: "none" });
  const page = pageRead(context, run.link, side, id);
  if (page === null) return run.setState(side, await readById(portOf(context, side), id, call));
  run.setState(side, { kind: "found", record: page.record });
  run.paged.set(side, page.as);
}

/** Reads by id what a page stood in for. */
export async function readAgain(context: ReconcileContext, run: LinkRun, call: CallOptions): Promise<void> {
  const sides = [...run.paged.keys()];
  run.paged.clear();
  await Promise.all(sides.map(async (side) => run.setState(side, await readById(portOf(context, side), recordIdOf(run, side) ?? "", call))));
}

/**
 * Reads one record by id. "Not there" is believed only while the same connection demonstrably reads something else (D1); otherwise the
 * link tries again later. Throws vendor errors.
 */
export async function readById(port: RecordsPort, id: string, call: CallOptions): Promise<SideState> {
  const outcome = await port.read(id, call);
  if (outcome.kind === "found") return outcome;
  const { claimedMs: _claimed, ...now } = call;
  if (await port.canary(now)) return { kind: "missing" };
  throw new HighwireError("HW_VENDOR_UNAVAILABLE", {
    vendor: port.side,
    operation: "canary read",
    detail: "a record looked missing while the connection could read nothing else",
  });
}

export const recordIdOf = (link: Pick<LinkRow, "leftId" | "rightId">, side: Side): string | null =>
  side === "highlevel" ? link.leftId : link.rightId;

export const portOf = (context: Pick<ReconcileContext, "sides">, side: Side): RecordsPort =>
  side === "highlevel" ? context.sides.left : context.sides.right;

/** Whether a link keeps its record of that side for good: it has a counterpart, and has not ended. Another one may take over what is left. */
export const keepsRecord = (link: LinkRow, side: Side): boolean =>
  recordIdOf(link, side === "highlevel" ? "incident" : "highlevel") !== null && link.state !== "tombstone" && link.state !== "unlinked";
