import { isErrorCode, registry } from "#core/error-registry.ts";
import type { ConflictRow, LinkRow } from "#core/ports/store.ts";
import { counted } from "#lib/counted.ts";
import { oneLine } from "./output.ts";
import type { FieldValues } from "#core/record/canonical.ts";
import { linkStatusOf } from "#core/record/link-status.ts";
import { titleIn } from "#core/record/title.ts";

/** Why a conflict waits. */
export const conflictWords: Readonly<Record<ConflictRow["kind"], string>> = {
  field: "both sides changed it",
  "first-link": "differed when first linked",
  restored: "differs since the backup",
  ambiguous: "several records could be meant",
  "delete-edit": "deleted on one side, edited on the other",
  undone: "taken back: say which value holds",
  oscillation: "frozen: it kept flipping",
};

/** Name of a record, for people. */
export function linkTitle(link: Pick<LinkRow, "id" | "left" | "right">): string {
  const title = titleIn({ ...link.right?.fields, ...filled(link.left?.fields ?? {}) });
  return title === null ? link.id : oneLine(title);
}

const filled = (fields: FieldValues): FieldValues => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

/** How a link stands, in a few words. */
export function linkStatus(link: LinkRow): string {
  if (linkStatusOf(link) === "paused") return "paused by a person";
  if (link.openConflicts > 0) return link.openConflicts === 1 ? "one conflict waits for you" : `${String(link.openConflicts)} conflicts wait for you`;
  if (link.state === "tombstone") return "gone on both sides";
  if (link.state === "unlinked") return "no longer linked";
  if (link.state === "parked") return `set aside: ${titleOf(link.because)}`;
  if (link.state === "excluded") return `left alone: ${titleOf(link.because)}`;
  if (link.attempts > 0) return `failing, tried ${counted(link.attempts, "time")}; tried again by itself`;
  return link.dirty || link.leftId === null || link.rightId === null ? "waiting" : "in step";
}

function titleOf(code: string | null): string {
  if (!isErrorCode(code)) return "the reason was not kept";
  const { title, number } = registry[code];
  return `${title} (${number})`;
}
