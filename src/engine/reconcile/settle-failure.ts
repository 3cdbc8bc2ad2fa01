import { HighwireError } from "#core/errors.ts";
import { classify } from "#core/policy/classify.ts";
import type { Settlement } from "#core/ports/claims.ts";
import { stackInSources } from "#lib/stack-in-sources.ts";
import { pauseConnection } from "../pause-connection.ts";
import { errorEvidence } from "./carry-out.ts";
import type { LinkRun } from "./link-run.ts";
import type { ReconcileOutcome } from "./reconcile-link.ts";
import type { ReconcileContext } from "./reconcile-context.ts";

/** Turns a failure into what happens next, as the one classifier says (X5), keeping everything that was learned and done before it. */
export async function settleFailure(context: ReconcileContext, run: LinkRun, cause: unknown): Promise<ReconcileOutcome> {
  const { clock, random, log } = context.ports;
  const error = cause instanceof HighwireError ? cause : new HighwireError("HW_INVARIANT", { operation: "reconcile" }, cause);
  if (!(cause instanceof HighwireError))
    log.error("reconcile.unexpected", { linkId: run.link.id, name: (cause as Error | null)?.name, stack: firstFrame(cause) });
  const now = clock.now();
  const next = classify(error, { count: run.link.attempts, firstFailedAt: run.link.firstFailedAt }, now, random.fraction());
  const extra = await dispositionOf(context, run, error, next, now);
  const result = await context.writes.settle(run.settlement({ decision: `failed ${error.code}`, ...extra }));
  return result === "lost" ? "lost" : extra.patch?.state === "parked" ? "needs-person" : "failed";
}

type Disposition = Partial<Settlement> & { readonly patch?: Settlement["patch"] };

async function dispositionOf(
  context: ReconcileContext,
  run: LinkRun,
  error: HighwireError,
  next: ReturnType<typeof classify>,
  now: number,
): Promise<Disposition> {
  // Events stay unprocessed while the link waits, so that the decision taken on them is the final one (A2).
  switch (next.kind) {
    case "retry":
      return { again: { at: next.at, failed: true }, processed: [] };
    case "wait":
      return { again: { at: next.until, failed: false }, processed: [] };
    case "refresh-token":
      return { again: { at: now, failed: true }, processed: [] };
    case "pause-connection":
      await pauseConnection(context.ports, context.bridge, error, next.code);
      return { again: { at: now, failed: false }, processed: [] };
    case "drop":
      return { again: { at: now, failed: false }, processed: [] };
    case "park":
    case "fatal": {
      const code = next.kind === "park" ? next.code : error.code;
      run.note({ kind: "parked", detail: { code, ...errorEvidence(error) } });
      return { patch: { ...run.patch(), state: "parked", because: code } };
    }
  }
}

function firstFrame(cause: unknown): string {
  const stack = cause instanceof Error ? stackInSources(cause) : "";
  return (
    stack
      .split("\n")
      .find((line) => line.includes(".ts:"))
      ?.trim() ?? ""
  );
}
