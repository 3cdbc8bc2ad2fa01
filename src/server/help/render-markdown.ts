import { Marked, type Tokens } from "marked";
import { Html, html, webAddress } from "../responder/html.ts";

/** Where a link of the document leads; null turns it into plain text. */
export type LinkTarget = (href: string) => string | null;

/** A heading's anchor: its words in lower case. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s-]/gu, "")
    .trim()
    .replaceAll(/\s+/gu, "-");

/** Markdown of our own documents as HTML. HTML inside it is shown as text, and pictures as their words. */
export function renderMarkdown(markdown: string, target: LinkTarget): string {
  const marked = new Marked({ gfm: true });
  marked.use({
    renderer: {
      // A comment of a generator is nothing for readers.
      html: ({ text }: Tokens.HTML | Tokens.Tag) => (text.startsWith("<!--") ? "" : html`${text}`.text),
      image: ({ text }: Tokens.Image) => html`${text}`.text,
      heading({ tokens, depth, text }: Tokens.Heading) {
        const level = String(depth);
        return `<h${level} id="${anchorOf(text)}">${this.parser.parseInline(tokens)}</h${level}>\n`;
      },
      link({ href, tokens }: Tokens.Link) {
        const words = new Html(this.parser.parseInline(tokens));
        const leads = webAddress(href) ?? target(href);
        return leads === null ? words.text : html`<a href="${leads}">${words}</a>`.text;
      },
      code: ({ text, lang }: Tokens.Code) =>
        html`<pre tabindex="0" aria-label="${lang === "bash" ? "Commands" : "Text"}"><code>${text}</code></pre>`.text.concat("\n"),
      table(token: Tokens.Table) {
        const row = (cells: readonly Tokens.TableCell[], tag: "th" | "td"): string =>
          `<tr>${cells.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join("")}</tr>`;
        const body = token.rows.map((cells) => row(cells, "td")).join("");
        return `<div class="scroll" tabindex="0" role="group" aria-label="Table"><table><thead>${row(token.header, "th")}</thead><tbody>${body}</tbody></table></div>\n`;
      },
    },
  });
  return marked.parse(markdown, { async: false });
}
