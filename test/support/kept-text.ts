/** What of a text has to survive: all of it, in one Unicode form and with one kind of line end, without white space around it. Null when nothing is left. */
export function keptText(text: string): string | null {
  const left = text.toWellFormed().replaceAll("\u0000", "").replace(/\r\n?/gu, "\n").normalize("NFC").trim();
  return left === "" ? null : left;
}
