import { registry, type ErrorCode } from "./error-registry.ts";

/** Disposition families; `classify` in `policy/` decides by kind and data, nothing else does (X5). */
export type ErrorKind =
  | "config"
  | "vendor.transient"
  | "vendor.auth"
  | "vendor.rejected"
  | "vendor.drift"
  | "webhook"
  | "storage"
  | "workflow"
  | "invariant"
  | "cancelled"
  | "request";

/** What an error carries besides its code: ids, counts, names of fields and options. Never a vendor value or a secret (P5). */
export interface ErrorData {
  readonly vendor?: "highlevel" | "incident";
  readonly operation?: string;
  readonly httpStatus?: number;
  /** The vendor's own machine code or fixed phrase, redacted. */
  readonly vendorCode?: string;
  readonly vendorRequestId?: string;
  /** Milliseconds the vendor asked us to wait. */
  readonly retryAfterMs?: number;
  /** True when a write may have been done although the answer did not say so (I4). */
  readonly mayHaveHappened?: boolean;
  readonly scope?: string;
  readonly field?: string;
  readonly option?: string;
  readonly recordId?: string;
  readonly otherRecordId?: string;
  readonly limit?: number;
  readonly detail?: string;
}

/** The one error class of Highwire: what code throws, what people see by its number, cause and fix. */
export class HighwireError extends Error {
  readonly code: ErrorCode;
  readonly data: ErrorData;

  constructor(code: ErrorCode, data: ErrorData = {}, cause?: unknown) {
    super(registry[code].title, cause === undefined ? undefined : { cause });
    this.name = "HighwireError";
    this.code = code;
    this.data = data;
  }

  get kind(): ErrorKind {
    return registry[this.code].kind;
  }

  /** What people search and say: `HW-1401`; never reused. */
  get number(): string {
    return registry[this.code].number;
  }
}
