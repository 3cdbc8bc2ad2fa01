import { HighwireError, type ErrorData } from "#core/errors.ts";
import { isObject } from "#lib/json.ts";
import type { HeaderBag } from "#vendors/transport/transport.ts";
import { readIncidentLimits } from "./limits.ts";

/** Reads a refusal in incident.io's envelope. */
export function interpretIncidentFailure(status: number, headers: HeaderBag, body: unknown, nowMs: number): HighwireError {
  const data: ErrorData = { vendor: "incident", httpStatus: status, ...evidenceIn(body) };
  switch (status) {
    case 401:
      return new HighwireError("HW_VENDOR_TOKEN_EXPIRED", data);
    case 403:
      return new HighwireError("HW_VENDOR_SCOPE_MISSING", data);
    case 404:
      return new HighwireError("HW_VENDOR_NOT_FOUND", data);
    case 408:
      return new HighwireError("HW_VENDOR_TIMEOUT", { ...data, mayHaveHappened: true });
    case 409:
      return new HighwireError("HW_VENDOR_CONFLICT", data);
    case 429:
      return new HighwireError("HW_VENDOR_RATE_LIMITED", { ...data, retryAfterMs: readIncidentLimits(status, headers, nowMs).blockMs ?? 1_000 });
    default:
      return status >= 400 && status < 500
        ? new HighwireError("HW_VENDOR_VALIDATION", data)
        : new HighwireError("HW_VENDOR_UNAVAILABLE", { ...data, mayHaveHappened: true });
  }
}

function evidenceIn(body: unknown): Pick<ErrorData, "vendorCode" | "vendorRequestId" | "field"> {
  if (!isObject(body)) return {};
  const first: unknown = Array.isArray(body["errors"]) ? body["errors"][0] : undefined;
  const code = isObject(first) ? first["code"] : undefined;
  const source = isObject(first) && isObject(first["source"]) ? first["source"]["field"] : undefined;
  return {
    ...(typeof code === "string" && { vendorCode: code.slice(0, 80) }),
    ...(typeof source === "string" && { field: source.slice(0, 120) }),
    ...(typeof body["request_id"] === "string" && { vendorRequestId: body["request_id"].slice(0, 80) }),
  };
}
