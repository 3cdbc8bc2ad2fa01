import type { Badge, CatalogItem, CatalogVendor, OperationEffect } from "./operation.ts";

/** What people look for; all that is given must hold. */
export interface CatalogSearch {
  /** Plain words, each of which must be found somewhere. */
  readonly words?: string;
  readonly vendor?: CatalogVendor;
  readonly kind?: CatalogItem["kind"];
  readonly object?: string;
  readonly effect?: OperationEffect;
  readonly scope?: string;
  readonly badge?: Badge;
}

/** Words for the same thing: people say one, documents another. */
const sameWords: readonly (readonly string[])[] = [
  ["add", "create", "new", "make"],
  ["change", "update", "edit", "set"],
  ["delete", "remove", "destroy"],
  ["get", "show", "read", "see", "look", "fetch"],
  ["list", "all", "search", "find"],
  ["finish", "complete", "done", "close"],
  ["person", "contact", "customer", "lead", "client"],
  ["todo", "task", "follow-up", "action"],
  ["meeting", "appointment", "booking", "event"],
  ["company", "business"],
  ["deal", "opportunity"],
  ["message", "conversation", "sms"],
  ["file", "attachment", "link"],
  ["colleague", "user", "member"],
];
/** Say nothing about what is meant. */
const fillers: ReadonlySet<string> = new Set(["a", "an", "the", "to", "of", "in", "on", "for", "with", "when", "is", "my"]);

/** The entries that fit, best first; where all fit alike, in the order given. */
export function searchCatalog(items: readonly CatalogItem[], search: CatalogSearch): readonly CatalogItem[] {
  const fitting = items.filter((item) => fits(item, search));
  const words = wordsIn(search.words ?? "").filter((word) => !fillers.has(word));
  if (words.length === 0) return fitting;
  return fitting
    .map((item) => ({ item, score: scoreOf(item, words) }))
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => other.score - one.score)
    .map(({ item }) => item);
}

const fits = (item: CatalogItem, { vendor, kind, object, effect, scope, badge }: CatalogSearch): boolean =>
  (vendor === undefined || item.vendor === vendor) &&
  (kind === undefined || item.kind === kind) &&
  (object === undefined || item.object === object) &&
  (effect === undefined || item.effect === effect) &&
  (badge === undefined || item.badge === badge) &&
  (scope === undefined || item.scopes.includes(scope));

const wordsIn = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");

/**
 * 0 when a word is nowhere. A word in the title counts most, then in the object, then elsewhere; a synonym counts less than the word itself. A title that
 * says nothing else comes before one that says more, where somebody has written it up.
 */
function scoreOf(item: CatalogItem, words: readonly string[]): number {
  const places = [
    { weight: 8, words: wordsIn(item.title) },
    { weight: 4, words: wordsIn(item.object) },
    { weight: 2, words: wordsIn(item.sentence ?? "") },
    { weight: 1, words: wordsIn(item.id) },
  ];
  const title = wordsIn(item.title).filter((word) => !fillers.has(word));
  const isWhole = title.length === words.length && title.every((word) => words.some((other) => stem(other) === stem(word)));
  let total = item.curated ? (isWhole ? 16 : 1) : 0;
  for (const word of words) {
    const best = Math.max(...places.map((place) => place.weight * nearness(place.words, word)));
    if (best === 0) return 0;
    total += best;
  }
  return total;
}

function nearness(among: readonly string[], word: string): number {
  if (among.some((other) => stem(other) === stem(word))) return 4;
  if (among.some((other) => other.startsWith(word))) return 3;
  const others = sameWords.find((group) => group.some((same) => stem(same) === stem(word))) ?? [];
  return among.some((other) => others.some((same) => stem(same) === stem(other))) ? 2 : 0;
}

/** Without the endings that plural, past and the like put on. */
const stem = (word: string): string => word.replace(/(?:ies)$/u, "y").replace(/(?<=.{3})(?:es|s|ed|ing)$/u, "");

export interface CatalogCount {
  readonly vendor: CatalogVendor;
  readonly kind: CatalogItem["kind"];
  readonly total: number;
  readonly tested: number;
  readonly validated: number;
  readonly documented: number;
  readonly curated: number;
}

/** How many entries there are by vendor, kind and badge. */
export function countCatalog(items: readonly CatalogItem[]): readonly CatalogCount[] {
  const groups = Map.groupBy(items, ({ vendor, kind }) => `${vendor} ${kind}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const having = (badge: Badge): number => group.filter((item) => item.badge === badge).length;
    if (first === undefined) return [];
    return [
      {
        vendor: first.vendor,
        kind: first.kind,
        total: group.length,
        tested: having("tested"),
        validated: having("validated"),
        documented: having("documented"),
        curated: group.filter((item) => item.curated).length,
      },
    ];
  });
}
