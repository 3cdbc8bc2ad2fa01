import type { SandboxResponse } from "../kit/http-app.ts";

const types: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  403: "resource_forbidden",
  404: "not_found",
  408: "request_timeout",
  409: "conflict",
  // Published for no type; an operation that is gone is not found.
  410: "not_found",
  422: "validation_error",
  429: "too_many_requests",
  500: "api_error",
};

export interface FieldProblem {
  readonly code: string;
  readonly message: string;
  readonly field?: string;
}

/** An error in incident.io's envelope. The request id is added where the answer leaves (`withRequestId`). */
export function problem(status: number, code: string, message: string, field?: string): SandboxResponse {
  return problems(status, [{ code, message, ...(field !== undefined && { field }) }]);
}

/** Several errors in one envelope. */
export function problems(status: number, list: readonly FieldProblem[]): SandboxResponse {
  const errors = list.map(({ code, message, field }) => ({ code, message, ...(field !== undefined && { source: { field } }) }));
  return { status, body: { type: types[status] ?? "api_error", status, errors } };
}

/** Gives an error envelope its request id; other answers pass unchanged. */
export function withRequestId(answer: SandboxResponse, requestId: () => string): SandboxResponse {
  const { body } = answer;
  if (answer.status < 400 || typeof body !== "object" || body === null || !("errors" in body)) return answer;
  return { ...answer, body: { ...body, request_id: requestId() } };
}
