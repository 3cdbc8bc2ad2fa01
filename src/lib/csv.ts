/** A cell that a spreadsheet would take for a formula begins with one of these, or with white space before it. */
const formula = /^\s*[=+\-@\t\r]/u;

/** One row of CSV as RFC 4180 has it, with its line end. What a spreadsheet would run as a formula gets an apostrophe in front. */
export function csvRow(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cellOf).join(",")}\r\n`;
}

function cellOf(cell: string | number | null): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const safe = formula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
