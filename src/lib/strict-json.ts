import { parseJson, type JsonRefusal } from "./json.ts";

/** `odd-text`: U+0000 or a lone surrogate. `inexact-number`: one that a double cannot hold as written. */
export type StrictRefusal = JsonRefusal | "repeated-key" | "reserved-key" | "odd-text" | "inexact-number";
export type StrictJson = { readonly kind: "parsed"; readonly value: unknown } | { readonly kind: "refused"; readonly reason: StrictRefusal };

/** Strings, with the colon behind those that are keys; brackets; numbers. Right for text that is valid JSON, and only for that. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"(?:[ \t\n\r]*:)?|[{}[\]]|-?\d[\d.eE+-]*/gu;

/**
 * Parses JSON that says one thing only: beside what `parseJson` refuses, keys that come twice, the key `__proto__`, texts that PostgreSQL
 * cannot hold, and numbers that would change. For our own API; vendors' bodies are read leniently.
 */
export function parseStrictJson(source: Uint8Array | string): StrictJson {
  const parsed = parseJson(source);
  if (parsed.kind === "refused") return parsed;
  const reason = flawIn(typeof source === "string" ? source : new TextDecoder().decode(source));
  return reason === null ? parsed : { kind: "refused", reason };
}

function flawIn(text: string): StrictRefusal | null {
  /** Keys of each open object; null for an open list. */
  const open: (Set<string> | null)[] = [];
  for (const [found] of text.matchAll(token)) {
    if (found === "{") open.push(new Set());
    else if (found === "[") open.push(null);
    else if (found === "}" || found === "]") open.pop();
    else {
      const flaw = found.startsWith('"') ? flawInText(found, open.at(-1) ?? null) : isExact(found) ? null : "inexact-number";
      if (flaw !== null) return flaw;
    }
  }
  return null;
}

/** Flaw of a quoted text; one with a colon behind it is a key of the innermost object. */
function flawInText(found: string, keys: Set<string> | null): StrictRefusal | null {
  const isKey = found.endsWith(":");
  const text = JSON.parse(isKey ? found.slice(0, found.lastIndexOf('"') + 1) : found) as string;
  if (text.includes("\u0000") || !text.isWellFormed()) return "odd-text";
  if (!isKey || keys === null) return null;
  if (text === "__proto__") return "reserved-key";
  if (keys.has(text)) return "repeated-key";
  keys.add(text);
  return null;
}

/** True when the number is finite, a whole one is not beyond 2^53, and what is not zero does not become zero. */
function isExact(written: string): boolean {
  const value = Number(written);
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) return false;
  return value !== 0 || !/[1-9]/u.test(written.replace(/[eE].*$/u, ""));
}
