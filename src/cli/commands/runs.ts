import { registry } from "#core/error-registry.ts";
import type { RunId, RunState, StepRecord } from "#core/workflow/run.ts";
import { neededArg, numberFlag, textFlag, usage, type CommandContext, type Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { oneLine } from "../output.ts";
import { localTime } from "../time-words.ts";
import { workflowDesk, type ShownRun } from "../workflow-desk-of.ts";

export const list: Run = async (context, given) => {
  const desk = await workflowDesk(context);
  const state = textFlag(given, "state") as RunState | undefined;
  const limit = numberFlag(given, "limit", "--limit", 20, [1, 200]);
  const [{ runs }, workflows] = await Promise.all([desk.runs({ limit, ...(state !== undefined && { states: [state] }) }), desk.list()]);
  const names = new Map(workflows.map(({ id, draft }) => [id, draft.name]));
  context.output.document("runs", { runs: runs.map(({ trigger: _t, ...run }) => run) });
  if (runs.length === 0) context.output.note("No run is like that.");
  else
    context.output.table(
      ["ID", "WORKFLOW", "STATE", "BEGAN", "WHY"],
      runs.map((run) => [run.id, names.get(run.workflowId) ?? run.workflowId, run.state, localTime(run.startedAt), whyOf(run)]),
    );
  return exitCodes.done;
};

export const show: Run = async (context, given) => {
  const run = await shown(context, neededArg(given, 0, "<run>"));
  // Values belong to people, so they are shown only where that is asked for (P5).
  const steps = run.steps.map(({ input: _i, output: _o, ...step }) => step);
  const { trigger: _t, ...rest } = run;
  const withValues = given.flags["values"] === true;
  context.output.document("run", { run: withValues ? run : { ...rest, steps } });
  const data = (line: string): void => context.output.data(line);
  data(`${run.state}: version ${String(run.version)} of ${run.workflowId}, began ${localTime(run.startedAt)} (${run.cause})`);
  if (run.because !== null) data(`${registry[run.because].title}${run.at === null ? "" : ` at ${run.at}`}. ${registry[run.because].fix}`);
  for (const one of run.chain) data(`led to by ${one}`);
  context.output.table(["STEP", "KIND", "STATE", "TRIES", "SAYS"], steps.map(rowOf));
  if (withValues) {
    data(`began with ${valueText(run.trigger)}`);
    for (const { path, input, output } of run.steps) data(`${path} was given ${valueText(input)} and brought ${valueText(output)}`);
  }
  return run.state === "parked" ? exitCodes.needsPerson : exitCodes.done;
};

export const retry: Run = async (context, given) => {
  const id = neededArg(given, 0, "<run>") as RunId;
  const desk = await workflowDesk(context);
  await (given.flags["wasDone"] === true ? desk.confirm(id, "cli") : desk.retry(id, "cli"));
  return told(context, id, "run-retried", "Taken up.");
};

export const replay: Run = async (context, given) => {
  const version = textFlag(given, "with") === "then" ? "then" : "today";
  const id = await (await workflowDesk(context)).replay(neededArg(given, 0, "<run>") as RunId, version, "cli");
  return told(context, id, "run-started", `Started as ${id}.`);
};

export const approve: Run = async (context, given) => {
  const run = await shown(context, neededArg(given, 0, "<run>"));
  const asks = run.steps.find(({ kind, state }) => kind === "approve" && state === "waiting");
  if (asks === undefined) throw usage("the run asks nothing now; `highwire runs show` tells what it waits for");
  const approved = given.flags["refuse"] !== true;
  await (await workflowDesk(context)).answer(run.id, asks.path, { approved, note: textFlag(given, "note") ?? "" }, "cli");
  return told(context, run.id, "run-answered", approved ? "Approved." : "Refused.");
};

export const cancel: Run = async (context, given) => {
  const id = neededArg(given, 0, "<run>") as RunId;
  await (await workflowDesk(context)).cancel(id, "cli");
  return told(context, id, "run-cancelled", "Ended.");
};

/** On one line, whatever the value holds. */
const valueText = (value: unknown): string => oneLine(JSON.stringify(value));

const shown = async (context: CommandContext, id: string): Promise<ShownRun> => (await workflowDesk(context)).showRun(id as RunId);

function told(context: CommandContext, id: RunId, kind: string, sentence: string): typeof exitCodes.done {
  context.output.document(kind, { run: id });
  context.output.data(sentence);
  context.output.note(`Look at it with: highwire runs show ${id}`);
  return exitCodes.done;
}

const whyOf = ({ because, reason, at }: Pick<ShownRun, "because" | "reason" | "at">): string =>
  because !== null ? registry[because].title : (reason ?? (at === null ? "" : `at ${at}`));

const rowOf = ({ path, kind, state, attempts, error, shadow, dueAt }: Omit<StepRecord, "input" | "output">): readonly string[] => [
  path,
  kind,
  state,
  String(attempts),
  [error === null ? "" : registry[error].title, shadow ? "not sent: shadow" : "", dueAt === null ? "" : `until ${localTime(dueAt)}`]
    .filter((part) => part !== "")
    .join("; "),
];
