import type { z } from "zod";
import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import { checkedAnswer } from "#vendors/transport/checked-answer.ts";
import { filledPath } from "#vendors/transport/operation-path.ts";
import type { Transport } from "#vendors/transport/transport.ts";
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
  return async (operation, request, call) => {
    const { method, path, mutating } = factsOf(operation);
    const { json } = await parts.transport.send({
      vendor: "incident",
      operation,
      method,
      url: parts.baseUrl + filledPath(path, request.path) + searchOf(request.query ?? {}),
      headers: { authorization: `Bearer ${request.instead?.secret ?? (await parts.apiKey())}` },
      ...(request.body !== undefined && { body: request.body }),
      mutating,
      limitKey: request.instead === undefined ? parts.limitKey : `${parts.limitKey}:${request.instead.limitKey}`,
      limits: incidentLimits,
      flow: parts.flow,
      call,
      interpretFailure: (status, headers, body) => interpretIncidentFailure(status, headers, body, parts.clock.now()),
      readLimits: (status, headers) => readIncidentLimits(status, headers, parts.clock.now()),
    });
    return checkedAnswer(request.answer, json, { vendor: "incident", operation, mutating });
  };
}

function searchOf(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : value === undefined ? [] : [value]) search.append(name, String(one));
  return search.size === 0 ? "" : `?${search.toString()}`;
}
