import type { Disguise } from "./text.ts";

/** Locales that no person reads: `en-XA` makes every text 40 % longer and marked, `ar-XB` lets it run from right to left. */
export const pseudoLocales = ["en-XA", "ar-XB"] as const;
export type PseudoLocale = (typeof pseudoLocales)[number];

const accented: Readonly<Record<string, string>> = Object.fromEntries(
  [..."AaEeIiOoUuCcNnSsYyZz"].map((letter, index) => [letter, [..."ÅåÉéÎîÖöÛûÇçÑñŠšÝýŽž"][index] ?? letter]),
);
const [RIGHT_TO_LEFT, POP] = ["\u202E", "\u202C"];
/** Longer by two fifths, in brackets, with accents: what is not translated, is cut off or was glued together shows at once. */
function lengthened(value: string): string {
  const padding = "·".repeat(Math.ceil(value.trim().length * 0.4));
  return `${[...value].map((letter) => accented[letter] ?? letter).join("")}${padding}`;
}

const turned = (value: string): string => value.replace(/\S+/gu, (word) => `${RIGHT_TO_LEFT}${word}${POP}`);

/** The disguise of a pseudo-locale; what is filled in stays as it is. */
export function disguiseOf(locale: PseudoLocale): Disguise {
  const change = locale === "en-XA" ? lengthened : turned;
  const all: Disguise = (elements) =>
    elements.map((element) => {
      // Literals, then selects and plurals, as the parser numbers them.
      if (element.type === 0) return { ...element, value: change(element.value) };
      if (element.type !== 5 && element.type !== 6) return element;
      const options = Object.entries(element.options).map(([name, option]) => [name, { ...option, value: all(option.value) }] as const);
      return { ...element, options: Object.fromEntries(options) };
    });
  return all;
}
