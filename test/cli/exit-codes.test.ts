import { describe, expect, it } from "vitest";
import { registry, type ErrorCode } from "#core/error-registry.ts";
import { exitCodeOf } from "#cli/exit-codes.ts";

/** The public table: one row for each code of the registry. A new code must be given its row here. */
const table: Readonly<Record<ErrorCode, number>> = {
  HW_CONFIG_INVALID: 2,
  HW_CONFIG_MISSING: 3,
  HW_NOT_CONNECTED: 3,
  HW_USAGE: 2,
  HW_PORT_TAKEN: 3,
  HW_FILE_UNUSABLE: 2,
  HW_VENDOR_RATE_LIMITED: 5,
  HW_VENDOR_UNAVAILABLE: 5,
  HW_VENDOR_READ_TOO_OLD: 5,
  HW_VENDOR_TIMEOUT: 5,
  HW_VENDOR_NETWORK: 5,
  HW_VENDOR_CONFLICT: 5,
  HW_VENDOR_TOKEN_EXPIRED: 3,
  HW_VENDOR_REAUTH_NEEDED: 3,
  HW_VENDOR_SCOPE_MISSING: 3,
  HW_VENDOR_VALIDATION: 4,
  HW_VENDOR_NOT_FOUND: 4,
  HW_VENDOR_DUPLICATE: 4,
  HW_VENDOR_DRIFT: 4,
  HW_EGRESS_REFUSED: 2,
  HW_WEBHOOK_BAD_SIGNATURE: 4,
  HW_WEBHOOK_STALE: 4,
  HW_WEBHOOK_UNKNOWN_SOURCE: 4,
  HW_WEBHOOK_TOO_LARGE: 4,
  HW_WEBHOOK_UNUSABLE: 4,
  HW_WEBHOOK_UNSUPPORTED_TYPE: 4,
  HW_STORAGE_UNAVAILABLE: 3,
  HW_STORAGE_LOCKED: 3,
  HW_STORAGE_MIGRATION: 3,
  HW_STORAGE_SECRET: 3,
  HW_STORAGE_POSTGRES_MISSING: 3,
  HW_BACKUP_DAMAGED: 2,
  HW_BACKUP_KEY: 3,
  HW_BACKUP_NEWER: 3,
  HW_RESTORE_NOT_EMPTY: 3,
  HW_LINK_AMBIGUOUS: 7,
  HW_LINK_NO_MATCH_KEY: 4,
  HW_LINK_BEGINS_ELSEWHERE: 4,
  HW_BOARD_NEEDS_ADDRESS: 4,
  HW_LINK_ERASED: 4,
  HW_LINK_NOT_TAKEN: 4,
  HW_LINK_NO_ONE_CONTACT: 4,
  HW_LINK_CASE_OVER: 4,
  HW_HOPS_SPENT: 7,
  HW_CASES_NEED_CONTACTS: 3,
  HW_BRAKE: 7,
  HW_RETRIES_SPENT: 4,
  HW_PLAN_DRIFTED: 2,
  HW_PLAN_EXPIRED: 2,
  HW_REQUEST_INVALID: 2,
  HW_REQUEST_NOT_FOUND: 2,
  HW_REQUEST_FORBIDDEN: 2,
  HW_REQUEST_CONFLICT: 2,
  HW_REQUEST_TOO_MANY_PAGES: 2,
  HW_INVARIANT: 1,
  HW_CANCELLED: 130,
};

describe("exit codes", () => {
  it.each(Object.keys(registry) as ErrorCode[])("%s ends with the code of the public table", (code) => {
    expect(exitCodeOf(code)).toBe(table[code]);
  });
});
