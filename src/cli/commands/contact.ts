import { HighwireError } from "#core/errors.ts";
import { fieldLabels } from "#core/mapping/field-label.ts";
import type { LinkRow } from "#core/ports/store.ts";
import type { Session } from "#main/session.ts";
import { conflictWords, linkStatus, linkTitle } from "../link-words.ts";
import { neededArg, type Run } from "../command-context.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { oneLine } from "../output.ts";
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

export const why: Run = async ({ output, session }, given) => {
  const opened = await session();
  const found = await theOne(opened, neededArg(given, 0, "<query>"));
  const explanation = await opened.app.why(found.id);
  output.document("why", { explanation });
  output.data(`${linkTitle(explanation.link)}: ${linkStatus(explanation.link)}`);
  output.data(explanation.headline);
  for (const step of explanation.steps) {
    output.data(`${localTime(step.at)}  ${oneLine(step.sentence)}`);
    if (step.chain.length > 0) output.data(`  because: ${step.chain.map(oneLine).join(" → ")}`);
  }
  const label = fieldLabels(await opened.ports.store.bridges(opened.workspaceId));
  for (const { id, bridgeId, field, kind } of explanation.conflicts) output.data(`Conflict ${id}: ${label(bridgeId, field)}, ${conflictWords[kind]}`);
  return exitCodes.done;
};

/** The one contact that a query means. Throws `HW_REQUEST_NOT_FOUND`, or `HW_REQUEST_INVALID` listing what it could mean. */
async function theOne(session: Session, query: string): Promise<LinkRow> {
  const found = await session.app.find(query);
  const [only, ...others] = found;
  if (only === undefined) throw new HighwireError("HW_REQUEST_NOT_FOUND", { detail: "no contact of any bridge fits that e-mail, phone, name or id" });
  if (others.length === 0) return only;
  const ids = found
    .slice(0, 5)
    .map((link) => link.id)
    .join(", ");
  throw new HighwireError("HW_REQUEST_INVALID", {
    detail: `${String(found.length)} contacts fit; name one by its id: ${ids}${found.length > 5 ? ", …" : ""}`,
  });
}

function exitOf(link: LinkRow): ExitCode {
  if (link.openConflicts > 0) return exitCodes.needsPerson;
  if (link.state === "parked") return exitCodes.vendorRefused;
  return link.attempts > 0 ? exitCodes.vendorUnavailable : exitCodes.done;
}
