import type { SandboxResponse } from "../kit/http-app.ts";

const types: Readonly<Record<number, string>> = {
  400: "invalid_request_error", 401: "authentication_error", 403: "resource_forbidden", 404: "not_found", 409: "conflict", 422: "validation_error",
  429: "too_many_requests", 500: "api_error",
};

/** An error in incident.io's envelope. */
export function problem(status: number, code: string, message: string, field?: string): SandboxResponse {
  return {
    status,
    body: { type: types[status] ?? "api_error", status, request_id: requestId(), errors: [{ code, message, ...(field !== undefined && { source: { field } }) }] },
  };
}

let counter = 0;
export function requestId(): string {
  counter += 1;
  return `req-${String(counter).padStart(12, "0")}`;
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A 26-character ULID: ten of time, sixteen from `random`. */
export function ulid(atMs: number, random: (alphabet: string, length: number) => string): string {
  let time = "";
  for (let rest = atMs, index = 0; index < 10; index += 1, rest = Math.floor(rest / 32)) time = (crockford[rest % 32] ?? "0") + time;
  return time + random(crockford, 16);
}
