import type pg from "pg";
import { isObject, parseJson } from "#lib/json.ts";
import type { WiredCall } from "./wire.ts";

/** Every change of a link's lease, written down by the database itself in the transaction that makes it. */
const LEDGER = `
  CREATE SCHEMA soak;
  CREATE TABLE soak.leases (
    seq bigint GENERATED ALWAYS AS IDENTITY, at double precision NOT NULL, link_id text NOT NULL,
    left_id text, right_id text, owner text, until bigint NOT NULL
  );
  CREATE FUNCTION soak.note_lease() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = soak, pg_catalog AS $$
  BEGIN
    INSERT INTO soak.leases (at, link_id, left_id, right_id, owner, until)
    VALUES (extract(epoch FROM clock_timestamp()) * 1000, NEW.id, NEW.left_id, NEW.right_id, NEW.lease_owner, NEW.lease_until);
    RETURN NULL;
  END $$;
  CREATE TRIGGER note_lease AFTER INSERT OR UPDATE OF lease_owner, lease_until, left_id, right_id ON highwire.links FOR EACH ROW EXECUTE FUNCTION soak.note_lease();`;

interface Entry {
  readonly seq: number;
  readonly at: number;
  readonly link_id: string;
  readonly left_id: string | null;
  readonly right_id: string | null;
  readonly owner: string | null;
  readonly until: number;
}

/** Starts the ledger of leases in a migrated database; needs its owner. */
export async function keepLedger(client: pg.Client): Promise<void> {
  await client.query(LEDGER);
}

export interface LeaseFindings {
  /** Writes whose link was held, at the moment they reached the vendor, by somebody else or by nobody. */
  readonly stale: readonly string[];
  readonly judged: number;
  /** Writes that belong to no link, such as those of the contact type. */
  readonly beside: number;
  /** Writes whose record never became known, because the answer was cut off: held against no lease. */
  readonly untold: number;
  /** Writes whose sender was gone before it could be told: held against whoever held the link. */
  readonly anonymous: number;
}

/** Holds every write against the leases (S2): its sender must have held the link when the write reached the vendor. */
export async function judgeWrites(client: pg.Client, writes: readonly WiredCall[]): Promise<LeaseFindings> {
  const { rows } = await client.query<Entry>(
    "SELECT seq::double precision, at, link_id, left_id, right_id, owner, until::double precision FROM soak.leases ORDER BY seq",
  );
  const histories = historiesByRecord(rows);
  const all = [...Map.groupBy(rows, ({ link_id }) => link_id).values()];
  const stale: string[] = [];
  const counts = { judged: 0, beside: 0, untold: 0, anonymous: 0 };
  for (const write of writes) {
    const known = recordsOf(write).flatMap((record) => {
      const links = histories.get(record);
      return links === undefined ? [] : [links];
    });
    counts[known.length > 0 ? "judged" : isOfLink(write) ? "untold" : "beside"] += 1;
    if (write.pid === null) counts.anonymous += 1;
    for (const links of known)
      if (!links.some((entries) => wasHeldBy(entries, write))) stale.push(`${describe(write, links.flat().toSorted(bySeq))}; ${heldBy(write, all)}`);
  }
  return { stale, ...counts };
}

type History = readonly Entry[];

/**
 * The links that ever had a record, each with its leases. Two links that ever shared a record were or became one, because a link that is found
 * to be another's other half is absorbed: their leases count together.
 */
function historiesByRecord(rows: readonly Entry[]): ReadonlyMap<string, readonly History[]> {
  const groupOf = new Map<string, Set<string>>();
  for (const { link_id: link, left_id: left, right_id: right } of rows) {
    const keys = [`link ${link}`, ...[left, right].filter((record) => record !== null)];
    const merged = new Set(keys.flatMap((key) => [...(groupOf.get(key) ?? [key])]));
    for (const key of merged) groupOf.set(key, merged);
  }
  const ofLink = Map.groupBy(rows, (row) => `link ${row.link_id}`);
  return new Map([...groupOf].map(([key, group]) => [key, [...group].flatMap((member) => (ofLink.has(member) ? [ofLink.get(member) ?? []] : []))]));
}

const bySeq = (one: Entry, other: Entry): number => one.seq - other.seq;

const holderAt = (entries: readonly Entry[], at: number): Entry | undefined => entries.findLast((entry) => entry.at <= at);

/** Whether the sender held the link at some moment at which the write may have come. */
const wasHeldBy = (entries: readonly Entry[], write: WiredCall): boolean => holdings(entries, write).length > 0;

/** What the sender held of a link at some moment at which the write may have come. */
function holdings(entries: readonly Entry[], { sinceAt, at, pid }: WiredCall): readonly Entry[] {
  const first = entries.findLastIndex((entry) => entry.at <= sinceAt);
  return entries
    .slice(Math.max(0, first))
    .filter((entry) => entry.at <= at && entry.owner !== null && entry.until >= sinceAt && (pid === null || pidOf(entry.owner) === pid));
}

/** What the sender did hold when it wrote, and what became of that: whose write it may have been. */
function heldBy(write: WiredCall, all: readonly History[]): string {
  const held = all.filter((entries) => wasHeldBy(entries, write));
  const sides = ({ left_id: left, right_id: right }: Entry): string => `${left ?? "no contact"} and ${right ?? "no entry"}`;
  const told = held.slice(0, 3).map((entries) => {
    const [then, last] = [holdings(entries, write).at(-1), entries.at(-1)];
    return `${entries[0]?.link_id ?? ""}, ${then === undefined ? "" : sides(then)}, in the end ${last === undefined ? "" : sides(last)}`;
  });
  return held.length === 0 ? "its sender held no link" : `its sender held ${String(held.length)} links (${told.join("; ")})`;
}

/** An owner of leases is named `<host>:<process>:<random>`. */
const pidOf = (owner: string): number => Number(owner.split(":").at(-2));

function describe({ vendor, method, path, pid, at }: WiredCall, entries: readonly Entry[]): string {
  const holder = holderAt(entries, at);
  const owner = holder?.owner ?? null;
  const held =
    owner === null ? nobodyHeld(entries, at) : `process ${String(pidOf(owner))} held it for ${String(Math.round((holder?.until ?? 0) - at))} ms more`;
  return `S2 ${method} ${path.split("?")[0] ?? ""} at ${vendor} by process ${String(pid)}: ${held}`;
}

function nobodyHeld(entries: readonly Entry[], at: number): string {
  const last = entries.findLast((entry) => entry.at <= at && entry.owner !== null);
  const next = entries.find((entry) => entry.at > at && entry.owner !== null);
  const told = (entry: Entry | undefined, when: string): string =>
    entry === undefined ? `never ${when}` : `process ${String(pidOf(entry.owner ?? ""))} ${String(Math.round(Math.abs(entry.at - at)))} ms ${when}`;
  return `nobody held it; it was taken by ${told(last, "before")}, by ${told(next, "after")}`;
}

/** Whether a write is about a record of a link, known or not. */
function isOfLink({ vendor, path }: WiredCall): boolean {
  const [first, second] = path.split("?")[0]?.split("/").slice(1) ?? [];
  return vendor === "highlevel" ? first === "contacts" : second === "catalog_entries";
}

/** Ids of the records that a write changes; a create at incident.io names the contact it is for. */
function recordsOf({ vendor, method, path, body, answer }: WiredCall): readonly string[] {
  const segments = path.split("?")[0]?.split("/").slice(1).map(decodeURIComponent) ?? [];
  if (vendor === "highlevel") {
    if (segments[0] !== "contacts") return [];
    return segments[1] === "upsert" ? textAt(answer, "contact", "id") : segments.slice(1, 2);
  }
  if (segments[1] !== "catalog_entries") return [];
  if (segments.length === 2 && method === "POST") return textAt(body, "external_id").map((external) => external.split(":").at(-1) ?? "");
  return segments[3] === "bulk_update" ? idsOfBulk(body) : segments.slice(2, 3);
}

function valueOf(json: string): unknown {
  const parsed = parseJson(json);
  return parsed.kind === "parsed" ? parsed.value : null;
}

function textAt(json: string, ...keys: readonly string[]): readonly string[] {
  let value = valueOf(json);
  for (const key of keys) value = isObject(value) ? value[key] : null;
  return typeof value === "string" ? [value] : [];
}

function idsOfBulk(body: string): readonly string[] {
  const value = valueOf(body);
  const entries = isObject(value) && Array.isArray(value["entries"]) ? (value["entries"] as readonly unknown[]) : [];
  return entries.flatMap((entry) => (isObject(entry) && typeof entry["entry_id"] === "string" ? [entry["entry_id"]] : []));
}
