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
const wrongTokenKind = /authclass is not yet supported/iu;
const goneInVersion = /not available in api version/iu;
/** Which record is missing: below a contact it may be either (facts, section 7). */
const missingRecord = /^(?<kind>[a-z]+) (?:with id \S+ )?not found/iu;
const duplicate = /does not allow duplicated contacts/iu;
/** HighLevel publishes no list of these: OAuth's own word, and sentences that say it of the refresh token. */
const refusedGrant =
  /invalid[ _]grant|invalid refresh[ _]token|refresh[ _]token (?:is |has )?(?:already |been )*(?:invalid|expired|used|revoked|not found)/iu;
/** `vendorCode` of a refusal that names the code or refresh token itself: offered again, it is refused again. */
export const REFUSED_GRANT = "invalid grant";

/** Reads a HighLevel refusal: HTTP status first, then the fixed phrases. The body's own statusCode may contradict and is not read. */
export function interpretHighLevelFailure(status: number, headers: HeaderBag, body: unknown): HighwireError {
  const message = messageOf(body);
  const data: ErrorData = { vendor: "highlevel", httpStatus: status, ...traceOf(body) };
  if (status === 429)
    return new HighwireError("HW_VENDOR_RATE_LIMITED", { ...data, retryAfterMs: readHighLevelLimits(status, headers).blockMs ?? 10_000 });
  if ((status === 400 || status === 401) && refusedGrant.test(`${message} ${oauthCodeOf(body)}`))
    return new HighwireError("HW_VENDOR_VALIDATION", { ...data, vendorCode: REFUSED_GRANT });
  if (status === 401) return unauthorised(message, data);
  if (status === 403) return new HighwireError("HW_VENDOR_SCOPE_MISSING", { ...data, vendorCode: "location or agency access" });
  if (status === 408) return new HighwireError("HW_VENDOR_TIMEOUT", { ...data, mayHaveHappened: true });
  if (status === 400 && duplicate.test(message)) return new HighwireError("HW_VENDOR_DUPLICATE", { ...data, ...duplicateOf(body) });
  if (status === 400 && goneInVersion.test(message)) return new HighwireError("HW_VENDOR_DRIFT", { ...data, vendorCode: "version header" });
  // A missing record answers 400; 404 without these words is an address that the vendor does not know, and proves no deletion (D1).
  if ((status === 400 || status === 404) && notFound.test(message))
    return new HighwireError("HW_VENDOR_NOT_FOUND", { ...data, ...missingOf(message) });
  if (status === 404) return new HighwireError("HW_VENDOR_DRIFT", { ...data, vendorCode: "unknown address" });
  if (status === 400 || status === 409 || status === 422) return new HighwireError("HW_VENDOR_VALIDATION", { ...data, ...fieldOf(message) });
  // A 422 or 5xx answer to a create has been seen after the contact was made.
  return new HighwireError("HW_VENDOR_UNAVAILABLE", { ...data, mayHaveHappened: true });
}

function unauthorised(message: string, data: ErrorData): HighwireError {
  if (missingScope.test(message)) return new HighwireError("HW_VENDOR_SCOPE_MISSING", { ...data, vendorCode: "scope" });
  if (wrongTokenKind.test(message)) return new HighwireError("HW_VENDOR_SCOPE_MISSING", { ...data, vendorCode: "location or agency access" });
  if (timedOut.test(message)) return new HighwireError("HW_VENDOR_TIMEOUT", { ...data, mayHaveHappened: true });
  if (badVersion.test(message)) return new HighwireError("HW_VENDOR_DRIFT", { ...data, vendorCode: "version header" });
  return new HighwireError("HW_VENDOR_TOKEN_EXPIRED", data);
}

function missingOf(message: string): Pick<ErrorData, "vendorCode"> {
  const kind = missingRecord.exec(message)?.groups?.["kind"];
  return kind === undefined ? {} : { vendorCode: `no such ${kind.toLowerCase()}` };
}

/** `message` is a text or a list; some answers use `error` instead. */
function messageOf(body: unknown): string {
  if (!isObject(body)) return "";
  const { message, error } = body as { message?: unknown; error?: unknown };
  if (Array.isArray(message)) return message.filter((part) => typeof part === "string").join("; ");
  return typeof message === "string" ? message : typeof error === "string" ? error : "";
}

/** Beside a message, `error` is OAuth's code. */
const oauthCodeOf = (body: unknown): string => (isObject(body) && typeof body["error"] === "string" ? body["error"] : "");

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
