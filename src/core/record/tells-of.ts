import type { FieldValues } from "./canonical.ts";

/** Texts by which the person of these contact's fields is known where no id of theirs stands: address, number, and a full name of two words or more. */
export function knownBy({ email, phone, fullName }: FieldValues): readonly string[] {
  const texts = [email, phone, fullName].map((value) => (typeof value === "string" ? value.trim() : ""));
  return texts.filter((text, index) => (index < 2 ? text !== "" : /\S\s+\S/u.test(text)));
}

/** True when a text in the value, at any depth, holds one of these: in any case, and not as a part of a longer word, number or address. */
export function tellsOf(value: unknown, known: readonly string[]): boolean {
  if (typeof value === "string") return known.some((one) => holds(value.toLowerCase(), one.toLowerCase()));
  return typeof value === "object" && value !== null && Object.entries(value).some(([key, part]) => tellsOf(key, known) || tellsOf(part, known));
}

function holds(text: string, known: string): boolean {
  const goesOnBefore = known.includes("@") ? /[\p{L}\p{N}._%+-]$/u : /[\p{L}\p{N}]$/u;
  for (let at = text.indexOf(known); at !== -1; at = text.indexOf(known, at + 1)) {
    const end = at + known.length;
    if (!goesOnBefore.test(text.slice(0, at).slice(-2)) && !GOES_ON.test(text.slice(end, end + 3))) return true;
  }
  return false;
}

const GOES_ON = /^(?:[\p{L}\p{N}\p{M}]|[.-][\p{L}\p{N}])/u;
