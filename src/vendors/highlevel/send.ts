import type { z } from "zod";
import { HighwireError } from "#core/errors.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import { checkedAnswer } from "#vendors/transport/checked-answer.ts";
import { filledPath } from "#vendors/transport/operation-path.ts";
import type { Transport } from "#vendors/transport/transport.ts";
import type { CredentialSource } from "./auth.ts";
import { interpretHighLevelFailure } from "./failure.ts";
import { highlevelLimits, readHighLevelLimits } from "./limits.ts";
import { factsOf, type OperationFacts, type OperationName, type PathParameters } from "./operations.ts";

export interface HighLevelClientParts {
  readonly transport: Transport;
  readonly baseUrl: string;
  readonly locationId: string;
  readonly credential: CredentialSource;
  /** The bridge that the calls are made for; those of others do not wait behind them. */
  readonly flow?: string;
}

/** What one call adds to its operation's facts. */
export interface Request<Name extends OperationName, Schema extends z.ZodType> {
  readonly path: PathParameters<Name>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Only what we rely on is checked; whatever else an answer holds passes. */
  readonly answer: Schema;
}

/** Calls one operation and gives its answer, checked. Throws `HighwireError` of a `vendor.*` kind. */
export type Send = <Name extends OperationName, Schema extends z.ZodType>(
  operation: Name,
  request: Request<Name, Schema>,
  call: CallOptions,
) => Promise<z.infer<Schema>>;

export function createSend(parts: HighLevelClientParts): Send {
  return (operation, request, call) =>
    sendAuthorised(parts, { ...factsOf(operation), operation, url: urlOf(parts, operation, request), request }, call);
}

interface Prepared<Schema extends z.ZodType> extends OperationFacts {
  readonly operation: OperationName;
  readonly url: string;
  readonly request: { readonly body?: unknown; readonly answer: Schema };
}

function urlOf(
  { baseUrl }: HighLevelClientParts,
  operation: OperationName,
  { path, query }: { readonly path: Readonly<Record<string, string>>; readonly query?: Readonly<Record<string, string>> },
): string {
  return baseUrl + filledPath(factsOf(operation).path, path) + (query === undefined ? "" : `?${new URLSearchParams(query).toString()}`);
}

/** Sends with the current token; once, and once only, with a renewed one when the vendor refuses it (X8). */
async function sendAuthorised<Schema extends z.ZodType>(
  parts: HighLevelClientParts,
  prepared: Prepared<Schema>,
  call: CallOptions,
): Promise<z.infer<Schema>> {
  const token = await parts.credential.token();
  try {
    return await sendOnce(parts, prepared, token, call);
  } catch (error) {
    if (!(error instanceof HighwireError) || error.code !== "HW_VENDOR_TOKEN_EXPIRED") throw error;
    const renewed = await parts.credential.renew(token);
    if (renewed === null) throw error;
    return sendOnce(parts, prepared, renewed, call);
  }
}

async function sendOnce<Schema extends z.ZodType>(
  parts: HighLevelClientParts,
  prepared: Prepared<Schema>,
  token: string,
  call: CallOptions,
): Promise<z.infer<Schema>> {
  const { operation, method, url, version, mutating, request } = prepared;
  const { json } = await parts.transport.send({
    vendor: "highlevel",
    operation,
    method,
    url,
    headers: { authorization: `Bearer ${token}`, version },
    mutating,
    ...(request.body !== undefined && { body: request.body }),
    limitKey: `highlevel:${parts.baseUrl}:${parts.locationId}`,
    limits: highlevelLimits,
    flow: parts.flow,
    call,
    interpretFailure: interpretHighLevelFailure,
    readLimits: readHighLevelLimits,
  });
  return checkedAnswer<z.infer<Schema>>(request.answer, json, { vendor: "highlevel", operation, mutating });
}
