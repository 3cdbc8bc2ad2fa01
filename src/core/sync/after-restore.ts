import { inMode, type Bridge } from "../bridge.ts";
import type { FieldMap } from "../mapping/field-map.ts";
import type { Base, Connection } from "../ports/store.ts";
import type { SideRecord } from "../record/canonical.ts";
import { matchesBase, type FieldBase, type Fingerprint } from "./merge-field.ts";

/**
 * A base as it comes out of a backup: with the versions that the backup saw, because since then both sides may have agreed on newer values.
 * A base that had not been proven when the backup was made keeps the older versions.
 */
export function restoredBase(base: Base | null, seen: { readonly left: string | null; readonly right: string | null }): Base | null {
  if (base === null) return null;
  const asOf = { l: seen.left ?? "", r: seen.right ?? "" };
  return Object.fromEntries(Object.entries(base).map(([field, agreed]) => [field, { ...agreed, asOf: agreed.asOf ?? asOf }]));
}

/** True when any field's base came out of a backup and has not been confirmed since. */
export function isRestored(base: Base | null): boolean {
  return Object.values(base ?? {}).some(({ asOf }) => asOf !== undefined);
}

/**
 * True when a base may decide which side is newer (I5). One out of a backup may, when one of the records is the very one that the backup saw and
 * still shows the base: then whatever the other side shows came later. Otherwise a value may have been set back to what it once was, or the
 * other side's may be what both had agreed on meanwhile. A marker that names another record refutes the pair itself. Where the sides had agreed
 * to differ, the base says nothing of what either took up and dropped since, so both records must be as they were.
 */
export function isBelieved(
  map: Pick<FieldMap, "field" | "kind">,
  base: FieldBase,
  left: SideRecord,
  right: SideRecord,
  fingerprint: Fingerprint,
): boolean {
  const { asOf } = base;
  if (asOf === undefined) return true;
  if (namesAnother(left, right)) return false;
  const isUntouched = (record: SideRecord, version: string): boolean =>
    version !== "" && record.version === version && matchesBase(map.kind, base, record.side, record.fields[map.field] ?? null, fingerprint);
  const [isLeftOld, isRightOld] = [isUntouched(left, asOf.l), isUntouched(right, asOf.r)];
  return String(base.l) === String(base.r) ? isLeftOld || isRightOld : isLeftOld && isRightOld;
}

/** True when the right record's marker names another left record than this one. */
export function namesAnother(left: SideRecord, right: SideRecord): boolean {
  return right.counterpartId !== null && right.counterpartId !== left.id;
}

/** A bridge out of a backup writes nothing until a person has looked. */
export function restoredBridge(bridge: Bridge): Bridge {
  return bridge.mode === "draft" ? bridge : inMode(bridge, "paused");
}

/** A refresh token out of a backup has been used since, and using it again would end the whole grant (X8): such an account is connected anew. */
export function restoredConnection(connection: Connection): Connection {
  return connection.auth === "oauth" ? { ...connection, state: "paused", pausedBecause: "HW_VENDOR_REAUTH_NEEDED" } : connection;
}
