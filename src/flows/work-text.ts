import { dueIn, dueLine } from "#core/text/due-line.ts";
import { escapeMarkdown } from "#core/text/escape-markdown.ts";

/** A HighLevel task, as the description of a follow-up or an action names it. */
export interface TaskMarker {
  readonly locationId: string;
  readonly contactId: string;
  readonly taskId: string;
}

/** What stands in a description of ours; all of it Markdown. */
export interface WorkText {
  /** The first line; only actions have it there, because they have no title. */
  readonly title: string | null;
  readonly body: string | null;
  /** ISO in UTC. */
  readonly dueAt: string | null;
  /** Null on whatever a person has made. */
  readonly marker: TaskMarker | null;
  /** What people wrote below our last line. */
  readonly below: string;
}

/** Titled: the first line is the title. */
export type TextForm = "titled" | "plain";

const line = /^.*\bhw:([\w-]+):([\w-]+)\/([\w-]+)[ \t]*$/gmu;
/** What a follow-up says at its end when its task is gone: it is kept, and counts as deleted for us. */
const GONE = "_The task was deleted in HighLevel._";

/** The description that says all this: body, due line, the line that names the task, and what people wrote below it. */
export function composeText({ title, body, dueAt, marker, below }: WorkText): string {
  const parts = [
    title === null ? null : escapeMarkdown(title),
    body,
    dueAt === null ? null : dueLine(dueAt),
    marker === null ? null : markerLine(marker),
  ].filter((part) => part !== null);
  return `${parts.join("\n\n")}${below}`;
}

/** The reverse, read leniently: people edit descriptions. */
export function parseText(description: string, form: TextForm): WorkText {
  // What a customer wrote may look like our last line, so the last one counts.
  const found = [...description.matchAll(line)].at(-1);
  const [all = "", locationId = "", contactId = "", taskId = ""] = found ?? [];
  const end = found === undefined ? description.length : found.index + all.length;
  const above = description.slice(0, found?.index ?? description.length).trim();
  const [first = "", ...rest] = form === "titled" ? above.split("\n") : ["", above];
  const { body, dueAt } = withoutDueLine(rest.join("\n").trim());
  return {
    title: form === "titled" && first.trim() !== "" ? unescapeLine(first.trim()) : null,
    body: body === "" ? null : body,
    dueAt,
    marker: found === undefined ? null : { locationId, contactId, taskId },
    below: description.slice(end).trimEnd(),
  };
}

function withoutDueLine(text: string): Pick<WorkText, "dueAt"> & { readonly body: string } {
  const at = text.lastIndexOf("\n") + 1;
  const dueAt = dueIn(text.slice(at));
  return { body: dueAt === null ? text : text.slice(0, at).trimEnd(), dueAt };
}

export const withGone = (description: string): string => `${description}\n\n${GONE}`;
export const saysGone = (description: string): boolean => description.trimEnd().endsWith(GONE);

/** The address has ids in it and nothing else (P5). */
const markerLine = ({ locationId, contactId, taskId }: TaskMarker): string =>
  `[HighLevel task](https://app.gohighlevel.com/v2/location/${locationId}/contacts/detail/${contactId}) · hw:${locationId}:${contactId}/${taskId}`;

const unescapeLine = (markdown: string): string => markdown.replaceAll(/\\([!-/:-@[-`{-~])/gu, "$1");
