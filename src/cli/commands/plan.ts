import { writeFile } from "node:fs/promises";
import { chooseBridge } from "../choose-bridge.ts";
import { textFlag, type Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { tellPlan } from "../plan-text.ts";
import { fileError } from "../read-file.ts";

/** Shows what a run would write; writes nothing but the file that was asked for. */
export const plan: Run = async ({ output, progress, session, signal }, given) => {
  const opened = await session();
  const bridge = await chooseBridge(opened, given);
  const made = await opened.app.preview(bridge.id, { onProgress: (step) => progress.report(step), signal });
  progress.end();
  const out = textFlag(given, "out");
  if (out !== undefined) {
    // A plan names people, so only its owner may read it.
    await writeFile(out, `${JSON.stringify(made)}\n`, { mode: 0o600 }).catch((error: unknown) => Promise.reject(fileError(error, out, "--out")));
    output.note(`Kept in ${out}; it holds for 30 minutes. Carry it out with: highwire apply ${out}`);
  }
  output.document("plan", { plan: made });
  tellPlan(output, made, given.flags["all"] === true);
  if (given.flags["exitCode"] !== true) return exitCodes.done;
  const { counts } = made;
  if (counts.create + counts.update + counts.delete > 0) return exitCodes.changesPending;
  return counts.needsPerson > 0 ? exitCodes.needsPerson : exitCodes.done;
};
