import { disguiseTexts } from "./text.ts";

/** Where the pseudo-locale of a test stays while it goes from page to page. */
const KEPT = "hw-locale";

/** Shows the page in a pseudo-locale when its first address asks for one with `?locale=`; people get English. */
export async function applyLocale(): Promise<void> {
  const asked = new URLSearchParams(location.search).get("locale") ?? sessionStorage.getItem(KEPT);
  if (asked === null) return;
  const { disguiseOf, pseudoLocales } = await import("./pseudo.ts");
  const locale = pseudoLocales.find((known) => known === asked);
  if (locale === undefined) return;
  sessionStorage.setItem(KEPT, locale);
  disguiseTexts(disguiseOf(locale));
  document.documentElement.lang = locale;
  document.documentElement.dir = locale === "ar-XB" ? "rtl" : "ltr";
}
