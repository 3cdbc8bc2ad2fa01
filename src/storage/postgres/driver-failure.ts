import { HighwireError } from "#core/errors.ts";

/** SQLSTATE classes and codes that say: the server, not the statement, is at fault. */
const unavailableClasses = ["08", "53", "57", "58", "XX"] as const;
const unavailableCodes = ["55P03", "25006", "25P03", "25P04"] as const;
/** Another transaction was in the way; the same work may be tried again. */
const retryable = ["40001", "40P01"] as const;

/** A failed statement, before it is decided whether to try again. Never leaves storage. */
export class DriverFailure extends Error {
  /** Five characters of PostgreSQL; null when the connection itself failed. */
  readonly sqlState: string | null;
  /** True when the connection cannot be used any more. */
  readonly connectionLost: boolean;
  readonly what: string;

  constructor(error: unknown) {
    super("a statement failed");
    const code = (error as { readonly code?: unknown } | null)?.code;
    this.sqlState = typeof code === "string" && /^[0-9A-Z]{5}$/u.test(code) && "severity" in (error as object) ? code : null;
    this.connectionLost = this.sqlState === null || this.sqlState.startsWith("08") || this.sqlState.startsWith("57P");
    this.what = describe(error, this.sqlState, code);
  }

  /** True when the transaction may be tried again as it is. */
  get mayRetry(): boolean {
    return this.sqlState !== null && (retryable as readonly string[]).includes(this.sqlState);
  }

  /** The error that leaves storage. Its text names states and tables, never values (P5): the driver's own error holds them, so it stays here. */
  toHighwireError(mayHaveHappened = false): HighwireError {
    const unavailable =
      this.connectionLost ||
      this.mayRetry ||
      unavailableClasses.some((prefix) => this.sqlState?.startsWith(prefix)) ||
      (unavailableCodes as readonly string[]).includes(this.sqlState ?? "");
    const data = { operation: "storage", detail: this.what, ...(mayHaveHappened && { mayHaveHappened }) };
    return new HighwireError(unavailable ? "HW_STORAGE_UNAVAILABLE" : "HW_INVARIANT", data);
  }
}

function describe(error: unknown, sqlState: string | null, code: unknown): string {
  if (sqlState === null) return `connection ${typeof code === "string" ? code : "closed"}`;
  const { table, constraint, routine } = error as { readonly table?: string; readonly constraint?: string; readonly routine?: string };
  return [`SQLSTATE ${sqlState}`, table && `table ${table}`, constraint && `constraint ${constraint}`, routine && `in ${routine}`]
    .filter(Boolean)
    .join(", ");
}
