const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/**
 * Plain text as HTML that shows just that text, a paragraph for each line, so that nothing in it is markup and it is not taken for plain text either.
 * Pure; `htmlToText` gives the text back, but for white space at the ends of lines.
 */
export function textToHtml(text: string): string {
  const lines = text.replaceAll(/[&<>"]/gu, (mark) => entities[mark] ?? mark).split("\n");
  return lines.map((line) => `<p>${line.trim() === "" ? "<br>" : line}</p>`).join("");
}
