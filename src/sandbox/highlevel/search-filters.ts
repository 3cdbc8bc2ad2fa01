import { fullName, type StoredContact } from "./contact.ts";
import type { Body } from "./contact-write.ts";

const MAX_DEPTH = 8;
const operators = new Set(["eq", "not_eq", "contains", "not_contains", "exists", "not_exists", "range"]);
const plainFields = new Set([
  "id",
  "email",
  "phone",
  "firstName",
  "lastName",
  "firstNameLowerCase",
  "lastNameLowerCase",
  "fullNameLowerCase",
  "contactName",
  "companyName",
  "businessName",
  "tags",
  "dateAdded",
  "dateUpdated",
  "website",
  "address",
  "address1",
  "city",
  "state",
  "country",
  "postalCode",
  "timezone",
  "source",
  "type",
  "assignedTo",
  "dateOfBirth",
  "dnd",
]);

/** Text of the first thing that is wrong with the filters, or null. */
export function filterProblem(filters: readonly Body[], depth = 0): string | null {
  if (depth > MAX_DEPTH) return "Filters are nested too deep";
  for (const filter of filters) {
    if (typeof filter !== "object" || filter === null) return "Invalid filter";
    const problem = isGroup(filter) ? groupProblem(filter, depth) : leafProblem(filter);
    if (problem !== null) return problem;
  }
  return null;
}

function groupProblem(filter: Body & { readonly filters: readonly Body[] }, depth: number): string | null {
  if (filter["group"] !== "OR" && filter["group"] !== "AND") return "Invalid group";
  return filterProblem(filter.filters, depth + 1);
}

function leafProblem(filter: Body): string | null {
  const field = String(filter["field"]);
  if (!isKnownField(field)) return `Invalid field ${field}`;
  return operators.has(String(filter["operator"])) ? null : `Invalid operator ${String(filter["operator"])}`;
}

/** True for fields that can be filtered and sorted by. */
export const isKnownField = (field: string): boolean => plainFields.has(field) || /^(?:customFields|dndSettings)\.[\w.-]+$/u.test(field);

export function matchesFilter(contact: StoredContact, filter: Body): boolean {
  if (isGroup(filter)) {
    return filter["group"] === "OR"
      ? filter.filters.some((part) => matchesFilter(contact, part))
      : filter.filters.every((part) => matchesFilter(contact, part));
  }
  const actual = fieldOf(contact, String(filter["field"]));
  const wanted = filter["value"];
  switch (filter["operator"]) {
    case "eq":
      return equals(actual, wanted);
    case "not_eq":
      return !equals(actual, wanted);
    case "contains":
      return contains(actual, wanted);
    case "not_contains":
      return !contains(actual, wanted);
    case "exists":
      return isSet(actual);
    case "not_exists":
      return !isSet(actual);
    default:
      return isInRange(actual, (wanted ?? {}) as Body);
  }
}

const isGroup = (filter: Body): filter is Body & { readonly filters: readonly Body[] } => Array.isArray(filter["filters"]);

/** A field's value as search sees it. */
export function fieldOf(contact: StoredContact, field: string): unknown {
  const [head = "", ...path] = field.split(".");
  if (head === "customFields") return contact.customFields.find(({ id }) => id === path.join("."))?.value;
  if (head === "dndSettings") return path.reduce<unknown>((value, key) => (value as Body | undefined)?.[key], contact.rest["dndSettings"]);
  switch (field) {
    case "id":
    case "email":
    case "phone":
    case "firstName":
    case "lastName":
    case "companyName":
    case "tags":
    case "dateAdded":
    case "dateUpdated":
      return contact[field];
    case "businessName":
      return contact.companyName;
    case "firstNameLowerCase":
      return contact.firstName?.toLowerCase();
    case "lastNameLowerCase":
      return contact.lastName?.toLowerCase();
    case "contactName":
    case "fullNameLowerCase":
      return fullName(contact).toLowerCase();
    case "type":
      return "lead";
    default:
      return contact.rest[field === "address" ? "address1" : field];
  }
}

function equals(actual: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) return wanted.some((one) => equals(actual, one));
  return Array.isArray(actual) ? actual.includes(wanted) : actual === wanted;
}

function contains(actual: unknown, wanted: unknown): boolean {
  const sought = String(wanted).toLowerCase();
  return (Array.isArray(actual) ? actual : [actual ?? ""]).some((item) => String(item).toLowerCase().includes(sought));
}

const isSet = (actual: unknown): boolean =>
  actual !== undefined && actual !== null && actual !== "" && !(Array.isArray(actual) && actual.length === 0);

function isInRange(actual: unknown, range: Body): boolean {
  const at = comparable(actual);
  const bound = (key: string): number | null => (range[key] === undefined ? null : comparable(range[key]));
  const [gt, gte, lt, lte] = [bound("gt"), bound("gte"), bound("lt"), bound("lte")];
  return !Number.isNaN(at) && (gt === null || at > gt) && (gte === null || at >= gte) && (lt === null || at < lt) && (lte === null || at <= lte);
}

const comparable = (value: unknown): number => (typeof value === "number" ? value : Date.parse(String(value)));
