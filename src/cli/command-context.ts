import { HighwireError } from "#core/errors.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Log } from "#core/ports/log.ts";
import type { Settings } from "#main/options.ts";
import type { Session } from "#main/session.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Output } from "./output.ts";
import type { ProgressLine } from "./progress.ts";

/** What every command is handed. */
export interface CommandContext {
  readonly output: Output;
  readonly progress: ProgressLine;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborts on the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** Standard input as text, for `--token-file -`. */
  readonly readInput: () => Promise<string>;
  /** Opens the store, attached to a running Highwire or on its own; closed when the command ends. */
  readonly session: () => Promise<Session>;
}

export interface Given {
  readonly args: readonly (string | undefined)[];
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
}

export type Run = (context: CommandContext, given: Given) => Promise<ExitCode>;

/** Wrong usage, told with what to type instead. */
export function usage(detail: string): HighwireError {
  return new HighwireError("HW_USAGE", { detail });
}

/** A flag that holds text; undefined when not given. */
export function textFlag(given: Given, name: string): string | undefined {
  const value = given.flags[name];
  return typeof value === "string" ? value : undefined;
}

/** A flag that must be given. Throws `HW_USAGE` naming it. */
export function neededFlag(given: Given, name: string, flag: string): string {
  const value = textFlag(given, name)?.trim();
  if (value === undefined || value === "") throw usage(`${flag} is needed`);
  return value;
}

/** A whole number from a flag. Throws `HW_USAGE` naming flag and range. */
export function numberFlag(given: Given, name: string, flag: string, fallback: number, [least, most]: readonly [number, number]): number {
  const raw = textFlag(given, name);
  if (raw === undefined) return fallback;
  if (!/^\d{1,9}$/u.test(raw) || Number(raw) < least || Number(raw) > most) {
    throw usage(`${flag}: ${JSON.stringify(raw)} is not a whole number from ${String(least)} to ${String(most)}`);
  }
  return Number(raw);
}

export function neededArg(given: Given, index: number, name: string): string {
  const value = given.args[index]?.trim();
  if (value === undefined || value === "") throw usage(`${name} is needed`);
  return value;
}
