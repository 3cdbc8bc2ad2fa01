import { HighwireError } from "#core/errors.ts";
import { fieldLabels } from "#core/mapping/field-label.ts";
import type { LinkRow } from "#core/ports/store.ts";
import { plainEntities, type Entity } from "#core/bridge.ts";
import type { Session } from "#main/session.ts";
import { isUuid } from "#lib/is-uuid.ts";
import { counted } from "#lib/counted.ts";
import { conflictWords, linkStatus, linkTitle } from "../link-words.ts";
import { neededArg, type CommandContext, type Run } from "../command-context.ts";
import { entityWords } from "#core/entity-words.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { oneLine, type Output } from "../output.ts";
import { localTime } from "../time-words.ts";

export const syncContact: Run = async ({ output, session }, given) => {
  const opened = await session();
  const found = await theOne(opened, neededArg(given, 0, "<query>"));
  const link = await opened.app.syncContact(found.id);
  output.document("contact", { link });
  output.data(`${linkTitle(link)}: ${linkStatus(link)}.`);
  if (link.openConflicts > 0) output.note("Both values: highwire conflicts list");
  return exitOf(link);
};

export const why: Run = async (context, given) => {
  const query = neededArg(given, 0, "<query>");
  const opened = await context.session();
  // A plan has an id as a link has one, and nothing else that anybody would ask for.
  const isPlan = isUuid(query) && (await opened.app.find(query)).length === 0;
  return isPlan ? whyRun(context, opened, query) : whyRecord(context, opened, query);
};

async function whyRecord({ output }: CommandContext, opened: Session, query: string): Promise<ExitCode> {
  const explanation = await opened.app.why((await theOne(opened, query)).id);
  output.document("why", { explanation });
  output.data(`${linkTitle(explanation.link)}: ${linkStatus(explanation.link)}`);
  output.data(explanation.headline);
  tellSteps(output, explanation.steps);
  const label = fieldLabels(await opened.ports.store.bridges(opened.workspaceId));
  for (const { id, bridgeId, field, kind } of explanation.conflicts) output.data(`Conflict ${id}: ${label(bridgeId, field)}, ${conflictWords[kind]}`);
  if (explanation.related.length > 0) output.data("What hangs on it:");
  for (const { link, entity, headline } of explanation.related)
    output.data(`  ${entityWords[entity]}, ${linkTitle(link)}: ${linkStatus(link)}. ${oneLine(headline)} (${link.id})`);
  return exitCodes.done;
}

async function whyRun({ output }: CommandContext, opened: Session, planId: string): Promise<ExitCode> {
  const { run, written, takenBack, steps } = await opened.app.whyRun(planId);
  output.document("why-run", { run, written, takenBack, steps });
  output.data(`Plan ${planId}, applied ${localTime(run.at)}: ${counted(written, "write", "writes")}, ${String(takenBack)} taken back.`);
  tellSteps(output, steps);
  if (written > takenBack) output.note(`To take it back: highwire undo ${planId}`);
  return exitCodes.done;
}

type Explanation = Awaited<ReturnType<Session["app"]["why"]>>;

function tellSteps(output: Output, steps: Explanation["steps"]): void {
  for (const { at, sentence, chain } of steps) {
    output.data(`${localTime(at)}  ${oneLine(sentence)}`);
    if (chain.length > 0) output.data(`  because: ${chain.map(oneLine).join(" → ")}`);
  }
}

/**
 * The one record that a query means: of several that fit, the one contact among them, else the one that stands for itself. Throws
 * `HW_REQUEST_NOT_FOUND`, or `HW_REQUEST_INVALID` listing what it could mean.
 */
async function theOne(session: Session, query: string): Promise<LinkRow> {
  const found = await session.app.find(query);
  const [first] = found;
  if (first === undefined) throw new HighwireError("HW_REQUEST_NOT_FOUND", { detail: "no record of any bridge fits that e-mail, phone, name or id" });
  if (found.length === 1) return first;
  const bridges = await session.ports.store.bridges(session.workspaceId);
  const among = (entities: readonly Entity[]): readonly LinkRow[] =>
    found.filter(({ bridgeId }) => bridges.some(({ id, entity }) => id === bridgeId && entities.includes(entity)));
  const only = [among(["contact"]), among(plainEntities)].find(({ length }) => length === 1)?.[0];
  if (only !== undefined) return only;
  const ids = found
    .slice(0, 5)
    .map((link) => link.id)
    .join(", ");
  throw new HighwireError("HW_REQUEST_INVALID", {
    detail: `${String(found.length)} records fit; name one by its id: ${ids}${found.length > 5 ? ", …" : ""}`,
  });
}

function exitOf(link: LinkRow): ExitCode {
  if (link.openConflicts > 0) return exitCodes.needsPerson;
  if (link.state === "parked") return exitCodes.vendorRefused;
  return link.attempts > 0 ? exitCodes.vendorUnavailable : exitCodes.done;
}
