/** Each word of the glossary's table with what it means; a row of several words tells them in the same order, or all in one. */
export function glossaryTerms(markdown: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, words = "", means = ""] of markdown.matchAll(/^\| (?!Word \|)([^|]+) \| ([^|]+) \|/gmu)) {
    const names = words.split(/[;,]/u).map((word) => word.trim().toLowerCase());
    const parts = means.split(";").map((part) => part.trim());
    for (const [index, name] of names.entries()) found.set(name, plain(parts.length === names.length ? (parts[index] ?? means) : means.trim()));
  }
  return found;
}

/** As a sentence; incident.io writes itself small there too. */
const plain = (words: string): string => {
  const bare = words.replaceAll("`", "");
  const first = bare.startsWith("incident.io") ? "i" : bare.slice(0, 1).toUpperCase();
  return `${first}${bare.slice(1)}${bare.endsWith(".") ? "" : "."}`;
};

/** The terms as a module of the web app. */
export function termsModule(markdown: string, note: string): string {
  const rows = [...glossaryTerms(markdown)].map(([word, means]) => `  ${JSON.stringify(word)}: ${JSON.stringify(means)},`);
  return [`// ${note}`, "/** What the words of GLOSSARY.md mean. */", "export const terms = {", ...rows, "} as const;", ""].join("\n");
}
