import { HighwireError } from "#core/errors.ts";
import type { ErrorData } from "#core/errors.ts";
import { isObject } from "#lib/json.ts";
import type { HeaderBag } from "#vendors/transport/transport.ts";
import { readHighLevelLimits } from "./limits.ts";

/** Fixed phrases by which one status means different things (facts, sections 7 and 13). */
const missingScope = /not authorized for this scope/iu;
const timedOut = /command timed out/iu;
const badVersion = /version header/iu;
const notFound = /not found/iu;
const duplicate = /does not allow duplicated contacts/iu;

/** Reads a HighLevel refusal: HTTP status first, then the fixed phrases. The body's own statusCode may contradict and is not read. */
export function interpretHighLevelFailure(status: number, headers: HeaderBag, body: unknown): HighwireError {
  const message = messageOf(body);
  const data: ErrorData = { vendor: "highlevel", httpStatus: status, ...traceOf(body) };
  if (status === 429)
    return new HighwireError("HW_VENDOR_RATE_LIMITED", { ...data, retryAfterMs: readHighLevelLimits(status, headers).blockMs ?? 10_000 });
  if (status === 401) return unauthorised(message, data);
  if (status === 403) return new HighwireError("HW_VENDOR_SCOPE_MISSING", { ...data, vendorCode: "location or agency access" });
  if (status === 408) return new HighwireError("HW_VENDOR_TIMEOUT", { ...data, mayHaveHappened: true });
  if (status === 400 && duplicate.test(message)) return new HighwireError("HW_VENDOR_DUPLICATE", { ...data, ...duplicateOf(body) });
  // A missing contact answers 400, not 404.
  if (status === 404 || (status === 400 && notFound.test(message))) return new HighwireError("HW_VENDOR_NOT_FOUND", data);
  if (status === 400 || status === 409 || status === 422) return new HighwireError("HW_VENDOR_VALIDATION", { ...data, ...fieldOf(message) });
  // A 422 or 5xx answer to a create has been seen after the contact was made.
  return new HighwireError("HW_VENDOR_UNAVAILABLE", { ...data, mayHaveHappened: true });
}

function unauthorised(message: string, data: ErrorData): HighwireError {
  if (missingScope.test(message)) return new HighwireError("HW_VENDOR_SCOPE_MISSING", { ...data, vendorCode: "scope" });
  if (timedOut.test(message)) return new HighwireError("HW_VENDOR_TIMEOUT", { ...data, mayHaveHappened: true });
  if (badVersion.test(message)) return new HighwireError("HW_VENDOR_DRIFT", { ...data, vendorCode: "version header" });
  return new HighwireError("HW_VENDOR_TOKEN_EXPIRED", data);
}

/** `message` is a text or a list; some answers use `error` instead. */
function messageOf(body: unknown): string {
  if (!isObject(body)) return "";
  const { message, error } = body as { message?: unknown; error?: unknown };
  if (Array.isArray(message)) return message.filter((part) => typeof part === "string").join("; ");
  return typeof message === "string" ? message : typeof error === "string" ? error : "";
}

function traceOf(body: unknown): Pick<ErrorData, "vendorRequestId"> {
  const trace = isObject(body) ? body["traceId"] : undefined;
  return typeof trace === "string" ? { vendorRequestId: trace } : {};
}

function duplicateOf(body: unknown): Pick<ErrorData, "otherRecordId" | "field"> {
  const meta = isObject(body) && isObject(body["meta"]) ? body["meta"] : {};
  return {
    ...(typeof meta["contactId"] === "string" && { otherRecordId: meta["contactId"] }),
    ...(typeof meta["matchingField"] === "string" && { field: meta["matchingField"] }),
  };
}

/** The first word of a validation message is the property; its value never is part of it. */
function fieldOf(message: string): Pick<ErrorData, "field"> {
  const name = /(?:^|property )([A-Za-z]+) (?:must|should)/u.exec(message)?.[1];
  return name === undefined ? {} : { field: name };
}
