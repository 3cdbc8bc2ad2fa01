import { readFile } from "node:fs/promises";
import { HighwireError } from "#core/errors.ts";

/** Characters that a password needs at least; the page suggests 15 and more. */
export const SHORTEST_PASSWORD = 8;
/** Characters that a password may have at most: room for any phrase, and an end to what one request may cost. */
export const LONGEST_PASSWORD = 256;

let breached: Promise<ReadonlySet<string>> | null = null;

/**
 * Refuses a password that is too short, too long, one of those that were found most often in breaches, or made of the person's own name or
 * address. Throws `HW_REQUEST_INVALID` naming `password` and what to do; never repeats it.
 */
export async function checkPassword(password: string, about: readonly string[]): Promise<void> {
  const trouble = await troubleWith(password, about);
  if (trouble !== null) throw new HighwireError("HW_REQUEST_INVALID", { field: "password", detail: `password: ${trouble}` });
}

async function troubleWith(password: string, about: readonly string[]): Promise<string | null> {
  const length = [...password].length;
  if (length < SHORTEST_PASSWORD) return `use at least ${String(SHORTEST_PASSWORD)} characters; a phrase of 15 or more is better`;
  if (length > LONGEST_PASSWORD) return `use at most ${String(LONGEST_PASSWORD)} characters`;
  const plain = password.toLowerCase();
  if (new Set(plain).size < 4) return "use more than a few different characters";
  if (about.some((word) => word.length > 0 && plain === word.toLowerCase()))
    return "your own name or address is easily guessed; choose something else";
  if ((await (breached ??= readBreached())).has(plain)) return "this one is among the most common in breaches; choose something else";
  return null;
}

/** Those of 8 characters and more, one a line; shorter ones are refused anyway. */
const readBreached = async (): Promise<ReadonlySet<string>> =>
  new Set(
    (await readFile(new URL("./breached-passwords.txt", import.meta.url), "utf8")).split("\n").filter((line) => line !== "" && !line.startsWith("#")),
  );
