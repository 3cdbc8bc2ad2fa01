import type { z } from "zod";
import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import { checkedAnswer } from "#vendors/transport/checked-answer.ts";
import { filledPath } from "#vendors/transport/operation-path.ts";
import type { Transport, VendorAnswer, VendorCall } from "#vendors/transport/transport.ts";
import { interpretIncidentFailure } from "./failure.ts";
import { incidentLimits, readIncidentLimits } from "./limits.ts";
import { factsOf, type OperationName, type PathParameters } from "./operations.ts";

export interface IncidentClientParts {
  readonly transport: Transport;
  readonly baseUrl: string;
  readonly apiKey: () => Promise<string>;
  /** Which key's bucket counts the calls; any stable text that is not the key. */
  readonly limitKey: string;
  /** The bridge that the calls are made for; those of others do not wait behind them. */
  readonly flow?: string;
  readonly clock: Clock;
}

/** Filters have brackets in their names: `created_at[gte]`. Lists are repeated, undefined ones are left out. */
export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** What one call adds to its operation's facts. */
export interface Request<Name extends OperationName, Schema extends z.ZodType> {
  readonly path: PathParameters<Name>;
  readonly query?: Query;
  readonly body?: unknown;
  /** Lets the call in instead of our key, and is counted apart from it. Only where the vendor says so. */
  readonly instead?: { readonly secret: string; readonly limitKey: string };
  /** Only what we rely on is checked; whatever else an answer holds passes. */
  readonly answer: Schema;
}

/** Calls one operation and gives its answer, checked. Throws `HighwireError` of a `vendor.*` kind. */
export type Send = <Name extends OperationName, Schema extends z.ZodType>(
  operation: Name,
  request: Request<Name, Schema>,
  call: CallOptions,
) => Promise<z.infer<Schema>>;

export function createSend(parts: IncidentClientParts): Send {
  const send = createOpenSend(parts);
  return async (operation, request, call) => {
    const { method, path, mutating } = factsOf(operation);
    const target = filledPath(path, request.path) + searchOf(request.query ?? {});
    const { json } = await send({ operation, method, target, mutating, body: request.body, instead: request.instead }, call);
    return checkedAnswer(request.answer, json, { vendor: "incident", operation, mutating });
  };
}

/** Any documented operation, ready to leave. */
export interface OpenRequest {
  /** Name for errors and metrics. */
  readonly operation: string;
  readonly method: VendorCall["method"];
  /** Path and query, filled and encoded. */
  readonly target: string;
  readonly mutating: boolean;
  readonly body?: unknown;
  /** Lets the call in instead of our key, and is counted apart from it. */
  readonly instead?: { readonly secret: string; readonly limitKey: string } | undefined;
}

/** Sends with this account's key and under its limits; the answer comes as it is, unchecked. */
export const createOpenSend =
  (parts: IncidentClientParts): ((request: OpenRequest, call: CallOptions) => Promise<VendorAnswer>) =>
  async ({ operation, method, target, mutating, body, instead }, call) =>
    parts.transport.send({
      vendor: "incident",
      operation,
      method,
      url: parts.baseUrl + target,
      headers: { authorization: `Bearer ${instead?.secret ?? (await parts.apiKey())}` },
      ...(body !== undefined && { body }),
      mutating,
      limitKey: instead === undefined ? parts.limitKey : `${parts.limitKey}:${instead.limitKey}`,
      limits: incidentLimits,
      flow: parts.flow,
      call,
      interpretFailure: (status, headers, answer) => interpretIncidentFailure(status, headers, answer, parts.clock.now()),
      readLimits: (status, headers) => readIncidentLimits(status, headers, parts.clock.now()),
    });

function searchOf(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : value === undefined ? [] : [value]) search.append(name, String(one));
  return search.size === 0 ? "" : `?${search.toString()}`;
}
