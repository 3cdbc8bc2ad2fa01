import type { SideRecord } from "#core/record/canonical.ts";
import type { Fingerprint } from "#core/sync/merge-field.ts";

/** Keyed hashes under which the store finds a record again without holding its values: marker, e-mail, phone (I1). */
export function matchKeyHashes(record: Pick<SideRecord, "fields" | "counterpartId">, fingerprint: Fingerprint): readonly string[] {
  const keys: string[] = [];
  if (record.counterpartId !== null) keys.push(markerHash(record.counterpartId, fingerprint));
  for (const key of ["email", "phone"] as const) {
    const value = record.fields[key];
    if (typeof value === "string") keys.push(fingerprint(`key:${key}:${value}`));
  }
  return keys;
}

export const markerHash = (counterpartId: string, fingerprint: Fingerprint): string => fingerprint(`key:marker:${counterpartId}`);
