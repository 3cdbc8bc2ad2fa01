/**
 * True when a record's version is later than another version of the same record. Both vendors' versions are instants of their own clock
 * with zero to three fraction digits, so they are compared as instants, never as text; an unreadable version is never later.
 */
export function isLaterVersion(version: string, than: string): boolean {
  return Date.parse(version) > Date.parse(than);
}

const DIGEST = "sha256:";

/** The version of a record whose vendor tells none: a digest of what it says, in hex. It tells a change, but not which one is later. */
export const digestVersion = (hex: string): string => `${DIGEST}${hex}`;

/** True when a version tells when the record changed. */
export const isDated = (version: string): boolean => !version.startsWith(DIGEST);

/** True when a row shows something else than what was seen last, if anything was; a row that is merely older is a stale list, not a change (W2). */
export function isNewsTo(known: string | undefined, version: string): boolean {
  if (known === undefined) return true;
  return isDated(version) ? isLaterVersion(version, known) : version !== known;
}
