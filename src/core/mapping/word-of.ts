/** A label as a word of small letters, digits and underscores; `field` for one that holds none. */
export const wordOf = (label: string): string =>
  label
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, "_")
    .replace(/^_+|_+$/gu, "") || "field";
