import { entry, type ErrorEntry } from "./error-entry.ts";

/** Errors of what is asked of the page and the API, and of whoever asks. */
export const requestErrors = {
  HW_REQUEST_INVALID: entry(
    "HW-5400",
    "request",
    "The request cannot be understood",
    "A parameter or the body is missing, malformed or out of range.",
    "operator",
    "Correct the named field and send it again.",
  ),
  HW_SIGN_IN_NEEDED: entry(
    "HW-5401",
    "request",
    "Sign in first",
    "The request comes from nobody that is known here: no session, or one that has ended, and no valid token.",
    "operator",
    "Sign in, or send an API token as a bearer token.",
  ),
  HW_SIGN_IN_REFUSED: entry(
    "HW-5402",
    "request",
    "This did not let you in",
    "E-mail, password, code or passkey is not right, or the account may no longer be used.",
    "operator",
    "Type it again. An admin can make a link to set a new password under Settings, People; so does `highwire users reset-password`.",
  ),
  HW_REQUEST_TOO_OFTEN: entry(
    "HW-5429",
    "request",
    "Too many tries at once",
    "After several wrong tries each further one has to wait, so that nobody can guess on and on. A workflow's own address takes 1,000 calls at once and 50 a second. Nobody is locked out, and what was refused began nothing.",
    "operator",
    "Wait as long as the answer says, then try again.",
  ),
  HW_REQUEST_NOT_FOUND: entry(
    "HW-5404",
    "request",
    "There is no such thing here",
    "The address or id is unknown.",
    "operator",
    "Check the address or id. Begin at Home to find what there is; `highwire status` lists it as well.",
  ),
  HW_REQUEST_FORBIDDEN: entry(
    "HW-5403",
    "request",
    "This is not allowed",
    "The role of whoever asks does not reach so far, or the request comes from another site.",
    "operator",
    "Ask an admin or the owner for the role that the message names, or open Highwire under its own address.",
  ),
  HW_REQUEST_CONFLICT: entry(
    "HW-5409",
    "request",
    "That was already done or changed meanwhile",
    "The thing is no longer in the state the request expects.",
    "operator",
    "Reload and look again.",
  ),
  HW_REQUEST_TOO_MANY_PAGES: entry(
    "HW-5503",
    "request",
    "Too many pages are open at once",
    "Each open page listens for changes, and the server keeps only so many listening.",
    "operator",
    "Close pages that nobody looks at, then reload this one.",
  ),
} as const satisfies Record<string, ErrorEntry>;
