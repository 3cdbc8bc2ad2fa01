import type { HelpPage } from "./help-pages.ts";

export interface Found {
  readonly page: HelpPage;
  /** Words around the first place, as text. */
  readonly excerpt: string;
}

const MOST = 20;
/** Characters before and behind the place. */
const AROUND = 80;
const [IN_TITLE, IN_HEADING] = [100, 10] as const;

/** Pages in which every word of the query stands, those that carry it in title or headings first. */
export function searchHelp(pages: readonly HelpPage[], query: string): readonly Found[] {
  const words = query
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== "");
  if (words.length === 0) return [];
  const scored = pages.flatMap((page) => {
    const text = plainText(page.markdown);
    const low = text.toLowerCase();
    if (!words.every((word) => low.includes(word))) return [];
    const [title, headings] = [page.title.toLowerCase(), headingsOf(page.markdown)];
    const score = words.reduce((sum, word) => sum + (title.includes(word) ? IN_TITLE : 0) + (headings.includes(word) ? IN_HEADING : 0) + 1, 0);
    return [{ page, score, excerpt: around(text, low.indexOf(words[0] ?? "")) }];
  });
  return scored.toSorted((one, other) => other.score - one.score || one.page.title.localeCompare(other.page.title)).slice(0, MOST);
}

const headingsOf = (markdown: string): string =>
  [...markdown.matchAll(/^#+ (.+)$/gmu)]
    .map(([, heading]) => heading)
    .join("\n")
    .toLowerCase();

const plainText = (markdown: string): string =>
  markdown
    .replaceAll(/<!--.*?-->/gsu, "")
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/gu, "$1")
    .replaceAll(/[#*`|>]+/gu, " ")
    .replaceAll(/\s+/gu, " ");

function around(text: string, at: number): string {
  const from = Math.max(0, at - AROUND);
  return `${from > 0 ? "…" : ""}${text.slice(from, at + AROUND).trim()}…`;
}
