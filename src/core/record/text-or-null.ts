/** The value when it is text; null for anything else. */
export const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);
