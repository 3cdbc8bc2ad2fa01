/**
 * True when a record's version is later than another version of the same record. Both vendors' versions are instants of their own clock
 * with zero to three fraction digits, so they are compared as instants, never as text; an unreadable version is never later.
 */
export function isLaterVersion(version: string, than: string): boolean {
  return Date.parse(version) > Date.parse(than);
}
