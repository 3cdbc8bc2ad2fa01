import type { SandboxResponse } from "../kit/http-app.ts";
import { entryShape, typeShape } from "./catalog-shapes.ts";
import { LONGEST_LAG_MS, type CatalogEntry, type CatalogType } from "./catalog-store.ts";
import { problem } from "./envelope.ts";
import { pageMeta, pageOf, readPage, unknownCursor, type PageAsked } from "./pages.ts";
import type { RouteCall } from "./route-call.ts";
import type { IncidentState } from "./state.ts";

/** Published: at most 250 entries a page, and the size must be named. */
const MAX_PAGE = 250;

/** One page of a type's entries, or those that an identifier names. */
export function listEntries({ state, request }: RouteCall): SandboxResponse {
  const { query } = request;
  const typeId = query.get("catalog_type_id") ?? "";
  if (typeId === "") return problem(422, "is_required", "A catalog type is required", "catalog_type_id");
  const asked = readPage(query, { max: MAX_PAGE, required: true });
  if ("status" in asked) return asked;
  const type = state.catalog.types.get(typeId);
  if (type === undefined) return problem(404, "not_found", "No such catalog type");
  const identifier = query.get("identifier");
  return identifier === null ? allOf(state, type, asked) : namedBy(state, type, identifier, asked);
}

function namedBy(state: IncidentState, type: CatalogType, identifier: string, asked: PageAsked): SandboxResponse {
  const found = state.catalog.identified(type.id, identifier).flatMap((entry) => shownNow(state, entry) ?? []);
  const page = pageOf(found, asked, state.quirks.endByEmptyPage);
  return "status" in page ? page : answer(state, type, page.rows, { ...page.meta, total_record_count: found.length });
}

function allOf(state: IncidentState, type: CatalogType, asked: PageAsked): SandboxResponse {
  const { ids, positionOf } = orderOf(state, type.id);
  const last = asked.after === null ? -1 : positionOf(asked.after);
  if (last === undefined) return unknownCursor();
  const rows: CatalogEntry[] = [];
  let index = last + 1;
  // One row more than asked for tells whether another page follows.
  for (; index < ids.length && rows.length <= asked.size; index += 1) {
    const entry = state.catalog.entry(ids[index] ?? "");
    const shown = entry === undefined ? null : shownNow(state, entry);
    if (shown !== null) rows.push(shown);
  }
  const page = rows.slice(0, asked.size);
  const meta = pageMeta(asked, page.at(-1)?.id, rows.length > asked.size, state.quirks.endByEmptyPage);
  return answer(state, type, page, { ...meta, total_record_count: state.catalog.liveCount(type.id) });
}

function shownNow(state: IncidentState, entry: CatalogEntry): CatalogEntry | null {
  const lagMs = Math.min(LONGEST_LAG_MS, state.quirks.listLagMs);
  if (lagMs > 0) return state.catalog.asOf(entry, state.clock.now() - lagMs);
  return entry.archivedAt === null ? entry : null;
}

function answer(state: IncidentState, type: CatalogType, page: readonly CatalogEntry[], pagination_meta: Record<string, unknown>): SandboxResponse {
  return {
    status: 200,
    body: { catalog_entries: page.map((entry) => entryShape(state, entry)), catalog_type: typeShape(state, type), pagination_meta },
  };
}

interface Order {
  readonly ids: readonly string[];
  readonly positionOf: (id: string) => number | undefined;
}

const shuffled = new WeakMap<readonly string[], { readonly length: number; readonly order: Order }>();

/** The order is published nowhere: that of creation, or one that has nothing to do with it. */
function orderOf(state: IncidentState, typeId: string): Order {
  const ids = state.catalog.idsOf(typeId);
  if (!state.quirks.shuffledOrder) return { ids, positionOf: (id) => state.catalog.positionOf(typeId, id) };
  const known = shuffled.get(ids);
  if (known?.length === ids.length) return known.order;
  const mixed = ids.toSorted((one, other) => (one.slice(10) < other.slice(10) ? -1 : 1));
  const positions = new Map(mixed.map((id, index) => [id, index]));
  const order = { ids: mixed, positionOf: (id: string) => positions.get(id) };
  shuffled.set(ids, { length: ids.length, order });
  return order;
}
