/** What stands in place of a value. */
export const MASK = "•••";

/** The shape of a value without what it says: names of fields, lengths of lists, and what is empty, true or false (P5). */
export function maskedShape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskedShape);
  if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskedShape(inner)]));
  return value === null || value === undefined || typeof value === "boolean" || value === "" ? value : MASK;
}

/** JSON text with every value masked, indented for reading; what is no JSON is masked whole. */
export function maskedJson(text: string): string {
  try {
    return JSON.stringify(maskedShape(JSON.parse(text)), null, 2);
  } catch {
    return MASK;
  }
}
