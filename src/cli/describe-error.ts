import { vendorName } from "#core/vendor-name.ts";
import { registry, type ErrorCode } from "#core/error-registry.ts";
import { HighwireError } from "#core/errors.ts";
import { stackInSources } from "#lib/stack-in-sources.ts";
import { exitCodeOf, exitCodes, type ExitCode } from "./exit-codes.ts";
import { oneLine, type Output } from "./output.ts";

/** An error as a command tells it. */
export interface ToldError {
  readonly code: ErrorCode;
  readonly number: string;
  readonly title: string;
  readonly detail: string | null;
  readonly cause: string;
  readonly fix: string;
  readonly exitCode: ExitCode;
}

/** What to tell of anything that was thrown. Errors that are not ours are told as a defect, without their text (P5). */
export function describeError(error: unknown): ToldError {
  const known = error instanceof HighwireError ? error : new HighwireError("HW_INVARIANT", { detail: nameOf(error) });
  const { number, title, cause, fix } = registry[known.code];
  return {
    code: known.code,
    number,
    title,
    cause,
    fix: fixFor(known, fix),
    detail: detailOf(known),
    exitCode: isInterrupt(error) ? exitCodes.interrupted : exitCodeOf(known.code),
  };
}

/** Prints it: title, what exactly, cause, fix, code. With `--json` the one document on stdout is the error. */
export function tellError(output: Output, error: unknown): ExitCode {
  if (isInterrupt(error)) {
    output.note("Stopped.");
    output.document("error", { error: { code: "HW_CANCELLED", number: registry.HW_CANCELLED.number, title: registry.HW_CANCELLED.title } });
    return exitCodes.interrupted;
  }
  const told = describeError(error);
  const { exitCode, ...shown } = told;
  output.document("error", { error: shown });
  if (!output.style.json) output.complain(errorText(output, told));
  if (output.style.verbose && error instanceof Error) output.complain(stackInSources(error));
  return exitCode;
}

function errorText(output: Output, told: ToldError): string {
  const mark = output.style.plain ? "error:" : output.paint("red", "✗");
  const lines = [
    `${mark} ${output.paint("bold", told.title)}`,
    ...(told.detail === null ? [] : [`  ${oneLine(told.detail)}`]),
    `  ${output.paint("dim", "Cause")}  ${told.cause}`,
    `  ${output.paint("dim", "Fix")}    ${told.fix}`,
    `  ${output.paint("dim", "Code")}   ${told.number}`,
  ];
  return lines.join("\n");
}

function detailOf(error: HighwireError): string | null {
  const { detail, field, option, vendor, operation, httpStatus, vendorCode, scope, recordId } = error.data;
  const named = [
    detail ?? null,
    option !== undefined && detail === undefined ? option : null,
    field !== undefined && !(detail ?? "").includes(field) ? `field: ${field}` : null,
    vendor === undefined
      ? null
      : `${vendorName(vendor)}${operation === undefined ? "" : `, ${operation}`}${httpStatus === undefined ? "" : `: HTTP ${String(httpStatus)}`}`,
    vendorCode === undefined ? null : `vendor says: ${vendorCode}`,
    scope === undefined ? null : `permission: ${scope}`,
    recordId === undefined ? null : `id: ${recordId}`,
  ].filter((part) => part !== null);
  return named.length === 0 ? null : named.join(" · ");
}

/** A missing scope says which one to grant; everything else has the registry's fix. */
function fixFor(error: HighwireError, fix: string): string {
  return error.data.scope === undefined ? fix : `${fix} The permission is ${error.data.scope}.`;
}

const nameOf = (error: unknown): string => {
  const name = error instanceof Error ? error.name : typeof error;
  const code = typeof error === "object" && error !== null && "code" in error ? ` ${String(error.code)}` : "";
  return `${name}${code}; run it again with -v to see where`;
};

/** True for an abort by Ctrl-C, however deep it surfaced. */
function isInterrupt(error: unknown): boolean {
  return (error instanceof Error && error.name === "AbortError") || (error instanceof HighwireError && error.code === "HW_CANCELLED");
}
