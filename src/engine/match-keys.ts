import type { SideRecord } from "#core/record/canonical.ts";
import { manyNaming } from "#core/record/names-many.ts";
import type { Fingerprint } from "#core/sync/merge-field.ts";

type Keyed = Pick<SideRecord, "fields" | "counterpartId"> & Partial<Pick<SideRecord, "id" | "hangsOn">>;

/**
 * Keyed hashes under which the store finds a record again without holding its values: marker, e-mail, phone (I1), and the ids of many that
 * name it.
 */
export function matchKeyHashes(record: Keyed, fingerprint: Fingerprint): readonly string[] {
  const many = manyNaming(record.id ?? "");
  const keys = [...(many === null ? [] : [many]), ...(record.hangsOn ?? [])].map((one) => manyHash(one, fingerprint));
  if (record.counterpartId !== null) keys.push(markerHash(record.counterpartId, fingerprint));
  for (const key of ["email", "phone"] as const) {
    const value = record.fields[key];
    if (typeof value === "string") keys.push(fingerprint(`key:${key}:${value}`));
  }
  return keys;
}

/** By which rows are found whose record an id of many names. */
export const manyHash = (idOfMany: string, fingerprint: Fingerprint): string => fingerprint(`key:many:${idOfMany}`);

export const markerHash = (counterpartId: string, fingerprint: Fingerprint): string => fingerprint(`key:marker:${counterpartId}`);
