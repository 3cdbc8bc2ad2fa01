import type { DemoParts, WeekSize } from "#main/demo/demo-parts.ts";
import type { DemoResult } from "#main/demo/run-demo.ts";
import { numberFlag, textFlag, usage, type CommandContext, type Given, type Run } from "../command-context.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { untilStopped } from "../until-stopped.ts";
import { tellStarted } from "./start.ts";

/** `--exit`: the headless proof. Without it: the same sandboxes with server and page, until Ctrl-C. Both leave nothing behind. */
export const demo: Run = async (context, given) => {
  const { temporaryHome } = await import("#main/temporary-home.ts");
  const headless = given.flags["exit"] === true;
  const all = textFlag(given, "flows") === "all";
  const request = {
    contacts: numberFlag(given, "contacts", "--contacts", all ? 300 : 500, [1, 20_000]),
    seed: numberFlag(given, "seed", "--seed", 1, [0, 999_999_999]),
  };
  const speed = speedOf(given, all, headless);
  const size: DemoSize = {
    speed,
    edits: numberFlag(given, "edits", "--edits", all ? 100 : 500, [0, 100_000]),
    week: weekSize(given, all),
  };
  // Sweeps come often, because every tenth event is lost on purpose.
  const home = await temporaryHome(context.settings, headless ? { port: 0, ...(all ? RARE_SWEEPS : OFTEN_SWEEPS) } : {});
  try {
    const { serve } = await import("#main/serve.ts");
    const { timeLapse } = await import("#main/time-lapse.ts");
    const time = speed === 1 ? {} : { time: timeLapse(speed) };
    const served = await serve(home.settings, { log: context.log, sandbox: true, ...request, ...time, simulatedPerson: !headless, work: !headless });
    try {
      return headless ? await prove(context, served, { seed: request.seed, ...size }) : await stay(context, served);
    } finally {
      await served.close();
    }
  } finally {
    await home.remove();
  }
};

const OFTEN_SWEEPS = { sweepIncident: 5_000, sweepHighlevel: 30_000 } as const;
/** A dozen bridges share the accounts' calls. */
const RARE_SWEEPS = { sweepIncident: 30_000, sweepHighlevel: 120_000 } as const;

type DemoSize = Required<Pick<DemoParts, "edits" | "week" | "speed">>;

/** A week through every kind of bridge is mostly waiting for the vendors' limits. */
const ALL_FLOWS_SPEED = 4;

/** Throws `HW_USAGE` where people are to look on. */
function speedOf(given: Given, all: boolean, headless: boolean): number {
  if (!headless && textFlag(given, "speed") !== undefined) throw usage("--speed belongs to --exit");
  return headless ? numberFlag(given, "speed", "--speed", all ? ALL_FLOWS_SPEED : 1, [1, 20]) : 1;
}

/** Throws `HW_USAGE` for a size of the week where there is none. */
function weekSize(given: Given, all: boolean): WeekSize | null {
  const sizes = { incidents: textFlag(given, "incidents"), events: textFlag(given, "events") };
  if (!all && (sizes.incidents ?? sizes.events) !== undefined) throw usage("--incidents and --events belong to --flows all");
  if (!all) return null;
  return {
    incidents: numberFlag(given, "incidents", "--incidents", 40, [1, 1_000]),
    events: numberFlag(given, "events", "--events", 1_000, [1, 100_000]),
  };
}

type Served = Awaited<ReturnType<(typeof import("#main/serve.ts"))["serve"]>>;

async function prove(
  { output, progress, signal }: CommandContext,
  { session, sandbox }: Served,
  { seed, ...size }: DemoSize & { readonly seed: number },
): Promise<ExitCode> {
  const { demoHeld, runDemo } = await import("#main/demo/run-demo.ts");
  if (sandbox === null) return exitCodes.bug;
  const result = await runDemo({ session, ...sandbox, ...size, seed, onProgress: (step) => progress.report(step), signal });
  progress.end();
  const held = demoHeld(result);
  output.document("demo", { ...result, held });
  tellResult(output, result, held);
  return held ? exitCodes.done : exitCodes.bug;
}

function tellResult(output: Output, result: DemoResult, held: boolean): void {
  const { webhooks, unequal, week = {}, ...counts } = result;
  for (const [name, value] of Object.entries({ ...counts, ...week }))
    output.data(output.style.plain ? `${name}\t${String(value)}` : `${name.replaceAll("_", " ").padEnd(20)}${String(value)}`);
  output.data(
    output.style.plain
      ? `webhooks\t${String(webhooks.sent)}`
      : `${"webhooks".padEnd(20)}${String(webhooks.sent)} sent, ${String(webhooks.dropped)} lost, ${String(webhooks.duplicated)} repeated`,
  );
  if (result.clock_speed !== 1)
    output.note(`The clock ran ${String(result.clock_speed)} times as fast as real time, also the one by which the vendors count their limits.`);
  for (const { contact, field } of unequal)
    output.data(output.style.plain ? `unequal\t${contact}\t${field}` : `  contact ${contact} differs in ${field}`);
  output.note(
    held
      ? output.paint("green", "Both sides are equal, nothing was written twice, no limit was broken.")
      : output.paint("red", "A promise was broken. The same --seed makes the same edits again; please report it with what --json prints."),
  );
}

async function stay(context: CommandContext, served: Served): Promise<ExitCode> {
  tellStarted(context, served);
  await untilStopped(context.signal);
  context.output.note("Stopping …");
  return exitCodes.done;
}
