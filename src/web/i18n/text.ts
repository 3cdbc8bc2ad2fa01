import { IntlMessageFormat } from "intl-messageformat";
import { areas, type Area, type MessageKey } from "./areas.ts";
import { messages as app } from "./en/app.ts";

type Element = ReturnType<IntlMessageFormat["getAst"]>[number];
/** What is filled in: texts as they are, numbers by the language's rules. */
export type Values = Readonly<Record<string, string | number>>;
/** Remakes a message's parts, for the pseudo-locales of tests. */
export type Disguise = (elements: readonly Element[]) => Element[];

/** The language of texts, numbers and dates. */
export const LANGUAGE = "en-GB";

const catalog = new Map<string, string>(Object.entries(app));
const compiled = new Map<string, IntlMessageFormat>();
let disguise: Disguise | null = null;

/** Makes an area's texts known. Pages get theirs by the route table; what opens above pages loads its own. */
export async function loadArea(area: Area): Promise<void> {
  const { messages } = await areas[area]();
  for (const [key, message] of Object.entries(messages)) catalog.set(key, message);
}

/** Shows every text disguised from now on. Called before anything is shown. */
export function disguiseTexts(by: Disguise): void {
  disguise = by;
  compiled.clear();
}

/**
 * A text by its key, filled in. Called while rendering and never when a module loads, because an area's texts come beside its pages. A key
 * whose area was not loaded shows as itself.
 */
export function text(key: MessageKey, values?: Values): string {
  const message = catalog.get(key) ?? key;
  if (disguise === null && !message.includes("{")) return message;
  let format = compiled.get(message);
  if (format === undefined) {
    format = new IntlMessageFormat(message, LANGUAGE, undefined, { ignoreTag: true });
    if (disguise !== null) format = new IntlMessageFormat(disguise(format.getAst()), LANGUAGE);
    compiled.set(message, format);
  }
  return String(format.format(values));
}
