import { open } from "node:fs/promises";
import type { Session } from "#main/session.ts";
import { neededFlag, numberFlag, type Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { oneLine } from "../output.ts";
import { asFileError } from "../read-file.ts";
import { localTime } from "../time-words.ts";

type By = Parameters<Session["app"]["desk"]["audit"]["list"]>[0]["by"];
const whose = (everything: string | boolean | undefined): By => (everything === true ? "everything" : "people");

/** Who did what, newest first. */
export const list: Run = async ({ output, session }, given) => {
  const { app } = await session();
  const limit = numberFlag(given, "limit", "--limit", 50, [1, 500]);
  const { lines } = await app.desk.audit.list({ by: whose(given.flags["all"]), limit });
  output.document("audit", { entries: lines });
  if (lines.length === 0) output.note("Nobody has done anything yet.");
  else
    output.table(
      ["WHEN", "WHO", "WHAT"],
      lines.map(({ at, who, sentence }) => [localTime(at), who, oneLine(sentence)]),
    );
  return exitCodes.done;
};

/** Walks the hash chain; ends with 1 when it does not fit. */
export const verify: Run = async ({ output, session }) => {
  const { app } = await session();
  const { checked, brokenAt } = await app.desk.audit.verify();
  output.document("chain", { checked, brokenAt });
  if (brokenAt === null) output.data(`The chain is whole: ${String(checked)} entries fit.`);
  else output.data(`The chain is broken at entry ${brokenAt}: it was changed, or one before it is gone. ${String(checked)} entries before it fit.`);
  return brokenAt === null ? exitCodes.done : exitCodes.bug;
};

/** Writes the whole audit to a file, one JSON document a line. */
export const exportAudit: Run = async ({ output, session, signal }, given) => {
  const file = neededFlag(given, "out", "--out <file>");
  const { app } = await session();
  const target = await open(file, "wx", 0o600).catch((error: unknown) => Promise.reject(asFileError(error, file, "--out")));
  let count = 0;
  try {
    for await (const line of app.desk.audit.all({ by: whose(given.flags["all"]) })) {
      signal.throwIfAborted();
      await target.write(`${JSON.stringify(line)}\n`);
      count += 1;
    }
  } finally {
    await target.close();
  }
  output.document("audit-export", { file, entries: count });
  output.data(`Wrote ${String(count)} entries to ${file}.`);
  return exitCodes.done;
};
