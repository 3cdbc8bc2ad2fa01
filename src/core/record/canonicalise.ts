import { parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js/min";
import type { CanonicalValue, FieldKind } from "./canonical.ts";

export interface CanonicalContext {
  /** Region (ISO 3166 alpha-2) by which phone numbers without a country code are read. */
  readonly defaultCountry: string;
}

/**
 * Reduces a vendor's raw value to the form in which values are compared (M5). Never throws. Empty text, missing and null become null.
 * A value that does not fit its kind is kept as trimmed text, so that nothing is lost by comparing.
 */
export function canonicalise(kind: FieldKind, raw: unknown, context: CanonicalContext): CanonicalValue {
  if (raw === null || raw === undefined) return kind === "set" ? [] : null;
  switch (kind) {
    case "set":
      return canonicalSet(raw);
    case "number":
      return canonicalNumber(raw);
    case "boolean":
      return canonicalBoolean(raw);
    default:
      return canonicalText(kind, asText(raw), context);
  }
}

function canonicalText(kind: FieldKind, raw: string, context: CanonicalContext): string | null {
  const text = cleanText(raw);
  if (text === "") return null;
  switch (kind) {
    case "email":
      return lowerCase(text);
    case "phone":
      return canonicalPhone(text, context.defaultCountry);
    case "name":
      return text.replace(/\s+/gu, " ");
    case "date":
      return canonicalDate(text);
    default:
      return text;
  }
}

/** Printable ASCII without a space at either end: most of what there is, and clean as it stands. */
const CLEAN = /^[!-~](?:[ -~]*[!-~])?$/u;

/** PostgreSQL holds neither U+0000 nor lone surrogates, so both leave before anything compares or stores the text. */
function cleanText(raw: string): string {
  if (CLEAN.test(raw)) return raw;
  return raw.toWellFormed().replaceAll("\u0000", "").replace(/\r\n?/gu, "\n").normalize("NFC").trim();
}

/** A letter without a composed capital may have a composed small one, so the form is made anew; without it a value would not equal itself read back. */
const lowerCase = (text: string): string => text.toLowerCase().normalize("NFC");

/** Numbers that are known in their form at most; then all are forgotten. */
const MOST_PHONES = 2_000;
/** Every sweep shows the same numbers, and reading one costs as much as all else of its record. */
const phones = new Map<string, string>();

function canonicalPhone(text: string, defaultCountry: string): string {
  const key = `${defaultCountry} ${text}`;
  const known = phones.get(key);
  if (known !== undefined) return known;
  const phone = parsedPhone(text, defaultCountry);
  if (phones.size >= MOST_PHONES) phones.clear();
  phones.set(key, phone);
  return phone;
}

function parsedPhone(text: string, defaultCountry: string): string {
  const parsed = parsePhoneNumberFromString(text, defaultCountry as CountryCode);
  return parsed?.isPossible() === true ? parsed.number : text.replace(/\s+/gu, "").normalize("NFC");
}

function canonicalDate(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/u.test(text)) return text;
  const parsed = Date.parse(text);
  return Number.isNaN(parsed) ? text : new Date(parsed).toISOString();
}

function canonicalNumber(raw: unknown): CanonicalValue {
  if (typeof raw === "number") return Number.isFinite(raw) ? raw + 0 : null;
  const text = cleanText(asText(raw));
  if (text === "") return null;
  const parsed = Number(text);
  // A 20-digit integer would lose digits as a number; it stays text.
  return Number.isFinite(parsed) && isExact(parsed, text) ? parsed + 0 : text;
}

function isExact(parsed: number, text: string): boolean {
  return !/^[+-]?\d+$/u.test(text) || Number.isSafeInteger(parsed);
}

function canonicalBoolean(raw: unknown): CanonicalValue {
  if (typeof raw === "boolean") return raw;
  const text = lowerCase(cleanText(asText(raw)));
  if (text === "") return null;
  if (text === "true" || text === "false") return text === "true";
  return text;
}

function canonicalSet(raw: unknown): readonly string[] {
  const elements = (Array.isArray(raw) ? raw : [raw]).map((element) => lowerCase(cleanText(asText(element))));
  return [...new Set(elements.filter((element) => element !== ""))].toSorted();
}

function asText(raw: unknown): string {
  if (typeof raw === "string") return raw;
  if (typeof raw === "number" || typeof raw === "boolean" || typeof raw === "bigint") return String(raw);
  if (raw === null || raw === undefined) return "";
  return JSON.stringify(raw) ?? "";
}

/** True when two canonical values are the same; sets compare by elements. */
export function sameValue(one: CanonicalValue, other: CanonicalValue): boolean {
  if (isSet(one) || isSet(other)) {
    const left = elementsOf(one);
    const right = elementsOf(other);
    return left.length === right.length && left.every((element, index) => element === right[index]);
  }
  return one === other;
}

export function isSet(value: CanonicalValue): value is readonly string[] {
  return Array.isArray(value);
}

/** Elements of a set; an empty value is the empty set. */
export function elementsOf(value: CanonicalValue): readonly string[] {
  if (isSet(value)) return value;
  return value === null ? [] : [String(value)];
}
