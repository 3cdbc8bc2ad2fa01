import { parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js/max";

/** A contact as the sandbox keeps it: only keys that are set. */
export interface StoredContact {
  readonly id: string;
  readonly locationId: string;
  firstName?: string;
  lastName?: string;
  email?: string;
  phone?: string;
  companyName?: string;
  tags: string[];
  customFields: { id: string; value: unknown }[];
  dateAdded: string;
  dateUpdated: string;
  /** Other plain properties: address1, city, website, source, timezone, dnd … */
  rest: Record<string, unknown>;
}

/** Properties of a contact write, per operation; anything else is refused by name (facts, section 6). */
const common = [
  "firstName", "lastName", "name", "email", "phone", "address1", "city", "state", "postalCode", "website", "timezone", "dnd", "dndSettings",
  "inboundDndSettings", "tags", "customFields", "source", "dateOfBirth", "country", "assignedTo",
] as const;
export const writable: Readonly<Record<"create" | "upsert" | "update", ReadonlySet<string>>> = {
  create: new Set([...common, "locationId", "gender", "companyName"]),
  upsert: new Set([...common, "locationId", "gender", "companyName", "createNewIfDuplicateAllowed"]),
  update: new Set(common),
};

const named = new Set(["firstName", "lastName", "name", "email", "phone", "companyName", "tags", "customFields", "locationId", "createNewIfDuplicateAllowed"]);

export interface Normalisers {
  /** Region by which phones without a country code are read. */
  readonly country: string;
  /** Quirk: names cut to this many characters; null for none. */
  readonly truncateNamesAt: number | null;
}

/** Applies a write's body to a contact, as the vendor stores it. Only sent keys change. */
export function applyWrite(contact: StoredContact, body: Readonly<Record<string, unknown>>, normalisers: Normalisers, clearByNull: boolean): void {
  writeNames(contact, body, normalisers);
  for (const key of ["email", "phone", "companyName"] as const) {
    if (!(key in body)) continue;
    const text = textOf(body[key]);
    if (text === "" && (body[key] !== null || clearByNull)) delete contact[key];
    else if (text !== "") contact[key] = key === "email" ? text.toLowerCase() : key === "phone" ? storedPhone(text, normalisers.country) : text;
  }
  if (Array.isArray(body["tags"])) contact.tags = storedTags(body["tags"]);
  if (Array.isArray(body["customFields"])) writeCustomFields(contact, body["customFields"]);
  for (const [key, value] of Object.entries(body)) {
    if (named.has(key)) continue;
    if (value === null || value === "") delete contact.rest[key];
    else contact.rest[key] = value;
  }
}

function writeNames(contact: StoredContact, body: Readonly<Record<string, unknown>>, normalisers: Normalisers): void {
  const cut = (text: string): string => (normalisers.truncateNamesAt === null ? text : [...text].slice(0, normalisers.truncateNamesAt).join(""));
  if ("name" in body && !("firstName" in body) && !("lastName" in body)) {
    const [first = "", ...last] = textOf(body["name"]).split(/\s+/u);
    setOrDelete(contact, "firstName", cut(first));
    setOrDelete(contact, "lastName", cut(last.join(" ")));
  }
  for (const key of ["firstName", "lastName"] as const) if (key in body) setOrDelete(contact, key, cut(textOf(body[key])));
}

function setOrDelete(contact: StoredContact, key: "firstName" | "lastName", text: string): void {
  if (text === "") delete contact[key];
  else contact[key] = text;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value.trim() : "");

/** E.164 when the number can be read, else as sent. */
export function storedPhone(text: string, country: string): string {
  return parsePhoneNumberFromString(text, country as CountryCode)?.number ?? text;
}

/** Tags are lower-cased on save, each once. */
export function storedTags(tags: readonly unknown[]): string[] {
  return [...new Set(tags.map((tag) => String(tag).trim().toLowerCase()).filter((tag) => tag !== ""))];
}

function writeCustomFields(contact: StoredContact, fields: readonly unknown[]): void {
  for (const field of fields as readonly Readonly<Record<string, unknown>>[]) {
    const id = String(field["id"] ?? field["key"] ?? "");
    const value = field["field_value"] ?? field["fieldValue"] ?? null;
    contact.customFields = contact.customFields.filter((other) => other.id !== id);
    if (value !== null && value !== "") contact.customFields.push({ id, value });
  }
}

const fullName = (contact: StoredContact): string => [contact.firstName, contact.lastName].filter((part) => part !== undefined).join(" ");

/** Shape of GET by id, PUT and upsert: only the keys that are set. */
export function readShape(contact: StoredContact): Record<string, unknown> {
  const name = fullName(contact);
  return {
    id: contact.id, locationId: contact.locationId, type: "lead",
    ...(contact.firstName !== undefined && { firstName: contact.firstName, firstNameLowerCase: contact.firstName.toLowerCase() }),
    ...(contact.lastName !== undefined && { lastName: contact.lastName, lastNameLowerCase: contact.lastName.toLowerCase() }),
    ...(name !== "" && { fullNameLowerCase: name.toLowerCase() }),
    ...(contact.email !== undefined && { email: contact.email, emailLowerCase: contact.email }),
    ...(contact.phone !== undefined && { phone: contact.phone }),
    ...(contact.companyName !== undefined && { companyName: contact.companyName }),
    ...contact.rest, tags: contact.tags, customFields: contact.customFields, additionalEmails: [], additionalPhones: [],
    dateAdded: contact.dateAdded, dateUpdated: contact.dateUpdated,
  };
}

/** Shape of a search row: nulls spelled out, `address` for `address1`, a lower-cased display name, a cursor on the row. */
export function searchShape(contact: StoredContact, searchAfter: readonly unknown[]): Record<string, unknown> {
  const { address1, ...rest } = contact.rest;
  return {
    id: contact.id, locationId: contact.locationId, firstName: contact.firstName ?? null, lastName: contact.lastName ?? null,
    firstNameLowerCase: contact.firstName?.toLowerCase() ?? null, lastNameLowerCase: contact.lastName?.toLowerCase() ?? null,
    contactName: fullName(contact).toLowerCase() || null, email: contact.email ?? null, phone: contact.phone ?? null, phoneLabel: null,
    companyName: contact.companyName ?? null, businessName: contact.companyName ?? null, website: null, ...rest, address: address1 ?? null,
    tags: contact.tags, customFields: contact.customFields, additionalEmails: [], additionalPhones: [], type: "lead",
    dateAdded: contact.dateAdded, dateUpdated: contact.dateUpdated, searchAfter,
  };
}

/** Body of a contact event: flat, empty fields left out, no dateUpdated (facts, section 8). */
export function eventShape(contact: StoredContact): Record<string, unknown> {
  const name = fullName(contact);
  return {
    id: contact.id, ...(contact.firstName !== undefined && { firstName: contact.firstName }), ...(contact.lastName !== undefined && { lastName: contact.lastName }),
    ...(name !== "" && { name }), ...(contact.email !== undefined && { email: contact.email }), ...(contact.phone !== undefined && { phone: contact.phone }),
    ...(contact.companyName !== undefined && { companyName: contact.companyName }), ...contact.rest, tags: contact.tags, customFields: contact.customFields,
    dateAdded: contact.dateAdded,
  };
}
