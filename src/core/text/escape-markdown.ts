/** Marks that make up Markdown anywhere in a line, a mention or the address of a link among them. */
const marks = /[\\`*_{}[\]<>~|@&!#]/gu;
/** What makes a list, a heading or a rule at the beginning of a line, which must not move either. */
const beginnings = /^[ \t]*(?:([-+=])|(\d{1,9})([.)])(?=\s|$))?/gmu;
/** Addresses become links without any mark. */
const addresses = /(:)(?=\/\/)|(?<=\bwww)(\.)/giu;

/**
 * Plain text as Markdown that shows just that text, line by line: nothing in it becomes a link, an image, a mention, a heading or a list. Pure;
 * a text without marks comes back as it was.
 */
export function escapeMarkdown(text: string): string {
  const inline = text.replaceAll(marks, String.raw`\$&`).replaceAll(addresses, String.raw`\$&`);
  const lines = inline.replaceAll(beginnings, (_all, mark?: string, number?: string, stop?: string) =>
    mark === undefined ? (number === undefined ? "" : `${number}\\${stop ?? ""}`) : `\\${mark}`,
  );
  // A single break would run two lines together.
  return lines.replaceAll(/(?<=[^\n])\n(?=[^\n])/gu, "\\\n");
}
