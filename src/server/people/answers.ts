import type { FastifyReply } from "fastify";
import { HighwireError } from "#core/errors.ts";

/** What the library answered, and the cookies it wants set. */
interface Answered<Response> {
  readonly headers: Headers;
  readonly response: Response;
}

/** Asks the library; its cookies go out with our reply, its refusals become ours. */
export async function relayed<Response>(reply: FastifyReply, asked: Promise<Answered<Response>>): Promise<Response> {
  const { headers, response } = await asked.catch(async (error: unknown) => Promise.reject(await refusalOf(error)));
  relayCookies(reply, headers);
  return response;
}

export function relayCookies(reply: FastifyReply, headers: Headers): void {
  const cookies = headers.getSetCookie();
  if (cookies.length > 0) reply.header("set-cookie", cookies);
}

/** The library's refusals by its codes; whatever else it refuses, the request did not fit. */
const refusals: Readonly<Record<string, () => HighwireError>> = {
  INVALID_EMAIL_OR_PASSWORD: () => new HighwireError("HW_SIGN_IN_REFUSED"),
  DISABLED: () => new HighwireError("HW_SIGN_IN_REFUSED"),
  INVALID_PASSWORD: () => new HighwireError("HW_SIGN_IN_REFUSED", { field: "password", detail: "this is not your password" }),
  INVALID_CODE: () => new HighwireError("HW_SIGN_IN_REFUSED", { field: "code", detail: "this code is not right, or no longer" }),
  INVALID_BACKUP_CODE: () => new HighwireError("HW_SIGN_IN_REFUSED", { field: "code", detail: "this code is not right, or was used" }),
  INVALID_TWO_FACTOR_COOKIE: () =>
    new HighwireError("HW_SIGN_IN_REFUSED", { field: "code", detail: "this took too long: begin again with your password" }),
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: () => new HighwireError("HW_SIGN_IN_REFUSED", { field: "code", detail: "begin again with your password" }),
  ACCOUNT_TEMPORARILY_LOCKED: () => new HighwireError("HW_REQUEST_TOO_OFTEN", { detail: "too many wrong codes: try again in a quarter of an hour" }),
  PASSKEY_NOT_FOUND: () => new HighwireError("HW_SIGN_IN_REFUSED", { detail: "this passkey is not known here" }),
  AUTHENTICATION_FAILED: () => new HighwireError("HW_SIGN_IN_REFUSED", { detail: "the passkey did not prove who you are" }),
  SESSION_NOT_FRESH: () => new HighwireError("HW_SIGN_IN_NEEDED", { detail: "this needs a sign-in within the last day: sign out and in again" }),
};

async function refusalOf(error: unknown): Promise<unknown> {
  // Loaded by now, because it has answered: a server that nobody signs in to does without the whole library.
  const { isAPIError } = await import("better-auth/api");
  if (!isAPIError(error)) return error;
  const code = error.body?.code ?? "";
  const known = Object.hasOwn(refusals, code) ? refusals[code] : undefined;
  if (known !== undefined) return known();
  return error.statusCode === 401
    ? new HighwireError("HW_SIGN_IN_NEEDED")
    : new HighwireError("HW_REQUEST_INVALID", { detail: "this cannot be done as it was asked" });
}
