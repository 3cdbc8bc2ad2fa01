import { readdir, readFile } from "node:fs/promises";
import { join, posix } from "node:path";

/** One page of the help, as it stands in a file of the repository. */
export interface HelpPage {
  /** Behind `/help/`. */
  readonly slug: string;
  /** Path of its file below the repository. */
  readonly file: string;
  readonly title: string;
  readonly markdown: string;
  readonly section: string;
}

const FIRST = "First steps";
const RECIPES = "The six recipes";
const DAILY = "Every day";
const RUN = "Run it";
const LOOK_UP = "Look up";
const MORE = "More";
const CODES = "Error codes";

/** Sections in the order in which people need them, each with the names of its guides. */
const guides: Readonly<Record<string, readonly string[]>> = {
  [FIRST]: ["start", "connect-highlevel", "connect-incident-io", "go-live"],
  [RECIPES]: ["recipe-contacts", "recipe-tasks", "recipe-notes", "recipe-affected", "recipe-links", "recipe-board"],
  [DAILY]: ["mapping-and-conflicts", "activity-and-why", "responder-page", "dashboards", "catalog", "workflows", "mcp", "appearance"],
  [RUN]: ["production", "people", "alerts", "configuration-file", "storage", "backup", "privacy", "data-safety"],
};
const lookUp: readonly (readonly [slug: string, file: string])[] = [
  ["cli", "docs/cli.md"],
  ["configuration", "docs/configuration.md"],
  ["glossary", "GLOSSARY.md"],
  ["errors", "docs/errors/README.md"],
];

/** Sections of the help's first page. */
export const sections: readonly string[] = [...Object.keys(guides), MORE, LOOK_UP];

/** Reads every page, below the root of the repository. A guide that no section names stands under "More". */
export async function readHelpPages(root: string): Promise<readonly HelpPage[]> {
  const named = Object.entries(guides).flatMap(([section, names]) => names.map((name) => [name, section] as const));
  const all = await markdownIn(root, "docs/guides");
  const others = all.filter((name) => !named.some(([known]) => known === name)).map((name) => [name, MORE] as const);
  const codes = (await markdownIn(root, "docs/errors")).filter((name) => name !== "README");
  const places = [
    ...[...named, ...others].map(([name, section]) => ({ slug: name, file: `docs/guides/${name}.md`, section })),
    ...lookUp.map(([slug, file]) => ({ slug, file, section: LOOK_UP })),
    ...codes.map((name) => ({ slug: `errors/${name}`, file: `docs/errors/${name}.md`, section: CODES })),
  ];
  return Promise.all(
    places.map(async (place) => {
      const markdown = await readFile(join(root, place.file), "utf8");
      return { ...place, markdown, title: /^# (.+)$/mu.exec(markdown)?.[1] ?? place.slug };
    }),
  );
}

/** Names of the Markdown files of a folder. */
async function markdownIn(root: string, folder: string): Promise<readonly string[]> {
  const names = await readdir(join(root, folder));
  return names
    .filter((name) => name.endsWith(".md"))
    .map((name) => name.slice(0, -".md".length))
    .toSorted();
}

/** Where a link in one page's file leads inside the help; null for what is no part of it. */
export function helpAddress(pages: readonly Pick<HelpPage, "slug" | "file">[], from: string, href: string): string | null {
  const [target = "", anchor] = href.split("#");
  const file = target === "" ? from : posix.join(posix.dirname(from), target);
  const page = pages.find((one) => one.file === file);
  return page === undefined ? null : `/help/${page.slug}${anchor === undefined ? "" : `#${anchor}`}`;
}
