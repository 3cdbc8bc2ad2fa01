import { refuse } from "./access.ts";
import type { SandboxResponse } from "../kit/http-app.ts";
import { readShape, searchShape, type StoredContact } from "./contact.ts";
import type { HighLevelState } from "./state.ts";

type Row = Readonly<Record<string, unknown>>;

const searchable = new Set([
  "email", "phone", "firstName", "lastName", "firstNameLowerCase", "lastNameLowerCase", "companyName", "tags", "dateAdded", "dateUpdated", "id", "website", "city", "country",
]);
/** Above this page size the vendor refuses instead of clamping. */
const MAX_PAGE = 500;

/** `POST /contacts/search`: filters, sort, cursor on the row, and an index that lags (facts, sections 5 and 13). */
export function searchContacts(state: HighLevelState, body: Row): SandboxResponse {
  const { locationId, pageLimit } = body;
  if (typeof locationId !== "string") return refuse(422, ["locationId must be a string"]);
  if (typeof pageLimit !== "number") return refuse(422, ["pageLimit must be a number"]);
  if (pageLimit > MAX_PAGE || pageLimit < 1) return refuse(400, `pageLimit must be between 1 and ${String(MAX_PAGE)}`);
  const filters = Array.isArray(body["filters"]) ? (body["filters"] as readonly Row[]) : [];
  const bad = firstUnknownField(filters);
  if (bad !== null) return refuse(400, `Invalid field ${bad}`);
  const rows = [...state.contacts.searchable(locationId), ...(state.quirks.deletedLinger ? [...state.lingering.values()] : [])]
    .filter((contact) => filters.every((filter) => matches(contact, filter)))
    .filter((contact) => typeof body["query"] !== "string" || textOf(contact).includes(body["query"].toLowerCase()));
  const [{ field = "dateAdded", direction = "desc" } = {}] = (Array.isArray(body["sort"]) ? body["sort"] : []) as { field?: string; direction?: string }[];
  const keyed = rows.map((contact) => ({ contact, key: [sortValue(contact, field), contact.id] as const }));
  keyed.sort((one, other) => compareKeys(one.key, other.key) * (direction === "asc" ? 1 : -1));
  const page = pageOf(keyed, body, direction === "asc", pageLimit);
  return { status: 200, body: { contacts: page.map(({ contact, key }) => searchShape(contact, key)), total: rows.length, traceId: state.prng.text(24, "0123456789abcdef") } };
}

type Keyed = { readonly contact: StoredContact; readonly key: readonly [string | number, string] };

function pageOf(rows: readonly Keyed[], body: Row, ascending: boolean, limit: number): readonly Keyed[] {
  const after = body["searchAfter"];
  if (Array.isArray(after)) {
    const cursor = [after[0] as string | number, String(after[1])] as const;
    return rows.filter((row) => compareKeys(row.key, cursor) * (ascending ? 1 : -1) > 0).slice(0, limit);
  }
  const page = typeof body["page"] === "number" ? body["page"] : 1;
  return rows.slice((page - 1) * limit, page * limit);
}

function compareKeys(one: readonly [string | number, string], other: readonly [string | number, string]): number {
  if (one[0] !== other[0]) return one[0] < other[0] ? -1 : 1;
  return one[1] < other[1] ? -1 : one[1] > other[1] ? 1 : 0;
}

/** Dates sort and travel in cursors as epoch milliseconds. */
function sortValue(contact: StoredContact, field: string): string | number {
  const value = (readShape(contact) as Row)[field];
  if (field === "dateAdded" || field === "dateUpdated") return Date.parse(String(value));
  return typeof value === "string" ? value : "";
}

function firstUnknownField(filters: readonly Row[]): string | null {
  for (const filter of filters) {
    if (Array.isArray(filter["filters"])) {
      const inner = firstUnknownField(filter["filters"] as readonly Row[]);
      if (inner !== null) return inner;
    } else if (!searchable.has(String(filter["field"]))) return String(filter["field"]);
  }
  return null;
}

function matches(contact: StoredContact, filter: Row): boolean {
  if (Array.isArray(filter["filters"])) {
    const inner = filter["filters"] as readonly Row[];
    return filter["group"] === "OR" ? inner.some((part) => matches(contact, part)) : inner.every((part) => matches(contact, part));
  }
  const field = String(filter["field"]);
  return matchesOperator((readShape(contact) as Row)[field], String(filter["operator"]), filter["value"]);
}

function matchesOperator(actual: unknown, operator: string, wanted: unknown): boolean {
  switch (operator) {
    case "eq":
      return Array.isArray(actual) ? actual.includes(wanted) : actual === wanted;
    case "not_eq":
      return actual !== wanted;
    case "contains":
      return String(actual ?? "").toLowerCase().includes(String(wanted).toLowerCase());
    case "not_contains":
      return !String(actual ?? "").toLowerCase().includes(String(wanted).toLowerCase());
    case "exists":
      return actual !== undefined && actual !== null;
    case "not_exists":
      return actual === undefined || actual === null;
    case "range":
      return inRange(actual, (wanted ?? {}) as Row);
    default:
      return false;
  }
}

function inRange(actual: unknown, range: Row): boolean {
  const at = Date.parse(String(actual));
  const bound = (key: string): number | null => (range[key] === undefined ? null : typeof range[key] === "number" ? range[key] : Date.parse(String(range[key])));
  const [gt, gte, lt, lte] = [bound("gt"), bound("gte"), bound("lt"), bound("lte")];
  return (gt === null || at > gt) && (gte === null || at >= gte) && (lt === null || at < lt) && (lte === null || at <= lte);
}

function textOf(contact: StoredContact): string {
  return [contact.firstName, contact.lastName, contact.email, contact.phone].join(" ").toLowerCase();
}

/** `GET /contacts/`, deprecated: lower-cased names, a cursor pair in `meta`. */
export function listContacts(state: HighLevelState, query: URLSearchParams): SandboxResponse {
  const limit = Number(query.get("limit") ?? "20");
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) return refuse(400, "limit must not be greater than 100");
  const rows = state.contacts.searchable(query.get("locationId") ?? "").toSorted((one, other) => (one.dateAdded < other.dateAdded ? 1 : -1));
  const from = query.get("startAfterId") === null ? 0 : rows.findIndex((contact) => contact.id === query.get("startAfterId")) + 1;
  const page = rows.slice(from, from + limit);
  const last = page.at(-1);
  const contacts = page.map((contact) => ({
    ...readShape(contact), firstName: contact.firstName?.toLowerCase() ?? null, firstNameRaw: contact.firstName ?? null,
    lastName: contact.lastName?.toLowerCase() ?? null, lastNameRaw: contact.lastName ?? null,
  }));
  return {
    status: 200,
    body: { contacts, count: rows.length, meta: { total: rows.length, startAfter: last === undefined ? null : Date.parse(last.dateAdded), startAfterId: last?.id ?? null } },
  };
}
