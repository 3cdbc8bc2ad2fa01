import { decodeEntities } from "./html-entities.ts";

/** Elements that stand on lines of their own. */
const blocks = new Set(
  "address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody tfoot thead tr ul".split(
    " ",
  ),
);
/** Elements whose content nobody sees. */
const hidden = new Set(["head", "script", "style", "template", "title"]);
const inline = new Set(
  "a abbr b bdi bdo big br caption cite code col colgroup del dfn em font i img ins kbd label mark q s samp small span strike strong sub sup td th time tt u var wbr".split(
    " ",
  ),
);
/** A tag of any name; attribute values with angle brackets in them are not written by editors. */
const tagAt = /<(?<closing>\/?)(?<name>[a-z][a-z0-9]{0,15})(?<attributes>(?:[\s/][^<>]*)?)>/iy;

interface Tag {
  readonly name: string;
  readonly isClosing: boolean;
  readonly attributes: string;
  readonly end: number;
}

/**
 * The words of HTML as plain text: a line for each block and break, `- ` or a number before items of lists, a link's address behind its
 * words. What is no markup stays as it is, so plain text passes unchanged but for its ends; `<` and `&` that begin nothing known are text.
 * Pure, never throws, and takes time in proportion to the length. What it gives is text: it must not be shown as markup.
 */
export function htmlToText(html: string): string {
  const lines = new Lines();
  const unclosed = new Set<string>();
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    const upTo = open === -1 ? html.length : open;
    if (upTo > at) lines.text(decodeEntities(html.slice(at, upTo)));
    if (open === -1) break;
    at = comment(html, open, unclosed) ?? element(html, open, lines, unclosed) ?? literal(lines, open);
  }
  return lines.join();
}

/** Where the text goes on behind a comment, a declaration or a processing instruction that begins here; null when none does. */
function comment(html: string, open: number, unclosed: Set<string>): number | null {
  const next = html[open + 1];
  if (next !== "!" && next !== "?") return null;
  const isComment = html.startsWith("<!--", open);
  if (!isComment && !/^<[!?](?:doctype|xml|\[cdata\[)/iu.test(html.slice(open, open + 11))) return null;
  return endOf(html, isComment ? "-->" : ">", open, unclosed);
}

function element(html: string, open: number, lines: Lines, unclosed: Set<string>): number | null {
  const tag = tagOf(html, open);
  if (tag === null) return null;
  if (hidden.has(tag.name)) return tag.isClosing ? tag.end : behindHidden(html, tag, unclosed);
  lines.tag(tag);
  return tag.end;
}

function literal(lines: Lines, open: number): number {
  lines.text("<");
  return open + 1;
}

function tagOf(html: string, open: number): Tag | null {
  tagAt.lastIndex = open;
  const groups = tagAt.exec(html)?.groups;
  const name = groups?.["name"]?.toLowerCase() ?? "";
  if (!blocks.has(name) && !inline.has(name) && !hidden.has(name)) return null;
  return { name, isClosing: groups?.["closing"] === "/", attributes: groups?.["attributes"] ?? "", end: tagAt.lastIndex };
}

/** Behind a hidden element and its content; null without its end, because then it may be a word that somebody wrote. */
function behindHidden(html: string, { name, end }: Tag, unclosed: Set<string>): number | null {
  return endOf(html, `</${name}>`, end, unclosed);
}

/** Just behind the next mark, in any case of its letters, or null. What was once not found is not looked for again, so that time stays in proportion. */
function endOf(html: string, mark: string, from: number, unclosed: Set<string>): number | null {
  if (unclosed.has(mark)) return null;
  const sought = new RegExp(mark, "giu");
  sought.lastIndex = from;
  if (sought.test(html)) return sought.lastIndex;
  unclosed.add(mark);
  return null;
}

/** Collects lines of text. */
class Lines {
  readonly #done: string[] = [];
  readonly #lists: { ordered: boolean; items: number }[] = [];
  readonly #links: { readonly address: string; readonly line: number; readonly from: number }[] = [];
  #line = "";
  #sawTag = false;

  text(text: string): void {
    // White space between blocks is how markup is laid out, not what it says.
    if (this.#sawTag && this.#line === "" && text.trim() === "") return;
    const [first = "", ...rest] = text.split("\n");
    this.#line += first;
    for (const line of rest) {
      this.#break();
      this.#line = line;
    }
  }

  tag({ name, isClosing, attributes }: Tag): void {
    this.#sawTag = true;
    if (name === "br") this.#break();
    else if (name === "img") this.#line += attributeOf(attributes, "alt");
    else if (name === "a") this.#link(isClosing, attributes);
    else if (name === "td" || name === "th") this.#line += isClosing ? " " : "";
    else if (blocks.has(name)) this.#block(name, isClosing);
  }

  join(): string {
    this.#break();
    const lines = this.#done.map((line) => line.trimEnd());
    return lines.join("\n").trim();
  }

  #break(): void {
    this.#done.push(this.#line);
    this.#line = "";
  }

  /** A break at the end of a block has ended its line already. */
  #block(name: string, isClosing: boolean): void {
    if (this.#line !== "") this.#break();
    if (name === "ul" || name === "ol") this.#list(name === "ol", isClosing);
    if (name === "li" && !isClosing) this.#line = this.#bullet();
  }

  #list(ordered: boolean, isClosing: boolean): void {
    if (isClosing) this.#lists.pop();
    else this.#lists.push({ ordered, items: 0 });
  }

  #bullet(): string {
    const list = this.#lists.at(-1);
    if (list === undefined) return "- ";
    list.items += 1;
    return "  ".repeat(Math.min(this.#lists.length - 1, 8)) + (list.ordered ? `${String(list.items)}. ` : "- ");
  }

  /** The address follows the words, unless they say it. */
  #link(isClosing: boolean, attributes: string): void {
    if (!isClosing) return void this.#links.push({ address: attributeOf(attributes, "href"), line: this.#done.length, from: this.#line.length });
    const link = this.#links.pop();
    if (link === undefined || !/^(?:https?|mailto|tel):/iu.test(link.address)) return;
    const words = this.#line.slice(link.line === this.#done.length ? link.from : 0).trim();
    if (words === "") this.#line += link.address;
    else if (words !== link.address && words !== link.address.replace(/^(?:mailto|tel):/iu, "")) this.#line += ` (${link.address})`;
  }
}

function attributeOf(attributes: string, name: string): string {
  const found = new RegExp(String.raw`(?:^|\s)${name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))`, "iu").exec(attributes);
  return decodeEntities(found?.[1] ?? found?.[2] ?? found?.[3] ?? "");
}
