import { expect, it } from "vitest";
import { classify } from "#core/policy/classify.ts";
import { interpretIncidentFailure } from "./failure.ts";

it.each([
  [400, "HW_VENDOR_VALIDATION", "park"],
  [401, "HW_VENDOR_TOKEN_EXPIRED", "refresh-token"],
  [403, "HW_VENDOR_SCOPE_MISSING", "park"],
  [404, "HW_VENDOR_NOT_FOUND", "park"],
  [408, "HW_VENDOR_TIMEOUT", "retry"],
  [409, "HW_VENDOR_CONFLICT", "retry"],
  [413, "HW_VENDOR_VALIDATION", "park"],
  [422, "HW_VENDOR_VALIDATION", "park"],
  [429, "HW_VENDOR_RATE_LIMITED", "wait"],
  [500, "HW_VENDOR_UNAVAILABLE", "retry"],
  [503, "HW_VENDOR_UNAVAILABLE", "retry"],
] as const)("X5 a %i from incident.io is %s: %s", (status, code, meaning) => {
  const error = interpretIncidentFailure(status, {}, null, 0);
  expect([error.code, classify(error, { count: 0, firstFailedAt: null }, 0, 0.5).kind]).toEqual([code, meaning]);
});

it("X5 names the vendor's own code, the field and the request, cut to a length", () => {
  const body = {
    request_id: "r".repeat(200),
    errors: [{ code: "is_required", message: "ada@example.com is no phone", source: { field: "attribute_values.hw_phone" } }],
  };
  const { data } = interpretIncidentFailure(422, {}, body, 0);
  expect(data).toMatchObject({ vendorCode: "is_required", field: "attribute_values.hw_phone", vendorRequestId: "r".repeat(80) });
  expect(JSON.stringify(data)).not.toContain("ada@example.com");
});
