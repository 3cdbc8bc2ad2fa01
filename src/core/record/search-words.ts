import type { FieldValues } from "./canonical.ts";
import { searchedFields } from "./title.ts";

/** Names the contact that a record belongs to, by its HighLevel id. */
export const BELONGS_TO = "contactId";

/** Characters of one word that count, of one value, and words of one question. */
const WORD = 100;
const VALUE = 2_000;
const MOST_WORDS = 8;
/** Digits from which on a question reads as a phone number. */
const PHONE_DIGITS = 4;
/** Stands before a phone number told from its end, so that its last digits find it. */
const FROM_END = "~";

/** What a search text asks for; of several, the first that finds anything is meant. */
export type SearchAttempt =
  /** One word that begins with one of these. */
  | { readonly kind: "any-of"; readonly prefixes: readonly string[] }
  /** For each of these a word that begins with it. */
  | { readonly kind: "all-of"; readonly prefixes: readonly string[] }
  /** A name that begins so, as `nameKey` writes it: of texts without any word. */
  | { readonly kind: "name"; readonly prefix: string };

/** The words by which a record is found: of its name, e-mail, phone and contact, in lower case, without accents. Each at most once. */
export function searchWords(fields: FieldValues): readonly string[] {
  const words = [...searchedFields, BELONGS_TO].flatMap((field) => {
    const value = fields[field] ?? null;
    return value === null ? [] : [...wordsIn(String(value)), ...(field === "phone" ? endsOf(String(value)) : [])];
  });
  return [...new Set(words)];
}

/** The longest word of a record's id: whoever is looked for by an id is found by that. */
export const wordOfId = (id: string): string => wordsIn(id).toSorted((one, other) => other.length - one.length)[0] ?? "";

/** How a search text is to be looked for. Never empty. */
export function attemptsFor(search: string): readonly SearchAttempt[] {
  const words = wordsIn(search).slice(0, MOST_WORDS);
  const digits = phoneDigits(search);
  return [
    ...(digits === null ? [] : [{ kind: "any-of", prefixes: phonePrefixes(digits) } as const]),
    words.length > 0 ? { kind: "all-of", prefixes: words } : { kind: "name", prefix: nameKey(search) },
  ];
}

/** A name as names are compared and sorted. */
export const nameKey = (name: string): string => name.toLowerCase().slice(0, 300);

/** Punctuation of ASCII and blanks part words; what other scripts write between words stays part of them. */
const between = /[\s!-/:-@[-`{-~]+/u;

function wordsIn(text: string): readonly string[] {
  const plain = text.slice(0, VALUE).normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return [...new Set(plain.split(between).map((word) => word.slice(0, WORD)))].filter((word) => word !== "");
}

/** A phone number without its country's code, whichever of one to three digits that is, and from its end. */
function endsOf(phone: string): readonly string[] {
  const digits = phone.replaceAll(/\D/gu, "").slice(0, WORD - 1);
  if (digits.length < PHONE_DIGITS) return [];
  return [...[1, 2, 3].map((code) => digits.slice(code)).filter((rest) => rest.length >= PHONE_DIGITS), FROM_END + reversed(digits)];
}

/** The digits of a text that may be a phone number or a part of one; null for any other. */
function phoneDigits(text: string): string | null {
  if (!/^\s*\+?[\d\s()./-]+$/u.test(text)) return null;
  const digits = text.replaceAll(/\D/gu, "").slice(0, WORD - 1);
  return digits.length < PHONE_DIGITS ? null : digits;
}

/** How a number may begin, without the zeros that are dialled first, and how it may end. */
function phonePrefixes(digits: string): readonly string[] {
  const dialled = digits.replace(/^0+/u, "");
  const ends = [...new Set([digits, dialled])].filter((end) => end.length >= PHONE_DIGITS);
  return [...(dialled.length < PHONE_DIGITS ? [] : [dialled]), ...ends.map((end) => FROM_END + reversed(end))];
}

const reversed = (digits: string): string => [...digits].toReversed().join("");
