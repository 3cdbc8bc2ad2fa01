import { HighwireError } from "#core/errors.ts";
import type { SyncPlan } from "#core/sync/sync-plan.ts";
import { isObject, parseJson } from "#lib/json.ts";
import { neededArg, type Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { applySummary } from "../plan-text.ts";
import { readTextFile } from "../read-file.ts";

/** Carries out one kept plan and nothing else. */
export const apply: Run = async ({ output, progress, session, signal }, given) => {
  const path = neededArg(given, 0, "<file>");
  const plan = planIn(await readTextFile(path, "<file>"), path);
  const opened = await session();
  const result = await opened.app.apply(plan, { onProgress: (step) => progress.report(step), signal });
  progress.end();
  output.document("applied", { result });
  output.data(applySummary(result));
  if (result.applied > 0) output.note(`To take it back: highwire undo ${plan.id}`);
  if (result.drifted > 0) output.note("Make a new plan for what had changed: highwire plan");
  if (result.failed > 0 || result.drifted > 0) return exitCodes.partlyDone;
  return result.needsPerson > 0 ? exitCodes.needsPerson : exitCodes.done;
};

/** The checksum is the engine's to check; here only what it needs to begin. */
function planIn(text: string, path: string): SyncPlan {
  const parsed = parseJson(text);
  const value = parsed.kind === "parsed" && isObject(parsed.value) ? parsed.value : null;
  if (
    value === null ||
    value["format"] !== 1 ||
    typeof value["checksum"] !== "string" ||
    typeof value["bridgeId"] !== "string" ||
    !Array.isArray(value["items"])
  ) {
    throw new HighwireError("HW_FILE_UNUSABLE", { detail: `<file>: ${path} is not a plan made by \`highwire plan --out\`` });
  }
  return value as unknown as SyncPlan;
}
