import type { SandboxResponse } from "../kit/http-app.ts";
import { problem } from "./envelope.ts";

export interface PageAsked {
  readonly size: number;
  /** Id of the last row of the page before. */
  readonly after: string | null;
}

const DEFAULT_PAGE = 25;

/** Reads `page_size` and `after`. Over the maximum, or absent where the vendor requires it: 422. */
export function readPage(query: URLSearchParams, rule: { readonly max: number; readonly required?: true }): PageAsked | SandboxResponse {
  const text = query.get("page_size");
  if (text === null && rule.required === true) return problem(422, "is_required", "A page size is required", "page_size");
  const size = text === null ? DEFAULT_PAGE : Number(text);
  if (!Number.isInteger(size) || size < 1 || size > rule.max) return problem(422, "invalid_value", "The page size is out of range", "page_size");
  return { size, after: query.get("after") };
}

/** One page of a short list with its cursor. A cursor that names no row: 422. */
export function pageOf<Row extends { readonly id: string }>(
  rows: readonly Row[],
  asked: PageAsked,
  endByEmptyPage: boolean,
): { readonly rows: readonly Row[]; readonly meta: Record<string, unknown> } | SandboxResponse {
  const index = asked.after === null ? -1 : rows.findIndex((row) => row.id === asked.after);
  if (asked.after !== null && index === -1) return unknownCursor();
  const page = rows.slice(index + 1, index + 1 + asked.size);
  const hasMore = index + 1 + asked.size < rows.length;
  return { rows: page, meta: pageMeta(asked, page.at(-1)?.id, hasMore, endByEmptyPage) };
}

/** One page of a list that is sorted by id; the cursor may name a row that has left it. */
export function pageById<Row extends { readonly id: string }>(
  rows: readonly Row[],
  asked: PageAsked,
  endByEmptyPage: boolean,
): { readonly page: readonly Row[]; readonly meta: Record<string, unknown> } {
  const { after, size } = asked;
  const rest = after === null ? rows : rows.filter(({ id }) => id > after);
  const page = rest.slice(0, size);
  return { page, meta: pageMeta(asked, page.at(-1)?.id, rest.length > size, endByEmptyPage) };
}

/** The cursor part of an answer. With `endByEmptyPage` the last full page still names a cursor. */
export function pageMeta(asked: PageAsked, lastId: string | undefined, hasMore: boolean, endByEmptyPage: boolean): Record<string, unknown> {
  const names = lastId !== undefined && (hasMore || endByEmptyPage);
  return { page_size: asked.size, ...(names && { after: lastId }) };
}

export function unknownCursor(): SandboxResponse {
  return problem(422, "invalid_value", "The cursor names nothing in this list", "after");
}
