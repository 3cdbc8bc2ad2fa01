import { MOST_HISTORY_DAYS, type HistoryChoice } from "#core/history.ts";
import { counted } from "#lib/counted.ts";
import { textFlag, usage, type Given } from "./command-context.ts";

/** Chooses which records that were there before a bridge get a counterpart (I6). */
export const historyFlag = {
  flag: "--history <what>",
  about: "Which contacts that were there before, on one side only, come over: all, none, or a number of days in which they changed.",
} as const;

/** What `--history` asks for; undefined without it. Throws `HW_USAGE`. */
export function historyIn(given: Given): HistoryChoice | undefined {
  const word = textFlag(given, "history");
  if (word === undefined || word === "all" || word === "none") return word;
  const days = /^\d{1,4}$/u.test(word) ? Number(word) : 0;
  if (days < 1 || days > MOST_HISTORY_DAYS)
    throw usage(`--history: ${JSON.stringify(word)} is not all, none or a number of days from 1 to ${String(MOST_HISTORY_DAYS)}`);
  return days;
}

/** The choice in words. */
export const historyWords = (choice: HistoryChoice): string =>
  typeof choice === "number"
    ? `those of the last ${counted(choice, "day")} come over`
    : choice === "all"
      ? "all come over"
      : "are left alone until they change";
