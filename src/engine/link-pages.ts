import type { LinkRow, Store } from "#core/ports/store.ts";
import type { LinkQuery } from "#core/ports/store-queries.ts";

/** Links of one page. */
const PAGE = 1_000;

/** All links that fit, page by page; by name unless the query says otherwise. */
export async function* linkPages(
  store: Pick<Store, "listLinks">,
  query: Omit<LinkQuery, "sort" | "after" | "offset" | "limit"> & Partial<Pick<LinkQuery, "sort">>,
): AsyncGenerator<readonly LinkRow[], void> {
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<Store["listLinks"]>> = await store.listLinks({
      sort: "name",
      ...query,
      limit: PAGE,
      ...(after !== null && { after }),
    });
    yield page.links;
    after = page.next;
  } while (after !== null);
}
