/** HTML that is safe to send: made by `html`, which escapes whatever is put into it. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Html | readonly Html[] | null;

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string): string => text.toWellFormed().replaceAll(/[&<>"']/gu, (letter) => escapes[letter] ?? letter);

/**
 * A template whose values are escaped for text and for attributes in double quotes; what is HTML already stays as it is, null is nothing. Values
 * never stand for names of elements or attributes, nor for addresses that a vendor gives: those go through `webAddress`.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(strings.reduce((before, string, index) => `${before}${partText(values[index - 1] ?? null)}${string}`));
}

function partText(part: Part): string {
  if (part === null) return "";
  if (part instanceof Html) return part.text;
  return typeof part === "object" ? part.map(({ text }) => text).join("") : escaped(String(part));
}

/** The address when it is one of the web over TLS; null for any other, such as one that would run a script. */
export function webAddress(text: string | null): string | null {
  return text !== null && URL.canParse(text) && new URL(text).protocol === "https:" ? new URL(text).href : null;
}
