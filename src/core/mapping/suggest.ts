import { compatibilityOf } from "./compatibility.ts";
import type { Place, Places } from "./places.ts";

/** Why two places seem to belong together. */
export type SuggestionReason = "same-name" | "same-key" | "synonym" | "part-of-name";

export interface Suggestion {
  readonly left: string;
  readonly right: string;
  /** `sure` may be taken without a look; `likely` wants one. */
  readonly confidence: "sure" | "likely";
  readonly reason: SuggestionReason;
}

/** Words for the same thing, in lower case without spaces. */
const synonyms: readonly (readonly string[])[] = [
  ["company", "companyname", "organisation", "organization", "account", "business"],
  ["website", "site", "url", "homepage", "web"],
  ["tags", "labels"],
  ["phone", "telephone", "mobile", "phonenumber"],
  ["email", "emailaddress", "mail"],
  ["plan", "tier", "package", "subscription"],
  ["country", "nation"],
  ["city", "town"],
  ["source", "origin", "leadsource"],
  ["timezone", "zone"],
  ["seats", "licences", "licenses"],
];

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

/** The name of a place without what says where it is. */
const keyOf = ({ place }: Place): string => bare(place.replace(/^(?:attribute|customField):/u, "").replace(/^hw_(?:custom_)?/u, ""));

/**
 * Pairs of places that are mapped nowhere yet and seem to hold the same, best first; each place at most once. What is always personal is never
 * suggested (P2), nor what may not be written on either side.
 */
export function suggestPairs(places: Places, taken: { readonly left: readonly string[]; readonly right: readonly string[] }): readonly Suggestion[] {
  const free = {
    left: places.left.filter((one) => !taken.left.includes(one.place) && (one.personal !== true || one.custom === true) && one.writable !== "never"),
    right: places.right.filter((one) => !taken.right.includes(one.place)),
  };
  const all = free.left
    .flatMap((left) => free.right.flatMap((right) => suggestionFor(left, right) ?? []))
    .toSorted((one, other) => order.indexOf(one.reason) - order.indexOf(other.reason));
  const used = new Set<string>();
  return all.filter(({ left, right }) => {
    if (used.has(`l${left}`) || used.has(`r${right}`)) return false;
    used.add(`l${left}`).add(`r${right}`);
    return true;
  });
}

const order: readonly SuggestionReason[] = ["same-name", "same-key", "synonym", "part-of-name"];

function suggestionFor(left: Place, right: Place): Suggestion | null {
  const { light } = compatibilityOf(left, right);
  const reason = light === "never" ? null : reasonFor(left, right);
  if (reason === null) return null;
  const isSure = light === "fits" && reason !== "part-of-name" && reason !== "synonym";
  return { left: left.place, right: right.place, confidence: isSure ? "sure" : "likely", reason };
}

function reasonFor(left: Place, right: Place): SuggestionReason | null {
  const [one, other] = [bare(left.label), bare(right.label)];
  if (one === other) return "same-name";
  if (keyOf(left) === keyOf(right) || one === keyOf(right)) return "same-key";
  if (synonyms.some((words) => words.includes(one) && words.includes(other))) return "synonym";
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= 4 && long.includes(short) ? "part-of-name" : null;
}
