import { issuesOf } from "#catalog/check-value.ts";
import type { CatalogPort } from "#core/catalog/operation-port.ts";
import { HighwireError } from "#core/errors.ts";
import { MAX_RETRY_SPAN_MS } from "#core/policy/classify.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";
import type { Json } from "#core/workflow/expression.ts";
import { addressTarget, type AddressTarget } from "#engine/workflow/addresses.ts";
import type { CallOutcome, StepCall, StepTarget } from "#engine/workflow/workflow-ports.ts";
import { must } from "#lib/must.ts";
import { retryAfterMs } from "#vendors/transport/retry-after.ts";
import { isTaken, postSigned } from "./standard-webhooks.ts";
import type { WayOut } from "./way-out.ts";

/** 256 KB: the largest body that is sent. */
const MAX_BODY_BYTES = 262_144;

type AddressCall = StepCall & { readonly target: Extract<StepTarget, { readonly kind: "address" }> };

/**
 * Sends webhooks of our own, once for each call: signed as Standard Webhooks have it, under the step's key as their id, so that a receiver knows one that
 * comes again. What came of it is told as an error that the one classifier knows.
 */
export function createWebhookSender(parts: {
  readonly store: Pick<Store, "secret">;
  readonly clock: Clock;
  readonly catalog: CatalogPort;
  readonly wayOut: Pick<WayOut, "exchange">;
}): (call: AddressCall) => Promise<CallOutcome> {
  return async (call) => {
    try {
      const { input } = must(await parts.catalog.operation(call.operationId), "an action of ours");
      const [issue] = issuesOf(input, call.input);
      if (issue !== undefined) throw new HighwireError("HW_STEP_VALUE", { field: issue.field, detail: issue.problem });
      const target = await addressTarget(parts.store, call.workspaceId, call.target.workflowId, call.target.name);
      if (target === null) throw new HighwireError("HW_RECEIVER_GONE", { field: call.target.name });
      return { kind: "done", output: { status: await post(parts, target, call) } };
    } catch (error) {
      if (error instanceof HighwireError) return { kind: "failed", error };
      throw error;
    }
  };
}

async function post(
  { clock, wayOut: { exchange } }: { readonly clock: Clock; readonly wayOut: Pick<WayOut, "exchange"> },
  target: AddressTarget,
  { input, idempotencyKey, startedAt }: AddressCall,
): Promise<number> {
  const posted = { id: idempotencyKey, body: bodyOf(input, startedAt) };
  const { status, headers } = await postSigned(
    { exchange, clock },
    target,
    posted,
    (detail, cause) => new HighwireError("HW_RECEIVER_AWAY", { mayHaveHappened: true, detail }, cause),
  );
  if (isTaken(status)) return status;
  const data = { httpStatus: status, detail: `it answered with HTTP ${String(status)}` };
  if (status === 410) throw new HighwireError("HW_RECEIVER_GONE", data);
  if (status !== 408 && status !== 429 && status < 500) throw new HighwireError("HW_RECEIVER_REFUSED", data);
  // Whoever has put it off for a day is tried as one that does not answer, so that the run ends (X6).
  const waitMs = clock.now() - startedAt < MAX_RETRY_SPAN_MS ? retryAfterMs(headers["retry-after"], clock.now()) : undefined;
  throw new HighwireError("HW_RECEIVER_AWAY", { ...data, mayHaveHappened: status >= 500, ...(waitMs !== undefined && { retryAfterMs: waitMs }) });
}

/** The same at each try, so that a receiver may compare. */
function bodyOf(input: Json, startedAt: number): string {
  const { type, data } = (input as { readonly body: { readonly type: string; readonly data: Json } }).body;
  const body = JSON.stringify({ type, timestamp: new Date(startedAt).toISOString(), data });
  if (Buffer.byteLength(body) > MAX_BODY_BYTES)
    throw new HighwireError("HW_STEP_VALUE", { field: "body.data", limit: MAX_BODY_BYTES, detail: "a webhook may have 256 KB" });
  return body;
}
