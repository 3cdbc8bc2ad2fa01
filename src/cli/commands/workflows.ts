import { writeFile } from "node:fs/promises";
import { readWorkflow, writeWorkflow } from "#contract/workflow-file.ts";
import { HighwireError } from "#core/errors.ts";
import type { Json } from "#core/workflow/expression.ts";
import { tellProblem } from "#core/workflow/problem.ts";
import type { Workflow, WorkflowId, WorkflowMode } from "#core/workflow/run.ts";
import { counted } from "#lib/counted.ts";
import { parseStrictJson } from "#lib/strict-json.ts";
import { neededArg, numberFlag, textFlag, usage, type CommandContext, type Given, type Run } from "../command-context.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { asFileError, readTextFile } from "../read-file.ts";
import { localTime } from "../time-words.ts";
import { namedWorkflow, workflowDesk } from "../workflow-desk-of.ts";

const modes: readonly WorkflowMode[] = ["off", "shadow", "live"];
/** Largest number of a version that is taken. */
const MOST_VERSIONS = 1_000_000;
/** Runs that are counted before a workflow is forgotten. */
const MOST_COUNTED = 200;

export const list: Run = async (context) => {
  const workflows = (await (await workflowDesk(context)).list()).map(summaryOf);
  context.output.document("workflows", { workflows });
  if (workflows.length === 0) context.output.note("There are no workflows yet. Begin with one of ours: highwire workflows templates");
  else
    context.output.table(
      ["ID", "NAME", "MODE", "BEGINS WITH", "VERSION", "CHANGED"],
      workflows.map(({ id, name, mode, trigger, version, changedAt }) => [
        id,
        name,
        mode,
        trigger,
        version === null ? "not published" : String(version),
        localTime(changedAt),
      ]),
    );
  return exitCodes.done;
};

export const pull: Run = async (context, given) => {
  const { id, draft } = await namedWorkflow(context, neededArg(given, 0, "<workflow>"));
  const text = writeWorkflow(draft);
  const out = textFlag(given, "out");
  if (out !== undefined) {
    await writeFile(out, text).catch((error: unknown) => Promise.reject(asFileError(error, out, "--out") as Error));
    context.output.note(`Written to ${out}. Bring it back with: highwire workflows push ${out} --workflow ${id}`);
  } else context.output.data(text.trimEnd());
  context.output.document("workflow", { id, definition: draft, file: out ?? null });
  return exitCodes.done;
};

export const push: Run = async (context, given) => {
  const definition = await readDefinition(context, neededArg(given, 0, "<file>"));
  const desk = await workflowDesk(context);
  const of = await idFor(context, given, definition);
  if (given.flags["check"] === true) {
    const problems = await desk.check(definition, of);
    context.output.document("workflow-check", { problems: problems.map((problem) => ({ ...problem, sentence: tellProblem(problem) })) });
    for (const problem of problems) context.output.data(tellProblem(problem));
    if (problems.length === 0) context.output.note("Nothing is wrong with it.");
    return problems.length === 0 ? exitCodes.done : exitCodes.wrongUsage;
  }
  const saved = await desk.save(of, definition, "cli");
  const workflow = given.flags["publish"] === true ? await desk.publish(saved.id, textFlag(given, "note") ?? "", "cli") : saved;
  return tell(context, workflow, given.flags["publish"] === true ? "Published" : "Kept as a draft");
};

export const publish: Run = async (context, given) => {
  const { id } = await namedWorkflow(context, neededArg(given, 0, "<workflow>"));
  const desk = await workflowDesk(context);
  const isBack = textFlag(given, "to") !== undefined;
  const version = numberFlag(given, "to", "--to", 1, [1, MOST_VERSIONS]);
  return tell(context, await (isBack ? desk.rollBack(id, version, "cli") : desk.publish(id, textFlag(given, "note") ?? "", "cli")), "Published");
};

export const mode: Run = async (context, given) => {
  const wanted = modes.find((one) => one === given.args[0]);
  if (wanted === undefined) throw usage(`<mode>: ${JSON.stringify(given.args[0])} is not one of: ${modes.join(", ")}`);
  const { id } = await namedWorkflow(context, neededArg(given, 1, "<workflow>"));
  return tell(context, await (await workflowDesk(context)).setMode(id, wanted, "cli"), `Switched to ${wanted}`);
};

export const secret: Run = async (context, given) => {
  const { id } = await namedWorkflow(context, neededArg(given, 0, "<workflow>"));
  const made = await (await workflowDesk(context)).newSecret(id, "cli");
  context.output.document("workflow-secret", made);
  context.output.data(made.secret);
  context.output.note(`Send it as a bearer token with JSON to <your public address>${made.path}. It is shown this once; making another ends it.`);
  return exitCodes.done;
};

export const run: Run = async (context, given) => {
  const { id } = await namedWorkflow(context, neededArg(given, 0, "<workflow>"));
  const input = textFlag(given, "with");
  const trigger = input === undefined ? {} : await readJson(context, input);
  const runId = await (await workflowDesk(context)).run(id, trigger, "cli");
  context.output.document("run-started", { run: runId, workflow: id });
  context.output.data(runId);
  context.output.note(`Started. Look at it with: highwire runs show ${runId}`);
  return exitCodes.done;
};

/** Without `--yes` it only says what that is. */
export const remove: Run = async (context, given) => {
  const workflow = await namedWorkflow(context, neededArg(given, 0, "<workflow>"));
  const desk = await workflowDesk(context);
  const rehearse = given.flags["yes"] !== true;
  const [versions, { runs, next }] = await Promise.all([desk.versions(workflow.id), desk.runs({ workflowId: workflow.id, limit: MOST_COUNTED })]);
  if (!rehearse) await desk.remove(workflow.id, "cli");
  const what = `${workflow.draft.name} (${workflow.id}), ${counted(versions.length, "version")}, ${next === null ? "" : "more than "}${counted(runs.length, "run")}`;
  context.output.document("workflow-removed", { rehearse, workflow: workflow.id, versions: versions.length });
  context.output.data(
    rehearse ? `Would forget ${what}, and every secret and address it has. Add --yes to do it; it cannot be undone.` : `Forgotten: ${what}.`,
  );
  if (rehearse) context.output.note(`To only stop it: highwire workflows mode off ${workflow.id}`);
  return exitCodes.done;
};

const summaryOf = ({ id, draft, mode: now, live, version, changedAt }: Workflow) => ({
  id,
  name: draft.name,
  mode: now,
  trigger: (live ?? draft).trigger.kind,
  version,
  changedAt,
});

function tell(context: CommandContext, workflow: Workflow, what: string): ExitCode {
  context.output.document("workflow", summaryOf(workflow));
  const version = workflow.version === null ? "no version is published yet" : `version ${String(workflow.version)} runs`;
  context.output.data(`${what}: ${workflow.draft.name} (${workflow.id}); ${version}, ${workflow.mode}.`);
  return exitCodes.done;
}

async function idFor(context: CommandContext, given: Given, definition: unknown): Promise<WorkflowId | null> {
  const flag = textFlag(given, "workflow");
  if (flag !== undefined) return (await namedWorkflow(context, flag)).id;
  const { name } = (definition ?? {}) as { readonly name?: unknown };
  const same = (await (await workflowDesk(context)).list()).filter(({ draft }) => draft.name === name);
  if (same.length > 1) throw usage(`several workflows are called ${JSON.stringify(name)}; say which with --workflow <id>`);
  return same[0]?.id ?? null;
}

const textOf = (context: CommandContext, path: string, what: string): Promise<string> =>
  path === "-" ? context.readInput() : readTextFile(path, what);

async function readDefinition(context: CommandContext, path: string): Promise<unknown> {
  const read = readWorkflow(await textOf(context, path, "<file>"));
  if (read.kind === "refused") throw new HighwireError("HW_FILE_UNUSABLE", { detail: `<file>: ${path} cannot be used: ${read.says}` });
  return read.definition;
}

async function readJson(context: CommandContext, path: string): Promise<Json> {
  const parsed = parseStrictJson(await textOf(context, path, "--with"));
  if (parsed.kind === "refused") throw new HighwireError("HW_FILE_UNUSABLE", { detail: `--with: ${path} is not JSON that can be read` });
  return parsed.value as Json;
}
