import type { DirtyReason, LinkRow } from "#core/ports/store.ts";

/** What has made a link due, whether or not an earlier look at it was the last word. */
export const firstReasons = ({ dirtyReasons }: Pick<LinkRow, "dirtyReasons">): readonly DirtyReason[] =>
  dirtyReasons.filter((reason) => reason !== "again");
