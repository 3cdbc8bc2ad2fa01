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

/** What a search text asks for. */
export type Search =
  /** For each of `all` a word that begins with it, or one word that begins with one of `any`. */
  | { readonly kind: "words"; readonly all: readonly string[]; readonly any: readonly string[] }
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

/** How a search text is to be looked for: by its words and, where it reads as a phone number, by its digits too. */
export function searchFor(search: string): Search {
  const all = wordsIn(search).slice(0, MOST_WORDS);
  return all.length === 0 ? { kind: "name", prefix: nameKey(search) } : { kind: "words", all, any: phonePrefixes(search) };
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

/** How the number begins that a text may be, without the zeros that are dialled first, and how it ends; none for any other text. */
function phonePrefixes(text: string): readonly string[] {
  if (!/^\s*\+?[\d\s()./-]+$/u.test(text)) return [];
  const digits = text.replaceAll(/\D/gu, "").slice(0, WORD - 1);
  const dialled = digits.replace(/^0+/u, "");
  const long = (part: string): boolean => part.length >= PHONE_DIGITS;
  return [...[dialled].filter(long), ...[...new Set([digits, dialled])].filter(long).map((end) => FROM_END + reversed(end))];
}

const reversed = (digits: string): string => [...digits].toReversed().join("");
