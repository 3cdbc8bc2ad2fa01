import type { Instant } from "#core/ids.ts";
import type { Settlement } from "#core/ports/claims.ts";
import type { Observation } from "#core/ports/store.ts";
import { clean, cleanId } from "./database.ts";
import { bitOf, type StoredLink } from "./link-rows.ts";
import { goesOn } from "#core/record/goes-on.ts";
import { nameKey, searchWords } from "#core/record/search-words.ts";
import { nameIn } from "#core/record/title.ts";

/** A link row with what settling needs beside what everybody reads. */
export interface HeldLink extends StoredLink {
  readonly lease_owner: string | null;
  readonly lease_until: number;
  readonly left_seen_at: number | null;
  readonly right_seen_at: number | null;
}

interface Row {
  readonly link: HeldLink;
  readonly settlement: Settlement;
  /** The row that the settlement absorbs: what was due there is due here. */
  readonly absorbed: HeldLink | null;
  /** Writes of the absorbed row of whose outcome nobody knows are to be looked at (A1). */
  readonly owes: boolean;
}

type Column = readonly [name: string, type: string, value: (row: Row, now: Instant) => unknown];

const json = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value));
const patched = <Key extends keyof Settlement["patch"], Kept>({ settlement }: Row, key: Key, kept: Kept): Settlement["patch"][Key] | Kept =>
  key in settlement.patch ? settlement.patch[key] : kept;
const isMarked = ({ link, settlement, absorbed, owes }: Row): boolean =>
  link.dirty_generation !== settlement.dirtyGeneration || absorbed?.dirty === true || owes;
const staysDirty = (row: Row): boolean => row.settlement.again !== undefined || isMarked(row);

function observed(row: Row, side: "left" | "right"): Observation | null {
  const { link } = row;
  const kept =
    side === "left"
      ? ([link.left_fields, link.left_version, link.left_observed_at] as const)
      : ([link.right_fields, link.right_version, link.right_observed_at] as const);
  const given = row.settlement.patch[side];
  if (given !== undefined) return given;
  return kept[0] === null ? null : { fields: kept[0], version: kept[1] ?? "", seenAt: kept[2] ?? 0 };
}

const nameOf = (seen: Observation | null): string | null => {
  const name = seen === null ? null : nameIn(seen.fields);
  return name === null || name === "" ? null : nameKey(clean(name));
};
const searchOf = (seen: Observation | null): string | null => (seen === null ? null : clean(searchWords(seen.fields).join(" ")));
const recordId = (id: string | null | undefined): string | null => (id === null || id === undefined ? null : cleanId(id));

function nextDue(row: Row, now: Instant): Instant | null {
  if (row.settlement.again !== undefined) return row.settlement.again.at;
  return isMarked(row) ? now : null;
}

function nextReasons(row: Row): number {
  if (!staysDirty(row)) return 0;
  return row.link.dirty_reasons | (row.absorbed?.dirty_reasons ?? 0) | (row.settlement.again === undefined && !row.owes ? 0 : bitOf("again"));
}

function nextAttempts({ link, settlement: { again } }: Row): number {
  if (again === undefined) return 0;
  return again.failed ? link.attempts + 1 : link.attempts;
}

function nextFirstFailed({ link, settlement: { again } }: Row, now: Instant): Instant | null {
  if (again === undefined) return null;
  return again.failed ? (link.first_failed_at ?? now) : link.first_failed_at;
}

const columns: readonly Column[] = [
  ["left_id", "text", (row) => recordId(patched(row, "leftId", row.link.left_id))],
  ["right_id", "text", (row) => recordId(patched(row, "rightId", row.link.right_id))],
  ["state", "text", (row) => patched(row, "state", row.link.state)],
  ["because", "text", (row) => patched(row, "because", row.link.because)],
  ["base", "json", (row) => json(patched(row, "base", row.link.base))],
  ["left_fields", "json", (row) => json(observed(row, "left")?.fields)],
  ["left_version", "text", (row) => observed(row, "left")?.version ?? null],
  ["left_observed_at", "bigint", (row) => observed(row, "left")?.seenAt ?? null],
  ["right_fields", "json", (row) => json(observed(row, "right")?.fields)],
  ["right_version", "text", (row) => observed(row, "right")?.version ?? null],
  ["right_observed_at", "bigint", (row) => observed(row, "right")?.seenAt ?? null],
  ["goes_on", "boolean", (row) => goesOn(observed(row, "right")?.fields)],
  ["left_seen_at", "bigint", (row) => row.settlement.patch.left?.seenAt ?? row.link.left_seen_at],
  ["right_seen_at", "bigint", (row) => row.settlement.patch.right?.seenAt ?? row.link.right_seen_at],
  ["left_name", "text", (row) => nameOf(observed(row, "left"))],
  ["right_name", "text", (row) => nameOf(observed(row, "right"))],
  ["left_search", "text", (row) => searchOf(observed(row, "left"))],
  ["right_search", "text", (row) => searchOf(observed(row, "right"))],
  ["flips", "json", (row) => json(patched(row, "flips", row.link.flips)) ?? "{}"],
  ["linked_at", "bigint", (row) => patched(row, "linkedAt", row.link.linked_at) ?? null],
  ["dirty", "boolean", staysDirty],
  ["dirty_since", "bigint", (row, now) => (staysDirty(row) ? (row.link.dirty_since ?? now) : null)],
  ["dirty_reasons", "smallint", nextReasons],
  ["due_at", "bigint", nextDue],
  ["attempts", "integer", nextAttempts],
  ["first_failed_at", "bigint", nextFirstFailed],
];

const arrayType = (type: string): string => (type === "json" ? "text" : type);
const names = ["id", ...columns.map(([name]) => name)];

/** One statement settles a whole batch; $1 is the workspace, $2 the time, then one array per column. */
export const UPDATE_LINKS = `
  UPDATE links l SET
    ${columns.map(([name, type]) => `${name} = u.${name}${type === "json" ? "::json" : ""}`).join(", ")},
    changed_at = $2, lease_owner = NULL, lease_until = 0,
    open_conflicts = (SELECT count(*) FROM conflicts c WHERE c.workspace_id = $1 AND c.link_id = l.id AND c.state = 'open' AND c.closed_at IS NULL)
  FROM unnest($3::text[], ${columns.map(([, type], index) => `$${String(index + 4)}::${arrayType(type)}[]`).join(", ")}) AS u (${names.join(", ")})
  WHERE l.workspace_id = $1 AND l.id = u.id AND l.id = ANY($3)`;

/** The arrays that `UPDATE_LINKS` takes after workspace and time. */
export function updateColumns(rows: readonly Row[], now: Instant): readonly unknown[] {
  return [rows.map(({ link }) => link.id), ...columns.map(([, , value]) => rows.map((row) => value(row, now)))];
}
