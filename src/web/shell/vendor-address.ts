/** Addresses of the vendors' own pages, with the place of the record's id in them. */
const shapes = [
  /\/v2\/location\/[^/]+\/contacts\/detail\/([A-Za-z0-9]{10,40})/u,
  /\/(?:contacts|opportunities|tasks)\/(?:detail\/)?([A-Za-z0-9]{10,40})(?:[/?#]|$)/u,
  /\/catalog\/(?:[^/]+\/)?(?:entries\/)?([0-9A-HJKMNP-TV-Z]{26})(?:[/?#]|$)/u,
  /\/r\/c\/([A-Za-z0-9]{10,40})(?:[/?#]|$)/u,
  /\/incidents\/([0-9A-HJKMNP-TV-Z]{26}|\d+)(?:[/?#]|$)/u,
];

/** The id inside a vendor's address that somebody pasted; the text itself when it is no address; null when the address names nothing known. */
export function idIn(pasted: string): string | null {
  const text = pasted.trim();
  if (!/^https?:\/\//iu.test(text)) return text;
  for (const shape of shapes) {
    const [, id] = shape.exec(text) ?? [];
    if (id !== undefined) return id;
  }
  return null;
}

/** Whom a question is about: "why isn't ada@example.com synced?" asks about the address; other words are looked for as they are. */
export const askedFor = (words: string): string => /^(?:why|where|what)\b.*?(\S+@[^\s?]+)/iu.exec(words.trim())?.[1] ?? words.trim();
