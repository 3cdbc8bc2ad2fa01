import { writeFile } from "node:fs/promises";
import { HighwireError } from "#core/errors.ts";
import { counted } from "#lib/counted.ts";
import { neededArg, neededFlag, type Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";

/** Writes everything that is kept of a person into a file of one's own. */
export const exportPerson: Run = async ({ output, session }, given) => {
  const query = neededArg(given, 0, "<contact>");
  const out = neededFlag(given, "out", "--out <file>");
  const found = await (await session()).app.exportPerson(query, "cli");
  try {
    // Only whoever asked may read it.
    await writeFile(out, `${JSON.stringify(found, null, 2)}\n`, { mode: 0o600 });
  } catch (error) {
    throw new HighwireError("HW_FILE_UNUSABLE", { detail: `--out: ${out} cannot be written` }, error);
  }
  const records = found.records.length;
  output.document("person-export", { file: out, records });
  output.data(`Wrote what is kept of this person, ${counted(records, "record", "records")}, to ${out}.`);
  output.note("It holds personal values. Hand it over safely, then delete it.");
  return exitCodes.done;
};
