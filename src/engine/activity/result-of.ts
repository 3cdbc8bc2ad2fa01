import type { JournalEntry } from "#core/ports/store.ts";

/** What became of something, in one word that people filter by. */
export const results = ["done", "nothing", "waits", "failed", "settings"] as const;
export type Result = (typeof results)[number];

const resultOfKind: Readonly<Record<JournalEntry["kind"], Result>> = {
  write: "done",
  deleted: "done",
  linked: "done",
  unlinked: "done",
  resolved: "done",
  backfill: "done",
  run: "done",
  asked: "done",
  "no-write": "nothing",
  sweep: "nothing",
  viewed: "nothing",
  conflict: "waits",
  brake: "waits",
  parked: "failed",
  failed: "failed",
  config: "settings",
};

export const resultOf = ({ kind }: Pick<JournalEntry, "kind">): Result => resultOfKind[kind];

/** The kinds of entries that have a result. */
export const kindsOf = (result: Result): readonly JournalEntry["kind"][] =>
  (Object.keys(resultOfKind) as JournalEntry["kind"][]).filter((kind) => resultOfKind[kind] === result);
