import { parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js/max";
import type { StoredContact } from "./contact.ts";
import { storedValue, type CustomFieldDefinition } from "./custom-fields.ts";
import type { Quirks } from "./quirks.ts";

export type Body = Readonly<Record<string, unknown>>;

/** What a write needs to know to be kept as the vendor keeps it. */
export interface WriteContext {
  /** Region by which phones without a country code are read. */
  readonly country: string;
  readonly quirks: Quirks;
  /** By id or key, within the contact's location. */
  readonly customField: (idOrKey: string) => CustomFieldDefinition | undefined;
}

/** Properties with a column of their own, or that are no data. */
const special = new Set([
  "firstName",
  "lastName",
  "name",
  "email",
  "phone",
  "companyName",
  "tags",
  "customFields",
  "locationId",
  "createNewIfDuplicateAllowed",
]);

/** Applies a write's body to a contact, as the vendor stores it. Only sent keys change. */
export function applyWrite(contact: StoredContact, body: Body, context: WriteContext): void {
  const { quirks } = context;
  writeNames(contact, body, quirks);
  for (const key of ["email", "phone", "companyName"] as const) {
    if (!(key in body)) continue;
    const text = textOf(body[key], quirks);
    if (text !== "")
      contact[key] = key === "email" ? text.toLowerCase() : key === "phone" ? storedPhone(text, context.country, quirks.phoneFormat) : text;
    else if (clears(body[key], quirks)) delete contact[key];
  }
  if (Array.isArray(body["tags"])) contact.tags = storedTags(body["tags"]);
  if (Array.isArray(body["customFields"])) writeCustomFields(contact, body["customFields"], context);
  for (const [key, value] of Object.entries(body)) {
    if (special.has(key)) continue;
    if (value !== null && value !== "") contact.rest[key] = typeof value === "string" ? textOf(value, quirks) : value;
    else if (clears(value, quirks)) delete contact.rest[key];
  }
}

export const clears = (value: unknown, quirks: Quirks): boolean => (value === null ? quirks.clearByNull : quirks.clearByEmpty);

function writeNames(contact: StoredContact, body: Body, quirks: Quirks): void {
  const parts: Record<string, unknown> = { firstName: body["firstName"], lastName: body["lastName"] };
  if ("name" in body && !("firstName" in body) && !("lastName" in body)) {
    const [first = "", ...last] = textOf(body["name"], quirks).split(/\s+/u);
    Object.assign(parts, { firstName: first, lastName: last.join(" ") });
  }
  for (const key of ["firstName", "lastName"] as const) {
    if (parts[key] === undefined) continue;
    const text = storedName(textOf(parts[key], quirks), quirks);
    if (text !== "") contact[key] = text;
    else if (clears(parts[key], quirks)) delete contact[key];
  }
}

function storedName(text: string, { truncateNamesAt, lowercaseNames, unicodeForm }: Quirks): string {
  const formed = unicodeForm === "as-sent" ? text : text.normalize(unicodeForm);
  const cut = truncateNamesAt === null ? formed : [...formed].slice(0, truncateNamesAt).join("");
  return lowercaseNames ? cut.toLowerCase() : cut;
}

export const textOf = (value: unknown, quirks: Quirks): string => (typeof value !== "string" ? "" : quirks.trimTexts ? value.trim() : value);

/** E.164 by default; a number that cannot be read stays as sent. */
export function storedPhone(text: string, country: string, format: Quirks["phoneFormat"] = "E.164"): string {
  if (format === "as-sent") return text;
  const phone = parsePhoneNumberFromString(text, country as CountryCode);
  return (format === "national" ? phone?.formatNational() : phone?.number) ?? text;
}

/** Tags are lower-cased on save, each once. */
export function storedTags(tags: readonly unknown[]): string[] {
  return [...new Set(tags.map((tag) => String(tag).trim().toLowerCase()).filter((tag) => tag !== ""))];
}

/** Unknown fields and values that do not suit their type are dropped in silence. */
function writeCustomFields(contact: StoredContact, fields: readonly unknown[], { customField, quirks }: WriteContext): void {
  for (const sent of fields as readonly Body[]) {
    const field = customField(String(sent["id"] ?? "")) ?? customField(String(sent["key"] ?? ""));
    const value = "field_value" in sent ? sent["field_value"] : sent["fieldValue"];
    if (field === undefined || value === undefined) continue;
    const isClearing = value === null || value === "" || (Array.isArray(value) && value.length === 0);
    const stored = isClearing ? undefined : storedValue(field, value);
    if (isClearing ? !clears(value === null ? null : "", quirks) : stored === undefined) continue;
    contact.customFields = contact.customFields.filter(({ id }) => id !== field.id);
    if (stored !== undefined) contact.customFields.push({ id: field.id, value: stored });
  }
}
