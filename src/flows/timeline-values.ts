import { escapeMarkdown } from "#core/text/escape-markdown.ts";
import type { CanonicalAppointment } from "#vendors/highlevel/canonical-appointment.ts";
import type { CanonicalNote } from "#vendors/highlevel/canonical-note.ts";
import { appointmentTitle, CLOCKS_MS, statusWords } from "./appointment-words.ts";
import type { Case } from "./cases.ts";

/** What a mapped field of an item may stand for. */
export interface ItemValues {
  readonly title: string;
  /** Markdown. */
  readonly description: string | null;
  /** ISO in UTC. */
  readonly at: string;
}

/** Characters of a customer's text that an item shows; no document says how many it may hold. */
const MOST = 8_000;
/** 24 hours, in milliseconds: how far ahead an incident's time reaches while it goes on. */
const AHEAD_MS = 86_400_000;

const openedMs = ({ incident }: Case): number => Date.parse(incident.createdAt ?? "1970-01-01T00:00:00Z");

/** What a note shows on an incident; null for one that was added before the incident was opened, which stays in HighLevel. */
export function noteValues(found: Case, note: CanonicalNote): ItemValues | null {
  const { addedAt, fields } = note;
  if (addedAt === null || !(Date.parse(addedAt) >= openedMs(found))) return null;
  return { title: `Note on ${plainName(found.contactName)}`, description: noteText(fields), at: addedAt };
}

/** What a note says, as Markdown that shows just that; null for an empty one. */
export function noteText({ title, body }: Pick<CanonicalNote["fields"], "title" | "body">): string | null {
  const said = [title, body].filter((part) => part !== null).join("\n\n");
  const text = said.length > MOST ? `${said.slice(0, MOST).trimEnd()}…\n\nThe rest is in HighLevel.` : said;
  return text === "" ? null : escapeMarkdown(text);
}

/**
 * True for an appointment that was booked, moved or otherwise changed since the incident was opened, or that lies in the incident's time, which
 * reaches a day ahead. `roughly` allows for times that were read by the wrong clock.
 */
export function isInTime(found: Case, { version, fields }: CanonicalAppointment, nowMs: number, how: "roughly" | "exactly"): boolean {
  const slackMs = how === "roughly" ? CLOCKS_MS : 0;
  const opened = openedMs(found) - slackMs;
  const [startMs, endMs] = [fields.startAt, fields.endAt ?? fields.startAt].map((at) => Date.parse(at ?? ""));
  const lies = startMs !== undefined && endMs !== undefined && endMs >= opened && startMs <= nowMs + AHEAD_MS + slackMs;
  return Date.parse(version) >= opened || lies;
}

/** What an appointment shows on an incident; it stands where it last changed, or at the incident's opening when that was before. */
export function appointmentValues(found: Case, { version, fields }: CanonicalAppointment, zone: string): ItemValues {
  const opened = openedMs(found);
  const changed = Date.parse(version);
  const expectedYear = new Date(opened).getUTCFullYear();
  const lines = [
    fields.title === null ? null : escapeMarkdown(fields.title),
    fields.status === null ? null : `Status: ${escapeMarkdown(statusWords(fields.status))}`,
    `Contact: ${escapeMarkdown(plainName(found.contactName))}`,
  ];
  return {
    title: appointmentTitle({ startAt: fields.startAt, status: fields.status, zone, expectedYear }),
    description: lines.filter((line) => line !== null).join("\\\n"),
    at: new Date(changed >= opened ? changed : opened).toISOString(),
  };
}

/** A title is no Markdown, but a name in it goes through chats as well: nothing in it mentions anybody or is a link. */
export function plainName(contactName: string | null): string {
  const name = (contactName ?? "")
    .replaceAll(/[<>[\]()`*|\\\s]+/gu, " ")
    .replaceAll(/(?<=^|\s)[@#!]+/gu, "")
    .trim();
  return name === "" ? "a contact" : name.slice(0, 80);
}
