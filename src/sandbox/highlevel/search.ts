import type { SandboxRequest, SandboxResponse } from "../kit/http-app.ts";
import { gateLocation, refuse } from "./access.ts";
import type { RouteCall } from "./route-call.ts";
import { readShape, searchShape, type StoredContact } from "./contact.ts";
import type { Body } from "./contact-write.ts";
import { fieldOf, filterProblem, isKnownField, matchesFilter } from "./search-filters.ts";
import { traceId, type HighLevelState } from "./state.ts";

/** Above this page size the vendor refuses instead of clamping. */
const MAX_PAGE = 500;
/** Rows that page numbers reach; further ones need a cursor. */
const MAX_OFFSET = 10_000;
const MAX_QUERY = 75;

interface SearchRow {
  readonly contact: StoredContact;
  /** Sort values, then the id: what travels as `searchAfter`. */
  readonly key: readonly (string | number)[];
}
interface SortBy {
  readonly field: string;
  readonly direction: "asc" | "desc";
}

/** `POST /contacts/search`: filters, sort, cursor on the row, and an index that may lag (facts, sections 5 and 13). */
export function search({ state, body, token }: RouteCall): SandboxResponse {
  const { locationId } = body;
  const bad = searchProblem(body);
  if (bad !== null) return bad;
  const wrong = gateLocation(state, token, locationId);
  if (wrong !== null) return wrong;
  const sorts = sortsOf(body);
  const rows = searchRows(state, String(locationId), body, sorts);
  const page = pageOf(rows, body, sorts);
  return { status: 200, body: { contacts: page.map(({ contact, key }) => searchShape(contact, key)), total: rows.length, traceId: traceId(state) } };
}

function searchProblem(body: Body): SandboxResponse | null {
  const { locationId, pageLimit, query, page } = body;
  const messages = [
    ...(typeof locationId === "string" ? [] : ["locationId must be a string"]),
    ...(typeof pageLimit === "number" ? [] : ["pageLimit must be a number"]),
  ];
  if (messages.length > 0) return refuse(422, messages);
  if (!Number.isInteger(pageLimit) || Number(pageLimit) < 1 || Number(pageLimit) > MAX_PAGE)
    return refuse(400, `pageLimit must be between 1 and ${String(MAX_PAGE)}`);
  if (typeof query === "string" && query.length > MAX_QUERY)
    return refuse(400, `query must be shorter than or equal to ${String(MAX_QUERY)} characters`);
  if (page !== undefined && (!Number.isInteger(page) || Number(page) < 1)) return refuse(400, "page must be a positive number");
  if (page !== undefined && Number(page) * Number(pageLimit) > MAX_OFFSET)
    return refuse(400, `page reaches beyond the first ${String(MAX_OFFSET)} contacts; use searchAfter`);
  const problem = filterProblem(filtersOf(body));
  if (problem !== null) return refuse(400, problem);
  const unknown = sortsOf(body).find(({ field }) => !isKnownField(field));
  return unknown === undefined ? null : refuse(400, `Invalid field ${unknown.field}`);
}

const filtersOf = (body: Body): readonly Body[] => (Array.isArray(body["filters"]) ? (body["filters"] as readonly Body[]) : []);

function sortsOf(body: Body): readonly SortBy[] {
  const sent = (Array.isArray(body["sort"]) ? body["sort"] : []) as readonly Body[];
  const sorts = sent.map(({ field, direction }): SortBy => ({ field: String(field), direction: direction === "asc" ? "asc" : "desc" }));
  return sorts.length > 0 ? sorts : [{ field: "dateAdded", direction: "desc" }];
}

function searchRows(state: HighLevelState, locationId: string, body: Body, sorts: readonly SortBy[]): readonly SearchRow[] {
  const filters = filtersOf(body);
  const query = typeof body["query"] === "string" ? body["query"].toLowerCase() : "";
  return state.contacts.view(JSON.stringify(["search", locationId, filters, query, sorts]), () => {
    const found = state.contacts
      .searchable(locationId)
      .filter((contact) => filters.every((filter) => matchesFilter(contact, filter)) && (query === "" || textOf(contact).includes(query)));
    const rows = found.map((contact): SearchRow => ({ contact, key: [...sorts.map(({ field }) => sortValue(contact, field)), contact.id] }));
    return rows.toSorted((one, other) => compareKeys(one.key, other.key, sorts));
  });
}

function pageOf(rows: readonly SearchRow[], body: Body, sorts: readonly SortBy[]): readonly SearchRow[] {
  const limit = Number(body["pageLimit"]);
  const after = body["searchAfter"];
  if (Array.isArray(after)) {
    const start = firstAfter(rows, after as readonly (string | number)[], sorts);
    return rows.slice(start, start + limit);
  }
  const page = Number(body["page"] ?? 1);
  return rows.slice((page - 1) * limit, page * limit);
}

/** Index of the first row behind the cursor, by halving. */
function firstAfter(rows: readonly SearchRow[], cursor: readonly (string | number)[], sorts: readonly SortBy[]): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys((rows[middle] as SearchRow).key, cursor, sorts) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The id, last in the key, breaks ties in the direction of the last sort. */
function compareKeys(one: readonly (string | number)[], other: readonly (string | number)[], sorts: readonly SortBy[]): number {
  for (const [index, mine] of one.entries()) {
    const theirs = other[index] ?? "";
    if (mine !== theirs) return (mine < theirs ? -1 : 1) * (sorts[Math.min(index, sorts.length - 1)]?.direction === "asc" ? 1 : -1);
  }
  return 0;
}

/** Dates sort and travel in cursors as epoch milliseconds. */
function sortValue(contact: StoredContact, field: string): string | number {
  const value = fieldOf(contact, field);
  if (field === "dateAdded" || field === "dateUpdated") return Date.parse(String(value));
  return typeof value === "string" || typeof value === "number" ? value : "";
}

function textOf(contact: StoredContact): string {
  return [contact.firstName, contact.lastName, contact.email, contact.phone, contact.companyName].join(" ").toLowerCase();
}

/** `GET /contacts/`, deprecated: lower-cased names, newest first, a cursor pair in `meta`. */
export function list({ state, request, token }: RouteCall): SandboxResponse {
  const { query } = request;
  const wrong = gateLocation(state, token, query.get("locationId"));
  if (wrong !== null) return wrong;
  const limit = Number(query.get("limit") ?? "20");
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) return refuse(400, "limit must not be greater than 100");
  const sorts: readonly SortBy[] = [{ field: "dateAdded", direction: "desc" }];
  const rows = searchRows(state, query.get("locationId") ?? "", { query: query.get("query") ?? "" }, sorts);
  const afterId = query.get("startAfterId");
  const from = afterId === null ? 0 : firstAfter(rows, [Number(query.get("startAfter")), afterId], sorts);
  const page = rows.slice(from, from + limit);
  const last = page.at(-1);
  const [startAfter, startAfterId] = [last === undefined ? null : Number(last.key[0]), last?.contact.id ?? null];
  const number = Math.floor(from / limit) + 1;
  const hasNext = from + limit < rows.length;
  const meta = {
    total: rows.length,
    nextPageUrl: hasNext ? nextPageUrl(request, startAfter, startAfterId) : null,
    startAfter,
    startAfterId,
    currentPage: number,
    nextPage: hasNext ? number + 1 : null,
    prevPage: number > 1 ? number - 1 : null,
  };
  return { status: 200, body: { contacts: page.map(({ contact }) => listShape(contact)), count: rows.length, meta, traceId: traceId(state) } };
}

/** On the host that was called, so that whoever follows it stays in the sandbox. */
function nextPageUrl({ headers, path, query }: SandboxRequest, startAfter: number | null, startAfterId: string | null): string {
  const next = new URLSearchParams(query);
  next.set("startAfter", String(startAfter));
  next.set("startAfterId", String(startAfterId));
  return `http://${headers["host"] ?? "sandbox"}${path}?${next.toString()}`;
}

function listShape(contact: StoredContact): Readonly<Record<string, unknown>> {
  const { firstName, lastName } = contact;
  return {
    ...readShape(contact),
    contactName: [firstName, lastName].join(" ").trim().toLowerCase() || null,
    firstName: firstName?.toLowerCase() ?? null,
    firstNameRaw: firstName ?? null,
    lastName: lastName?.toLowerCase() ?? null,
    lastNameRaw: lastName ?? null,
  };
}
