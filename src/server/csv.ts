/** One line of a CSV file, by RFC 4180, with its end. */
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(cell).join(",")}\r\n`;

/** Begins a formula in a spreadsheet, also behind blanks. */
const formula = /^[\s\u00a0]*[=+\-@|%\t\r\n\uff0b\uff0d\uff1d\uff20]/u;

/**
 * A cell that a spreadsheet shows and never computes: what could begin a formula gets an apostrophe before it, which people may take away again.
 * Numbers of ours stay numbers. Characters that no text holds are left out.
 */
function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = value
    .replaceAll("\u0000", " ")
    .replaceAll(/[\u2028\u2029]/gu, " ")
    .toWellFormed();
  return `"${(formula.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}
