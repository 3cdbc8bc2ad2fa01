import { newChannel } from "#contract/alerts.ts";
import { alertKinds, channelKinds, type AlertChannel, type AlertKind, type ChannelKind, type QuietHours } from "#core/alerts/alert.ts";
import { alertWords } from "#core/alerts/alert-words.ts";
import { clockText } from "#core/text/clock-text.ts";
import { HighwireError } from "#core/errors.ts";
import type { Session } from "#main/session.ts";
import { neededArg, neededFlag, textFlag, usage, type CommandContext, type Given, type Run } from "../command-context.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { readSecretFile } from "../read-file.ts";
import { localTime } from "../time-words.ts";

type Desk = NonNullable<Session["app"]["alerts"]>;

export const list: Run = async (context) => {
  const { output } = context;
  const desk = await deskOf(context);
  const [channels, history] = await Promise.all([desk.channels(), desk.history()]);
  const open = history
    .filter(({ endedAt }) => endedAt === null)
    .map((alert) => ({ ...alertWords(alert), kind: alert.kind, raisedAt: alert.raisedAt }));
  output.document("alerts", { channels, alerts: open });
  if (channels.length === 0) output.note("Nobody is told of anything. Next: highwire alerts add email --to <address>");
  else
    output.table(
      ["ID", "KIND", "NAME", "LEADS TO", "STATE", "LAST TOLD"],
      channels.map((one) => [
        one.id,
        one.kind,
        one.name,
        one.shownAs,
        stateWords(one),
        one.lastToldAt === null ? "never" : localTime(one.lastToldAt),
      ]),
    );
  for (const { title, raisedAt } of open) output.note(`Goes on since ${localTime(raisedAt)}: ${title}`);
  return exitCodes.done;
};

export const add: Run = async (context, given) => {
  const kind = channelKinds.find((one) => one === given.args[0]?.trim());
  if (kind === undefined) throw usage(`<kind>: say one of: ${channelKinds.join(", ")}`);
  const { target, ...settings } = checked({
    target: await targetIn(context, given, kind),
    name: textFlag(given, "name") ?? kind,
    kinds: kindsIn(given),
    quiet: quietIn(given),
  });
  const { channel, secret } = await (await deskOf(context)).add(target, settings, "cli");
  context.output.document("alert-channel", { channel, secret });
  context.output.data(`Added ${channel.name} (${channel.id}), which leads to ${channel.shownAs}.`);
  if (secret !== null) context.output.data(`Its receiver verifies with ${secret}`);
  context.output.note(`${secret === null ? "" : "The secret is shown this once. "}Next: highwire alerts test ${channel.id}`);
  return exitCodes.done;
};

export const test: Run = async (context, given) => {
  const result = await (await deskOf(context)).test(neededArg(given, 0, "<id>"), "cli");
  if (!result.ok) throw new HighwireError(result.code, { ...(result.detail !== null && { detail: result.detail }) });
  context.output.document("alert-test", result);
  context.output.data(`Taken: ${result.answer}.`);
  return exitCodes.done;
};

export const pause: Run = (context, given) => setPaused(context, given, true);
export const resume: Run = (context, given) => setPaused(context, given, false);

async function setPaused(context: CommandContext, given: Given, paused: boolean): Promise<ExitCode> {
  const channel = await (await deskOf(context)).setPaused(neededArg(given, 0, "<id>"), paused, "cli");
  context.output.document("alert-channel", { channel });
  context.output.data(paused ? `Paused ${channel.name}; it tells nothing.` : `${channel.name} goes on.`);
  return exitCodes.done;
}

export const remove: Run = async (context, given) => {
  const id = neededArg(given, 0, "<id>");
  await (await deskOf(context)).remove(id, "cli");
  context.output.document("alert-channel-removed", { id });
  context.output.data("Removed.");
  return exitCodes.done;
};

async function deskOf({ session }: CommandContext): Promise<Desk> {
  const { alerts } = (await session()).app;
  if (alerts === null) throw new HighwireError("HW_NOT_CONNECTED");
  return alerts;
}

const stateWords = ({ paused, failingSince, quiet }: AlertChannel): string => {
  if (paused) return "paused";
  if (failingSince !== null) return `failing since ${localTime(failingSince)}`;
  return quiet === null ? "tells" : `tells, but not ${clockText(quiet.from)}-${clockText(quiet.until)} ${quiet.zone}`;
};

async function targetIn(context: CommandContext, given: Given, kind: ChannelKind): Promise<unknown> {
  switch (kind) {
    case "email":
      return { kind, to: neededFlag(given, "to", "--to <address>") };
    case "webhook":
      return { kind, url: await readSecretFile(context, neededFlag(given, "urlFile", "--url-file <file>"), "--url-file") };
    case "incident": {
      const sourceId = neededFlag(given, "source", "--source <id>");
      return { kind, sourceId, secret: await readSecretFile(context, neededFlag(given, "secretFile", "--secret-file <file>"), "--secret-file") };
    }
  }
}

function kindsIn(given: Given): readonly AlertKind[] {
  const words = textFlag(given, "kinds")
    ?.split(",")
    .map((word) => word.trim());
  if (words === undefined) return alertKinds;
  const unknown = words.find((word) => !alertKinds.some((kind) => kind === word));
  if (unknown !== undefined) throw usage(`--kinds: ${JSON.stringify(unknown)} is not one of: ${alertKinds.join(", ")}`);
  return words as readonly AlertKind[];
}

function quietIn(given: Given): QuietHours | null {
  const text = textFlag(given, "quietHours");
  if (text === undefined) return null;
  const [, fromHour, fromMinute, untilHour, untilMinute] = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/u.exec(text) ?? [];
  if (fromHour === undefined) throw usage(`--quiet-hours: ${JSON.stringify(text)} is not two times such as 22:00-07:00`);
  const zone = textFlag(given, "zone") ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const minutes = (hour: string | undefined, minute: string | undefined): number => Number(hour) * 60 + Number(minute);
  return {
    from: minutes(fromHour, fromMinute),
    until: minutes(untilHour, untilMinute),
    zone,
    urgentComesThrough: given.flags["quietForAll"] !== true,
  };
}

/** The same rules as those of the page. Throws `HW_USAGE`, naming what does not fit and never its value. */
function checked(value: unknown): ReturnType<typeof newChannel.parse> {
  const result = newChannel.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw usage(`${issue?.path.at(-1)?.toString() ?? "the channel"}: ${issue?.message ?? "not understood"}`);
}
