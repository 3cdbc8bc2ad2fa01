import { mappingRowsRequest, type MappingRow } from "#contract/mapping.ts";
import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { PlanId } from "#core/ids.ts";
import { draftOf, type DraftRow } from "#core/mapping/draft-row.ts";
import { directionWords, mappingChanges, policyWords } from "#core/mapping/mapping-changes.ts";
import { isMappedEntity } from "#core/mapping/places.ts";
import { transformWords } from "#core/mapping/transform-words.ts";
import { recipes } from "#core/recipes.ts";
import { isObject, parseJson } from "#lib/json.ts";
import type { Session } from "#main/session.ts";
import { chooseBridge } from "../choose-bridge.ts";
import { chooseFlow } from "../choose-flow.ts";
import { neededFlag, numberFlag, textFlag, usage, type CommandContext, type Given, type Run } from "../command-context.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { readTextFile } from "../read-file.ts";

/** Milliseconds between two looks at a plan that is being made. */
const LOOK_MS = 250;

/** Shows which field goes where. */
export const mappingShow: Run = async ({ output, session }, given) => {
  const opened = await session();
  const bridge = await mappedBridgeIn(opened, given);
  const { version, places, needsPlan } = await opened.app.mappings.show(bridge.id);
  const rows = version.fields.map(draftOf);
  output.document("mapping", { bridge: bridge.id, number: version.number, needsPlan, rows, places: { left: places.left, right: places.right } });
  for (const row of rows) {
    const words = [
      row.label,
      row.left,
      row.right,
      directionWords[row.creates],
      directionWords[row.direction],
      policyWords[row.policy],
      transformWords(row.transforms),
    ];
    output.data(output.style.plain ? words.join("\t") : `${row.label.padEnd(20)} ${row.left} ↔ ${row.right}\n  ${words.slice(3).join(" · ")}`);
  }
  output.note(`Version ${String(version.number)} of the mapping of ${bridge.name}.`);
  return exitCodes.done;
};

/** Lists former mappings with what each changed. */
export const mappingVersions: Run = async ({ output, session }, given) => {
  const opened = await session();
  const bridge = await mappedBridgeIn(opened, given);
  const versions = await opened.app.mappings.versions(bridge.id);
  output.document("mapping-versions", { bridge: bridge.id, versions });
  versions.forEach(({ number, at, who, note, fields }, index) => {
    const when = at === null ? "as it began" : `${new Date(at).toISOString()} by ${who ?? "nobody"}`;
    output.data(`${String(number).padEnd(4)}${when}${note === "" ? "" : ` · ${note}`}`);
    for (const { label, what, sentences } of mappingChanges(versions[index + 1]?.fields ?? fields, fields))
      output.data(`    ${label}: ${what === "changed" ? sentences.join("; ") : what}`);
  });
  return exitCodes.done;
};

/** Saves the rows of a file as the next version. */
export const mappingSet: Run = async (context, given) => {
  const path = neededFlag(given, "file", "--file <file>");
  const rows = rowsIn(await readTextFile(path, "--file"), path);
  const opened = await context.session();
  return save(context, opened, await mappedBridgeIn(opened, given), rows, given);
};

/** Saves a former version again, as the next one. */
export const mappingRestore: Run = async (context, given) => {
  neededFlag(given, "number", "--number <number>");
  const number = numberFlag(given, "number", "--number", 1, [1, 999_999_999]);
  const opened = await context.session();
  const bridge = await mappedBridgeIn(opened, given);
  const version = (await opened.app.mappings.versions(bridge.id)).find((one) => one.number === number);
  if (version === undefined)
    throw new HighwireError("HW_REQUEST_NOT_FOUND", { detail: `there is no version ${String(number)}; \`highwire mapping versions\` lists them` });
  return save(context, opened, bridge, version.fields.map(draftOf), given);
};

/** The bridge that `--bridge` names, or the first of the flow whose fields can be chosen. */
async function mappedBridgeIn(opened: Session, given: Given): Promise<Bridge> {
  const flow = chooseFlow(given);
  if (textFlag(given, "bridge") !== undefined) return chooseBridge(opened, given);
  const kinds = [...recipes[flow].own, ...recipes[flow].also].filter(isMappedEntity);
  if (kinds.length === 0) throw usage(`what ${flow} says is fixed, so there are no fields to choose`);
  const bridges = await opened.ports.store.bridges(opened.workspaceId);
  const found = kinds.flatMap((kind) => bridges.filter(({ entity }) => entity === kind))[0];
  if (found === undefined)
    throw new HighwireError("HW_REQUEST_NOT_FOUND", { detail: `the flow ${flow} is off; \`highwire bridges create\` makes its bridges` });
  return found;
}

function rowsIn(text: string, path: string): readonly MappingRow[] {
  const given = jsonIn(text, path);
  // What `mapping show --json` prints may be given back as it is.
  const rows = isObject(given) && "rows" in given ? given["rows"] : given;
  const parsed = mappingRowsRequest.safeParse({ rows });
  if (parsed.success) return parsed.data.rows;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") ?? "rows";
  throw new HighwireError("HW_REQUEST_INVALID", { field, detail: `--file: ${path}: ${field}: ${issue?.message ?? "no rows"}` });
}

function jsonIn(text: string, path: string): unknown {
  const parsed = parseJson(text);
  if (parsed.kind === "parsed") return parsed.value;
  throw new HighwireError("HW_FILE_UNUSABLE", { detail: `--file: ${path} is no JSON` });
}

async function save(context: CommandContext, { app }: Session, bridge: Bridge, rows: readonly DraftRow[], given: Given): Promise<ExitCode> {
  const { output } = context;
  const before = await app.mappings.show(bridge.id);
  const plan = textFlag(given, "plan");
  if (before.needsPlan && plan === undefined) return showPlan(context, app, bridge, rows);
  const note = textFlag(given, "note");
  const wish = { rows, basedOn: before.version.number, plan: (plan ?? null) as PlanId | null, ...(note !== undefined && { note }) };
  const { version } = await app.mappings.save(bridge.id, wish, "cli");
  output.document("mapping-saved", { bridge: bridge.id, number: version.number });
  output.data(
    version.number === before.version.number
      ? "Nothing to save: the mapping is as it was."
      : `Version ${String(version.number)} of the mapping of ${bridge.name} is saved.`,
  );
  return exitCodes.done;
}

/** Of a flow that writes, the plan comes first (S4): it is made and shown, and saving wants its id. */
async function showPlan(
  { output, signal, progress }: CommandContext,
  app: Session["app"],
  bridge: Bridge,
  rows: readonly DraftRow[],
): Promise<ExitCode> {
  const { id } = await app.mappings.plan(bridge.id, rows, "cli");
  for (;;) {
    signal.throwIfAborted();
    const plan = await app.store.keptPlan(app.workspaceId, id);
    if (plan === null || plan.failure !== null)
      throw new HighwireError(plan?.failure?.code ?? "HW_REQUEST_NOT_FOUND", { detail: plan?.failure?.detail ?? "the plan" });
    if (plan.summary !== null && plan.stage === "ready") {
      const { counts } = plan.summary;
      output.document("mapping-plan", { plan: id, counts });
      output.data(
        `This mapping changes ${String(counts.update)} records, makes ${String(counts.create)}, needs you for ${String(counts.needsPerson)}; ${String(counts.same)} stay.`,
      );
      output.note(`Nothing is saved yet. Give the same command with --plan ${id} to save it; the plan can then be carried out on its page.`);
      return exitCodes.changesPending;
    }
    if (plan.progress !== null) progress.report(plan.progress);
    await app.clock.sleep(LOOK_MS, signal);
  }
}
