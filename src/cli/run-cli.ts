import { HighwireError } from "#core/errors.ts";
import { registry } from "#core/error-registry.ts";
import { systemClock } from "#lib/system-clock.ts";
import { options, readSettings, type GivenFlags, type OptionName, type Settings } from "#main/options.ts";
import type { Session } from "#main/session.ts";
import type { CommandContext, Given, Run } from "./command-context.ts";
import { tellError } from "./describe-error.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { createOutput, type Output, type OutputStyle, type Streams } from "./output.ts";
import { parse } from "./program.ts";
import { createProgress } from "./progress.ts";

/** Everything that a run of the CLI takes from its process. */
export interface Surroundings {
  readonly streams: Streams;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly readInput: () => Promise<string>;
  readonly version: string;
  /** Replaces the store and all behind it, in tests. */
  readonly openSession?: (settings: Settings) => Promise<Session>;
}

/** Runs one command line (the words after `highwire`) and returns its exit code. Never throws. */
export async function runCli(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const { streams, environment } = surroundings;
  // Until parsing has succeeded the style can only be guessed from the words themselves.
  const early = createOutput(
    streams,
    styleOf({ json: argv.includes("--json"), color: !argv.includes("--no-color"), plain: argv.includes("--plain") }, surroundings),
  );
  try {
    const parsed = await parse(argv.length === 0 ? ["--help"] : argv, streams, surroundings.version);
    if (parsed.kind === "shown") return exitCodes.done;
    if (parsed.kind === "wrong") return tellUsage(early, parsed.detail, parsed.fix);
    const output = createOutput(streams, styleOf(parsed.given.flags, surroundings));
    // Settings are read before the command is loaded, so that a wrong one is told at once.
    const settings = readSettings(environment, settingFlags(parsed.given));
    return await runCommand(await parsed.spec.load(), output, parsed.given, settings, surroundings);
  } catch (error) {
    return tellError(early, error);
  }
}

async function runCommand(run: Run, output: Output, given: Given, settings: Settings, surroundings: Surroundings): Promise<ExitCode> {
  const { streams, signal } = surroundings;
  const { createLog } = await import("#main/log.ts");
  const log = createLog(output.style.quiet ? "silent" : output.style.verbose && settings.logLevel === "warn" ? "info" : settings.logLevel);
  const progress = createProgress(streams.stderr, systemClock, !output.style.json && !output.style.quiet);
  let opened: Promise<Session> | null = null;
  const open = surroundings.openSession ?? (async () => (await import("#main/session.ts")).openSession(settings, { log }));
  const context: CommandContext = {
    output,
    progress,
    settings,
    clock: systemClock,
    log,
    signal,
    readInput: surroundings.readInput,
    session: () => (opened ??= open(settings)),
  };
  try {
    return await run(context, given);
  } catch (error) {
    progress.end();
    return tellError(output, signal.aborted && !(error instanceof HighwireError) ? new HighwireError("HW_CANCELLED") : error);
  } finally {
    await closeQuietly(opened);
  }
}

/** A session that failed to open has told its own error already. */
async function closeQuietly(opened: Promise<Session> | null): Promise<void> {
  const session = await opened?.catch(() => null);
  await session?.close();
}

function tellUsage(output: Output, detail: string, fix: string): ExitCode {
  const { number, title } = registry.HW_USAGE;
  output.document("error", { error: { code: "HW_USAGE", number, title, detail, fix } });
  if (!output.style.json)
    output.complain(
      `${output.style.plain ? "error:" : output.paint("red", "✗")} ${output.paint("bold", title)}\n  ${detail}\n  ${output.paint("dim", "Fix")}    ${fix}\n  ${output.paint("dim", "Code")}   ${number}`,
    );
  return exitCodes.wrongUsage;
}

function styleOf(flags: Given["flags"], { streams, environment }: Surroundings): OutputStyle {
  const plain = flags["plain"] === true;
  const wanted = flags["color"] !== false && (environment["NO_COLOR"] ?? "") === "" && environment["TERM"] !== "dumb";
  return {
    json: flags["json"] === true,
    plain,
    quiet: flags["quiet"] === true,
    verbose: flags["verbose"] === true,
    colour: wanted && !plain && streams.stdout.isTTY === true && streams.stderr.isTTY === true,
  };
}

function settingFlags(given: Given): GivenFlags {
  const names = (Object.keys(options) as OptionName[]).filter((name) => typeof given.flags[name] === "string");
  return Object.fromEntries(names.map((name) => [name, given.flags[name]])) as GivenFlags;
}
