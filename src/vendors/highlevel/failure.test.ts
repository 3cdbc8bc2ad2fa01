import { expect, it } from "vitest";
import { classify } from "#core/policy/classify.ts";
import { interpretHighLevelFailure } from "./failure.ts";

const first = { count: 0, firstFailedAt: null };

it.each([
  [400, { message: "phone must be a string" }, "HW_VENDOR_VALIDATION", "park"],
  [400, { message: "Contact not found" }, "HW_VENDOR_NOT_FOUND", "park"],
  [400, { message: "This location does not allow duplicated contacts." }, "HW_VENDOR_DUPLICATE", "park"],
  [401, { message: "Invalid JWT" }, "HW_VENDOR_TOKEN_EXPIRED", "refresh-token"],
  [401, { message: "The token is not authorized for this scope." }, "HW_VENDOR_SCOPE_MISSING", "park"],
  [403, { message: "The token does not have access to this location." }, "HW_VENDOR_SCOPE_MISSING", "park"],
  [400, { error: "Contact with id x not found", status: 400 }, "HW_VENDOR_NOT_FOUND", "park"],
  [400, { error: "Task with id x not found" }, "HW_VENDOR_NOT_FOUND", "park"],
  [400, { message: "The slot you have selected is no longer available." }, "HW_VENDOR_VALIDATION", "park"],
  [400, { message: "Endpoint /users/ is not available in API version v3" }, "HW_VENDOR_DRIFT", "park"],
  [401, { message: "This AuthClass is not yet supported for this route" }, "HW_VENDOR_SCOPE_MISSING", "park"],
  [404, { message: "User with id x not found" }, "HW_VENDOR_NOT_FOUND", "park"],
  [404, { message: "Cannot GET /contact/x" }, "HW_VENDOR_DRIFT", "park"],
  [404, null, "HW_VENDOR_DRIFT", "park"],
  [408, {}, "HW_VENDOR_TIMEOUT", "retry"],
  [409, {}, "HW_VENDOR_VALIDATION", "park"],
  [422, { message: ["email must be an email"] }, "HW_VENDOR_VALIDATION", "park"],
  [429, {}, "HW_VENDOR_RATE_LIMITED", "wait"],
  [500, { message: "Internal server error" }, "HW_VENDOR_UNAVAILABLE", "retry"],
  [502, null, "HW_VENDOR_UNAVAILABLE", "retry"],
  [503, null, "HW_VENDOR_UNAVAILABLE", "retry"],
] as const)("X5 a %i with %j from HighLevel is %s: %s", (status, body, code, meaning) => {
  const error = interpretHighLevelFailure(status, {}, body);
  expect([error.code, classify(error, first, 0, 0.5).kind]).toEqual([code, meaning]);
});

it.each([
  [400, { message: "Invalid grant: refresh token is invalid" }, "invalid grant"],
  [400, { error: "invalid_grant", error_description: "…" }, "invalid grant"],
  [401, { error: "invalid_grant", message: "Unauthorized" }, "invalid grant"],
  [401, { message: "This refresh token is invalid" }, "invalid grant"],
  [400, { message: "Refresh token has already been used" }, "invalid grant"],
  [400, { message: "Location is not active" }, undefined],
  [401, { message: "Invalid client credentials!" }, undefined],
  [500, { message: "invalid_grant" }, undefined],
] as const)("X8 a %i with %j says of the refresh token itself that it is lost: %j", (status, body, vendorCode) => {
  expect(interpretHighLevelFailure(status, {}, body).data.vendorCode).toBe(vendorCode);
});

it.each([
  ["Contact not found for id:x", "no such contact"],
  ["Contact with id x not found", "no such contact"],
  ["Task with id x not found", "no such task"],
  ["It was not found", undefined],
])("D1 %j says of which record it speaks, because below a contact it may be either", (error, vendorCode) => {
  expect(interpretHighLevelFailure(400, {}, { error }).data.vendorCode).toBe(vendorCode);
});

it("I4 only a refusal that comes before any work says that nothing happened", () => {
  const mayHaveHappened = (status: number): boolean => interpretHighLevelFailure(status, {}, null).data.mayHaveHappened === true;
  expect([408, 500, 502, 503, 504].map(mayHaveHappened)).toEqual([true, true, true, true, true]);
  expect([400, 401, 403, 404, 409, 422, 429].map(mayHaveHappened)).toEqual(Array(7).fill(false));
});

it("P5 what is kept of a refusal names the field and never repeats its value", () => {
  const error = interpretHighLevelFailure(422, {}, { message: ["property phone must be a phone number, got ada@example.com"], traceId: "t1" });
  expect(error.data).toMatchObject({ field: "phone", vendorRequestId: "t1" });
  expect(JSON.stringify({ message: error.message, data: error.data })).not.toContain("ada@example.com");
});
