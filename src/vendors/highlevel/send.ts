import type { z } from "zod";
import { HighwireError } from "#core/errors.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import { checkedAnswer } from "#vendors/transport/checked-answer.ts";
import { filledPath } from "#vendors/transport/operation-path.ts";
import type { Transport, VendorAnswer, VendorCall } from "#vendors/transport/transport.ts";
import type { CredentialSource } from "./auth.ts";
import { interpretHighLevelFailure } from "./failure.ts";
import { highlevelLimits, readHighLevelLimits } from "./limits.ts";
import { factsOf, type OperationName, type PathParameters } from "./operations.ts";

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
  return async (operation, request, call) => {
    const { path, ...facts } = factsOf(operation);
    const url = parts.baseUrl + filledPath(path, request.path) + searchOf(request.query);
    const { json } = await sendAuthorised(parts, { ...facts, operation, url, body: request.body }, call);
    return checkedAnswer(request.answer, json, { vendor: "highlevel", operation, mutating: facts.mutating });
  };
}

/** Any documented operation, ready to leave. */
export interface OpenRequest {
  /** Name for errors and metrics. */
  readonly operation: string;
  readonly method: VendorCall["method"];
  /** Path and query, filled and encoded. */
  readonly target: string;
  /** Value of the version header. */
  readonly version: string;
  readonly mutating: boolean;
  readonly body?: unknown;
}

/** Sends what no resource of ours wraps, with this account's token and under its limits; the answer comes as it is, unchecked. */
export const createOpenSend =
  (parts: HighLevelClientParts): ((request: OpenRequest, call: CallOptions) => Promise<VendorAnswer>) =>
  ({ target, ...request }, call) =>
    sendAuthorised(parts, { ...request, url: parts.baseUrl + target }, call);

type Prepared = Omit<OpenRequest, "target"> & { readonly url: string };

const searchOf = (query: Readonly<Record<string, string>> | undefined): string =>
  query === undefined ? "" : `?${new URLSearchParams(query).toString()}`;

/** Sends with the current token; once, and once only, with a renewed one when the vendor refuses it (X8). */
async function sendAuthorised(parts: HighLevelClientParts, prepared: Prepared, call: CallOptions): Promise<VendorAnswer> {
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

async function sendOnce(parts: HighLevelClientParts, prepared: Prepared, token: string, call: CallOptions): Promise<VendorAnswer> {
  const { operation, method, url, version, mutating, body } = prepared;
  return parts.transport.send({
    vendor: "highlevel",
    operation,
    method,
    url,
    headers: { authorization: `Bearer ${token}`, version },
    mutating,
    ...(body !== undefined && { body }),
    limitKey: `highlevel:${parts.baseUrl}:${parts.locationId}`,
    limits: highlevelLimits,
    flow: parts.flow,
    call,
    interpretFailure: interpretHighLevelFailure,
    readLimits: readHighLevelLimits,
  });
}
