/** Begins a formula in a spreadsheet, also behind blanks. */
const formula = /^[\s\u00a0]*[=+\-@|%\t\r\n\uff0b\uff0d\uff1d\uff20]/u;

/** One row of CSV as RFC 4180 has it, with its line end. */
export const csvRow = (cells: readonly (string | number | null)[]): string => `${cells.map(cellOf).join(",")}\r\n`;

/**
 * A cell that a spreadsheet shows and never computes: what could begin a formula gets an apostrophe before it, which people may take away again.
 * Numbers of ours stay numbers. Characters that no text holds are left out.
 */
function cellOf(cell: string | number | null): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = cell
    .replaceAll("\u0000", " ")
    .replaceAll(/[\u2028\u2029]/gu, " ")
    .toWellFormed();
  return `"${(formula.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}
