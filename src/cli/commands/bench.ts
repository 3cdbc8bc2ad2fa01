import { readFile, writeFile } from "node:fs/promises";
import { holds, targetText, valueText, type BenchRequest, type Figure } from "#main/bench/figure.ts";
import { defaults, sizesUpTo } from "#main/bench/bench-defaults.ts";
import { numberFlag, textFlag, usage, type CommandContext, type Given, type Run } from "../command-context.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";

const requestOf = ({ settings, log, progress, signal }: CommandContext): BenchRequest => ({
  settings,
  log,
  signal,
  onProgress: (step) => progress.report(step),
});

/** A command that measures, tells its figures, and ends with 0 only when each meets its target. */
const measuring =
  (measure: (request: BenchRequest, given: Given) => Promise<readonly Figure[]>): Run =>
  async (context, given) =>
    tell(context, await measure(requestOf(context), given));

export const ingest = measuring(async (request, given) => {
  const seconds = numberFlag(given, "seconds", "--seconds", defaults.ingestSeconds, [1, 120]);
  const connections = numberFlag(given, "connections", "--connections", defaults.ingestConnections, [1, 1_000]);
  const { benchIngest } = await import("#main/bench/bench-ingest.ts");
  return benchIngest({ ...request, seconds, connections });
});

export const latency = measuring(async (request, given) => {
  const edits = numberFlag(given, "edits", "--edits", defaults.latencyEdits, [1, 10_000]);
  const { benchLatency } = await import("#main/bench/bench-latency.ts");
  return benchLatency({ ...request, edits });
});

export const change = measuring(async (request, given) => {
  const contacts = numberFlag(given, "contacts", "--contacts", defaults.changeContacts, [20, 10_000]);
  const { benchChange } = await import("#main/bench/bench-change.ts");
  return benchChange({ ...request, contacts });
});

export const calls = measuring(async (request) => {
  const { benchCalls } = await import("#main/bench/bench-calls.ts");
  return benchCalls(request);
});

export const workers = measuring(async (request, given) => {
  const contacts = numberFlag(given, "contacts", "--contacts", defaults.workersContacts, [40, 1_000]);
  const { benchWorkers } = await import("#main/bench/bench-workers.ts");
  return benchWorkers({ ...request, contacts });
});

export const workflow = measuring(async (request, given) => {
  const runs = numberFlag(given, "runs", "--runs", defaults.workflowRuns, [10, 1_000_000]);
  const events = numberFlag(given, "events", "--events", defaults.workflowEvents, [1, 10_000]);
  const { benchWorkflow } = await import("#main/bench/bench-workflow.ts");
  return benchWorkflow({ ...request, runs, events });
});

export const scale = measuring(async (request, given) => {
  const links = numberFlag(given, "links", "--links", defaults.scaleLinks, [100, 5_000_000]);
  const changes = numberFlag(given, "changes", "--changes", defaults.scaleChanges, [5, 10_000]);
  const { benchScale } = await import("#main/bench/bench-scale.ts");
  return benchScale({ ...request, sizes: sizesUpTo(links), changes });
});

export const backfill = measuring(async (request, given) => {
  const contacts = numberFlag(given, "contacts", "--contacts", defaults.backfillContacts, [1, 50_000]);
  const { benchBackfill } = await import("#main/bench/bench-backfill.ts");
  return benchBackfill({ ...request, contacts });
});

export const all: Run = async (context, given) => {
  const [{ benchAll, benchNames }, { describeMachine }, { benchmarksPage, renewedPage }] = await Promise.all([
    import("#main/bench/bench-all.ts"),
    import("#main/bench/machine.ts"),
    import("#main/bench/benchmarks-page.ts"),
  ]);
  const file = textFlag(given, "write");
  const only = textFlag(given, "only")
    ?.split(",")
    .map((name) => benchNames.find((known) => known === name.trim()) ?? refuseBench(name, benchNames));
  const page = file === undefined || only === undefined ? null : await readFile(file, "utf8").catch(() => refusePage(file));
  const request = requestOf(context);
  const machine = await describeMachine(request);
  // A page of another machine is refused before anything is measured for it.
  if (page !== null) renewedPage(page, [], machine);
  const figures: Figure[] = [];
  for await (const own of benchAll(request, only)) {
    // Whoever stops it after a quarter of an hour has what was measured by then.
    tell(context, own);
    figures.push(...own);
  }
  if (file !== undefined) await writeFile(file, page === null ? benchmarksPage(figures, machine) : renewedPage(page, figures, machine));
  return codeOf(figures);
};

function refuseBench(name: string, known: readonly string[]): never {
  throw usage(`--only: ${JSON.stringify(name)} is none of ${known.join(", ")}.`);
}

function refusePage(file: string): never {
  throw usage(`--write: ${file} cannot be read. With --only it must be a page that bench all has written.`);
}

const codeOf = (figures: readonly Figure[]): ExitCode => (figures.every(holds) ? exitCodes.done : exitCodes.bug);

function tell({ output, progress }: CommandContext, figures: readonly Figure[]): ExitCode {
  progress.end();
  for (const figure of figures) output.document("figure", { ...figure, met: holds(figure) });
  output.table(
    ["FIGURE", "MEASURED", "TARGET", "", "WHAT"],
    figures.map((figure) => [figure.name, valueText(figure), targetText(figure), holds(figure) ? "" : "missed", figure.about]),
  );
  for (const { name, how } of figures) if (how !== undefined) output.note(`${name}: ${how}`);
  return codeOf(figures);
}
