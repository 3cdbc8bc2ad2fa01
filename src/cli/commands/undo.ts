import { counted } from "#lib/counted.ts";
import { numberFlag, usage, type Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { localTime } from "../time-words.ts";

/** Takes an applied plan back, or lists the plans that were applied. */
export const undo: Run = async ({ output, progress, session, signal }, given) => {
  const planId = given.args[0];
  const opened = await session();
  if (planId === undefined) {
    const found = await opened.app.runs(numberFlag(given, "limit", "--limit", 20, [1, 1_000]));
    output.document("runs", { runs: found });
    if (found.length === 0) output.note("No plan has been applied yet.");
    else
      output.table(
        ["PLAN", "APPLIED", "WRITES PLANNED"],
        found.map(({ at, detail }) => [String(detail["plan"]), localTime(at), String(detail["operations"])]),
      );
    return exitCodes.done;
  }
  if (given.flags["limit"] !== undefined) throw usage("--limit is for the list of plans, without <plan>");
  const rehearse = given.flags["dryRun"] === true;
  const result = await opened.app.undo(planId, { rehearse, onProgress: (step) => progress.report(step), signal });
  progress.end();
  output.document("undone", { planId, rehearse, result });
  const [fields, records] = [counted(result.restored, "field", "fields"), counted(result.removed, "new record", "new records")];
  output.data(`${rehearse ? "Would take back" : "Took back"} ${fields} and delete${rehearse ? "" : "d"} ${records}.`);
  if (result.changedSince > 0) output.data(`${counted(result.changedSince, "field stays", "fields stay")} as somebody has changed it since.`);
  if (result.failed > 0) output.note("Not all could be reached now; the same command goes on where it stopped.");
  else if (!rehearse && result.restored > 0) output.note("Say which value holds for each field: highwire conflicts list");
  return result.failed > 0 ? exitCodes.partlyDone : exitCodes.done;
};
