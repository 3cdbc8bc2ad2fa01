import { staysAs } from "#core/sync/stays-as.ts";
import { counted } from "#lib/counted.ts";
import type { Session } from "#main/session.ts";
import { numberFlag, usage, type Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { localTime } from "../time-words.ts";

const whatStays: Readonly<Record<"closed" | "emptied", string>> = {
  closed: "What was made in incident.io is closed and not deleted, as this bridge does not pass deletions on.",
  emptied: "What was made in incident.io is emptied and not deleted, as a timeline takes nothing back.",
};

/** What becomes at incident.io of new records of a run, where they are not deleted. */
async function staysOf({ ports, workspaceId }: Pick<Session, "ports" | "workspaceId">, plan: string): Promise<keyof typeof whatStays | null> {
  const [run] = await ports.store.runs(workspaceId, { plan, limit: 1 });
  const bridge = (await ports.store.bridges(workspaceId)).find(({ id }) => id === run?.bridgeId);
  return bridge === undefined ? null : staysAs(bridge.entity, bridge.onDelete === "delete");
}

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
  const stays = result.removed === 0 ? null : await staysOf(opened, planId);
  output.data(`${rehearse ? "Would take back" : "Took back"} ${fields} and ${stays === null ? (rehearse ? "delete " : "deleted ") : ""}${records}.`);
  if (stays !== null) output.data(whatStays[stays]);
  if (result.changedSince > 0) output.data(`${counted(result.changedSince, "field stays", "fields stay")} as somebody has changed it since.`);
  if (result.failed > 0) output.note("Not all could be reached now; the same command goes on where it stopped.");
  else if (!rehearse && result.restored > 0) output.note("Say which value holds for each field: highwire conflicts list");
  return result.failed > 0 ? exitCodes.partlyDone : exitCodes.done;
};
