import { HighwireError } from "#core/errors.ts";
import type { IntentId } from "#core/ids.ts";
import type { CallOptions, FieldChange } from "#core/ports/records-port.ts";
import type { IntentAction } from "#core/ports/intents.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { overruledValues } from "#core/sync/plan-field.ts";
import type { Operation } from "#core/sync/sync-plan.ts";
import { passBrake } from "./delete-brake.ts";
import type { LinkRun } from "./link-run.ts";
import { portOf } from "./read-sides.ts";
import type { ReconcileContext } from "./reconcile-context.ts";
import { checkHops } from "./tell-others.ts";

/** The link was taken over by another worker: whatever this one still wanted to do must not happen (S2). */
export class LinkLost extends Error {}

/**
 * Carries out one planned operation: intent committed, then the call, then the outcome noted on the run (S5). Throws the vendor's error
 * after noting it, and `LinkLost` when the fence no longer holds.
 */
export async function carryOut(context: ReconcileContext, run: LinkRun, operation: Operation, call: CallOptions): Promise<void> {
  checkHops(run);
  // Who undoes a run has been told how many records it will delete.
  if (operation.kind === "delete" && context.undo === undefined) await passBrake(context.ports, context.bridge);
  const id = context.ports.random.uuid() as IntentId;
  const action: IntentAction = operation.kind;
  const recordId = operation.kind === "create" ? null : operation.recordId;
  const changes = changesOf(context, operation);
  const opened = await context.writes.open({ id, linkId: run.link.id, fence: run.link.fence, side: operation.side, action, recordId, changes });
  if (!opened) throw new LinkLost();
  try {
    const writtenId = await perform(context, run, operation, call);
    run.outcomes.push({ id, state: "confirmed", recordId: writtenId, code: null });
    run.overruled.push(...overruledValues(operation.side, changes));
    run.bookWrite(id, operation.side, action, writtenId, changes, "confirmed");
  } catch (error) {
    noteFailure(run, id, operation, error);
    throw error;
  }
}

function changesOf(context: ReconcileContext, operation: Operation): readonly FieldChange[] {
  if (operation.kind === "update") return operation.changes;
  if (operation.kind !== "create") return [];
  return context.bridge.fields
    .filter((map) => operation.fields[map.field] !== undefined && operation.fields[map.field] !== null)
    .map((map) => ({ field: map.field, kind: map.kind, before: null, value: operation.fields[map.field] ?? null }));
}

async function perform(context: ReconcileContext, run: LinkRun, operation: Operation, call: CallOptions): Promise<string> {
  const port = portOf(context, operation.side);
  switch (operation.kind) {
    case "create": {
      const record = await port.create({ fields: operation.fields, counterpartId: operation.counterpartId }, call);
      run.created(record, port);
      return record.id;
    }
    case "update": {
      const current = foundRecord(run, operation);
      const bulk = operation.side === "incident" && port.updateMany !== undefined;
      const written = bulk
        ? await context.bulk.update(current, operation.changes, call)
        : ({ record: await port.update(current, operation.changes, call), seen: "in-answer" } as const);
      run.wrote(operation.side, operation.changes, written);
      return written.record.id;
    }
    case "stamp": {
      if (port.stamp === undefined) throw new HighwireError("HW_INVARIANT", { vendor: port.side, operation: "stamp" });
      const record = await port.stamp(foundRecord(run, operation), operation.counterpartId, call);
      run.wrote(operation.side, [], { record, seen: "in-answer" });
      return record.id;
    }
    case "delete": {
      await port.remove(operation.recordId, call);
      run.setState(operation.side, { kind: "missing" });
      return operation.recordId;
    }
  }
}

function foundRecord(run: LinkRun, operation: Operation): SideRecord {
  const state = run.state(operation.side);
  if (state.kind !== "found")
    throw new HighwireError("HW_INVARIANT", { operation: operation.kind, detail: "an operation on a record that was not read" });
  return state.record;
}

/** A refused write is booked as rejected; one whose fate is unknown stays open, to be probed before anything else (I4). */
function noteFailure(run: LinkRun, id: IntentId, operation: Operation, error: unknown): void {
  const known = error instanceof HighwireError ? error : null;
  const mayHaveHappened = known === null || known.data.mayHaveHappened === true;
  run.outcomes.push({ id, state: mayHaveHappened ? "unknown" : "rejected", recordId: null, code: known?.code ?? "HW_INVARIANT" });
  run.note({
    kind: "failed",
    intentId: id,
    side: operation.side,
    detail: {
      action: operation.kind,
      outcome: mayHaveHappened ? "unknown" : "rejected",
      code: known?.code ?? "HW_INVARIANT",
      ...errorEvidence(known),
    },
  });
}

/** What may be kept of an error: codes and ids, never values (P5). */
export function errorEvidence(error: HighwireError | null): Readonly<Record<string, unknown>> {
  if (error === null) return {};
  const { vendor, operation, httpStatus, vendorCode, field, scope, vendorRequestId } = error.data;
  return { vendor, operation, httpStatus, vendorCode, field, scope, vendorRequestId };
}
