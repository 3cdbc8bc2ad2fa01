import { z } from "zod";

/** Paging part of an answer. */
export const paging = z.looseObject({ after: z.string().nullish() }).nullish();

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Cursor of the next page; null at the end. */
  readonly next: string | null;
}

/** A cursor on an empty page would never end, and some lists end by one (facts, section 1). */
export function pageOf<Row>(rows: readonly Row[], meta: z.infer<typeof paging>): Page<Row> {
  return { rows, next: rows.length === 0 ? null : (meta?.after ?? null) };
}
