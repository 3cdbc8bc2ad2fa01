import { fieldLabels, type FieldLabel } from "#core/mapping/field-label.ts";
import type { JournalRow } from "#core/ports/store.ts";
import { sentenceOf } from "#main/sentences.ts";
import { numberFlag, type CommandContext, type Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { linkTitle } from "../link-words.ts";
import { oneLine } from "../output.ts";
import { localTime } from "../time-words.ts";
import type { Session } from "#main/session.ts";

/** Milliseconds between looks while following; hints wake it earlier. */
const LOOK_MS = 2_000;
const PAGE = 500;

export const activity: Run = async (context, given) => {
  const { output } = context;
  const opened = await context.session();
  const limit = numberFlag(given, "limit", "--limit", 30, [1, 100_000]);
  const streamed = given.flags["ndjson"] === true;
  const follow = given.flags["follow"] === true;
  const newest = await newestRows(opened, limit);
  const rows = follow ? newest.toReversed() : newest;
  if (!streamed && !follow) output.document("activity", { entries: rows });
  // Following never ends, so with --json it is a stream as well.
  const label = fieldLabels(await opened.ports.store.bridges(opened.workspaceId));
  const tell = teller(context, opened, label, streamed || (follow && output.style.json));
  for (const row of rows) await tell(row);
  if (rows.length === 0 && !follow) output.note("Nothing has happened yet.");
  if (!follow) return exitCodes.done;
  await followOn(context, opened, newest[0]?.id ?? "", tell);
  return exitCodes.interrupted;
};

async function newestRows({ ports, workspaceId }: Session, limit: number): Promise<readonly JournalRow[]> {
  const rows: JournalRow[] = [];
  while (rows.length < limit) {
    const before = rows.at(-1)?.id;
    const page = await ports.store.journal(workspaceId, { limit: Math.min(PAGE, limit - rows.length), ...(before !== undefined && { before }) });
    rows.push(...page);
    if (page.length === 0) break;
  }
  return rows;
}

function teller({ output }: CommandContext, session: Session, label: FieldLabel, streamed: boolean): (row: JournalRow) => Promise<void> {
  return async (row) => {
    if (streamed) return output.streamed("activity", { entry: row });
    const link = row.linkId === null ? null : await session.ports.store.link(session.workspaceId, row.linkId);
    const who = link === null ? "" : linkTitle(link);
    const sentence = sentenceOf(row, label);
    output.data(
      output.style.plain
        ? [new Date(row.at).toISOString(), row.kind, who, sentence].map(oneLine).join("\t")
        : `${output.paint("dim", localTime(row.at))}  ${who === "" ? "" : `${output.paint("bold", who)}: `}${oneLine(sentence)}`,
    );
  };
}

async function followOn(
  { clock, signal }: CommandContext,
  { ports, workspaceId }: Session,
  from: string,
  tell: (row: JournalRow) => Promise<void>,
): Promise<void> {
  let last = from;
  let wake = new AbortController();
  const stopListening = await ports.store.listen(["activity"], (_topic, workspace) => (workspace === workspaceId ? wake.abort() : undefined));
  try {
    while (!signal.aborted) {
      wake = new AbortController();
      const page = await ports.store.journal(workspaceId, { after: last, limit: PAGE });
      for (const row of page) {
        await tell(row);
        last = row.id;
      }
      if (page.length === 0) await clock.sleep(LOOK_MS, AbortSignal.any([wake.signal, signal])).catch(() => undefined);
    }
  } finally {
    await stopListening();
  }
}
