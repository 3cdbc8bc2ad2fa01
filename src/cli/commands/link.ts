import { HighwireError } from "#core/errors.ts";
import type { Session } from "#main/session.ts";
import { neededArg, neededFlag, numberFlag, type CommandContext, type Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { localTime } from "../time-words.ts";

const HOURS = 4;

export const create: Run = async (context, given) => {
  const incident = neededFlag(given, "incident", "--incident <id>");
  const hours = numberFlag(given, "hours", "--hours", HOURS, [1, 72]);
  const { link, address } = await (await pages(context)).share(incident, hours, "cli");
  const whole = address.startsWith("/") ? `${await serverUrl(context)}${address}` : address;
  context.output.document("share-link", { link: { id: link.id, pageId: link.pageId, expiresAt: link.expiresAt }, address: whole });
  context.output.data(whole);
  context.output.note(`Opens until ${localTime(link.expiresAt)}. It is shown this once; end it with: highwire link revoke ${link.id}`);
  return exitCodes.done;
};

export const list: Run = async (context) => {
  const links = (await (await pages(context)).shareLinks()).map(({ id, pageId, madeBy, madeAt, expiresAt }) => ({
    id,
    pageId,
    madeBy,
    madeAt,
    expiresAt,
  }));
  context.output.document("share-links", { links });
  if (links.length === 0) context.output.note("No share link opens anything now.");
  else
    context.output.table(
      ["ID", "PAGE", "MADE BY", "OPENS UNTIL"],
      links.map(({ id, pageId, madeBy, expiresAt }) => [id, `/r/i/${pageId}`, madeBy, localTime(expiresAt)]),
    );
  return exitCodes.done;
};

export const revoke: Run = async (context, given) => {
  const id = neededArg(given, 0, "<id>");
  await (await pages(context)).revokeShareLink(id, "cli");
  context.output.document("share-link-revoked", { id });
  context.output.data("Revoked. Whoever came by it sees nothing more.");
  return exitCodes.done;
};

async function pages({ session }: CommandContext): Promise<NonNullable<Session["app"]["responder"]>> {
  const { responder } = (await session()).app;
  if (responder === null) throw new HighwireError("HW_NOT_CONNECTED");
  return responder;
}

/** Where the Highwire of this data folder serves; empty when none runs. */
async function serverUrl({ settings }: CommandContext): Promise<string> {
  const { dataDirOf, readRuntimeFile } = await import("#main/runtime-file.ts");
  return (await readRuntimeFile(dataDirOf(settings)))?.url ?? "";
}
