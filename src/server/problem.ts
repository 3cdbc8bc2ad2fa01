import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Problem } from "#contract/problem.ts";
import { registry, type ErrorCode } from "#core/error-registry.ts";
import { HighwireError } from "#core/errors.ts";
import type { Log } from "#core/ports/log.ts";

const statusOfCode: Partial<Readonly<Record<ErrorCode, number>>> = {
  HW_REQUEST_INVALID: 400,
  HW_SIGN_IN_NEEDED: 401,
  HW_SIGN_IN_REFUSED: 401,
  HW_REQUEST_TOO_OFTEN: 429,
  HW_REQUEST_FORBIDDEN: 403,
  HW_REQUEST_NOT_FOUND: 404,
  HW_REQUEST_CONFLICT: 409,
  HW_REQUEST_TOO_MANY_PAGES: 503,
  HW_WORKFLOW_INVALID: 400,
  HW_PLAN_EXPIRED: 409,
  HW_PLAN_DRIFTED: 409,
  HW_NOT_CONNECTED: 409,
  HW_CONFIG_MISSING: 409,
  HW_EGRESS_REFUSED: 400,
  HW_CREDENTIAL_LEGACY: 400,
  HW_CREDENTIAL_FORMAT: 400,
  HW_CREDENTIAL_OTHER_ACCOUNT: 409,
  HW_OAUTH_STATE: 409,
  HW_OAUTH_DENIED: 409,
  HW_OAUTH_NO_APP: 409,
  HW_STORAGE_UNAVAILABLE: 503,
};

/** Answers an error as problem+json. Unexpected ones say only that, with the id under which the log has them (P5). */
export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  const problem = problemOfAny(error, request, log);
  return reply.code(problem.status).type("application/problem+json").send(problem);
}

/** The same as a value, for whoever answers in another form. */
export function problemOfAny(error: unknown, request: FastifyRequest, log: Log): Problem {
  const known = asHighwireError(error);
  if (known.code === "HW_INVARIANT")
    log.error("server.unexpected", {
      requestId: request.id,
      route: request.routeOptions.url ?? "",
      name: (error as Error | null)?.name ?? "unknown",
    });
  const status = statusOfCode[known.code] ?? (known.kind.startsWith("vendor.") ? 502 : 500);
  return problemOf(known, status, request.id);
}

export function problemOf(error: HighwireError, status: number, requestId: string): Problem {
  const entry = registry[error.code];
  return {
    type: `/help/errors/${error.number}`,
    title: entry.title,
    status,
    code: error.code,
    number: error.number,
    detail: error.data.detail ?? entry.cause,
    fix: entry.fix,
    requestId,
    ...(error.data.field !== undefined && { field: error.data.field }),
  };
}

function asHighwireError(error: unknown): HighwireError {
  if (error instanceof HighwireError) return error;
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (status === 404) return new HighwireError("HW_REQUEST_NOT_FOUND");
  if (typeof status === "number" && status >= 400 && status < 500) return new HighwireError("HW_REQUEST_INVALID", { detail: requestTrouble(error) });
  return new HighwireError("HW_INVARIANT", {}, error);
}

/** In place of the framework's own words, which repeat what was sent. */
function requestTrouble(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") return "send the body as application/json";
  if (code === "FST_ERR_BAD_URL" || code === "FST_ERR_MAX_PARAM_LENGTH") return "the address cannot be read";
  return "the request cannot be read";
}

/** Checks a query or body; the refusal names the field and never repeats its value. */
export function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value === undefined ? {} : value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join(".") ?? "";
  throw new HighwireError("HW_REQUEST_INVALID", {
    ...(field !== "" && { field }),
    detail: `${field === "" ? "the request" : field}: ${issue?.message ?? "not understood"}`,
  });
}

const nothing = z.strictObject({});

/** For routes that need no body: throws `HW_REQUEST_INVALID` unless there is none, or an empty object. */
export const checkNoBody = ({ body }: FastifyRequest): void => void checked(nothing, body);
