import { stat } from "node:fs/promises";
import type { BackupFacts, RestoreFacts } from "#main/backup.ts";
import { rowsText } from "../backup-words.ts";
import { neededArg, type CommandContext, type Run } from "../command-context.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { asFileError } from "../read-file.ts";
import { ageText, localTime } from "../time-words.ts";

/** Puts a backup into an empty database, or with `--check` only reads it. */
export const restore: Run = async (context, given) => {
  const file = neededArg(given, 0, "<file>");
  const work = given.flags["check"] === true ? checkOnly : putBack;
  // Whoever mistypes the file is not to hear of keys first.
  return stat(file)
    .then(() => work(context, file))
    .catch((error: unknown) => Promise.reject(asFileError(error, file, "<file>")));
};

async function checkOnly({ output, progress, settings, signal, log, clock }: CommandContext, file: string): Promise<ExitCode> {
  const { checkBackup } = await import("#main/backup.ts");
  const facts = await checkBackup(settings, { file, signal, log, onProgress: (step) => progress.report(step) });
  output.document("checked", { backup: { file, ...facts } });
  output.data(`${file} is whole and opens with this master key: ${rowsText(facts)}, of ${momentText(facts, clock.now())}.`);
  return exitCodes.done;
}

async function putBack({ output, progress, settings, signal, log, clock }: CommandContext, file: string): Promise<ExitCode> {
  const main = await import("#main/backup.ts");
  const facts = await main.restore(settings, { file, signal, log, onProgress: (step) => progress.report(step) });
  progress.end();
  output.document("restored", { restored: { file, ...facts } });
  output.data(`Restored ${rowsText(facts)} from ${file}, as they were at ${momentText(facts, clock.now())}.`);
  tellNext(output, facts);
  return exitCodes.done;
}

function tellNext(output: Output, { paused, abandoned }: RestoreFacts): void {
  for (const { name, mode } of paused) output.note(`  ${name} is paused; it was ${mode}.`);
  if (abandoned > 0) output.note(`  ${String(abandoned)} writes were under way then; whether they were done shows when their records are read.`);
  output.note(
    "Nothing is written until you switch a bridge on. Then every contact is looked at first; where it cannot be told which side is newer, you are asked.",
  );
  output.note("Next: highwire doctor, highwire plan, then highwire bridges mode live");
}

const momentText = ({ takenAt }: BackupFacts, now: number): string => `${localTime(takenAt)} (${ageText(Math.max(0, now - takenAt))})`;
