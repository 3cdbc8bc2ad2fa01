import type { ErrorCode } from "#core/error-registry.ts";
import { registry } from "#core/error-registry.ts";
import type { ErrorKind } from "#core/errors.ts";

/** What a command says to scripts. The numbers are public and never change their meaning. */
export const exitCodes = {
  done: 0,
  bug: 1,
  wrongUsage: 2,
  notConfigured: 3,
  vendorRefused: 4,
  vendorUnavailable: 5,
  changesPending: 6,
  needsPerson: 7,
  partlyDone: 8,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const byKind: Readonly<Record<ErrorKind, ExitCode>> = {
  config: exitCodes.notConfigured,
  "vendor.transient": exitCodes.vendorUnavailable,
  "vendor.auth": exitCodes.notConfigured,
  "vendor.rejected": exitCodes.vendorRefused,
  "vendor.drift": exitCodes.vendorRefused,
  webhook: exitCodes.vendorRefused,
  storage: exitCodes.notConfigured,
  workflow: exitCodes.needsPerson,
  invariant: exitCodes.bug,
  cancelled: exitCodes.interrupted,
  request: exitCodes.wrongUsage,
};

/** Codes whose meaning differs from that of their kind. */
const byCode: Readonly<Partial<Record<ErrorCode, ExitCode>>> = {
  HW_CONFIG_INVALID: exitCodes.wrongUsage,
  HW_USAGE: exitCodes.wrongUsage,
  HW_FILE_UNUSABLE: exitCodes.wrongUsage,
  HW_BACKUP_DAMAGED: exitCodes.wrongUsage,
  HW_EGRESS_REFUSED: exitCodes.wrongUsage,
  HW_LINK_AMBIGUOUS: exitCodes.needsPerson,
  HW_BRAKE: exitCodes.needsPerson,
};

/** The exit code of a command that ended in this error. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  return byCode[code] ?? byKind[registry[code].kind];
}
