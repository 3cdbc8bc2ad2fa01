import { neededFlag, type Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { asFileError } from "../read-file.ts";
import { rowsText, sizeText } from "../backup-words.ts";

/** Writes one sealed file; a running Highwire goes on working meanwhile. */
export const backup: Run = async ({ output, progress, settings, signal, log }, given) => {
  const file = neededFlag(given, "out", "--out <file>");
  const { backUp } = await import("#main/backup.ts");
  const made = await backUp(settings, { file, signal, log, onProgress: (step) => progress.report(step) }).catch((error: unknown) =>
    Promise.reject(asFileError(error, file, "--out")),
  );
  progress.end();
  output.document("backup", { backup: { file, ...made } });
  output.data(`Backed up ${rowsText(made)} to ${file} (${sizeText(made.bytes)}).`);
  output.note("It opens only with the master key, which it does not hold: keep that in another place.");
  return exitCodes.done;
};
