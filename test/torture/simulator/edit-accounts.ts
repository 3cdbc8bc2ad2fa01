import type { LinkRow } from "#core/ports/store.ts";
import type { Evidence, Scene, Violation } from "./oracle.ts";
import type { History, PersonEdit } from "./people.ts";
import type { Call } from "./universe.ts";
import type { Weather } from "./weather.ts";

/** Milliseconds between a read and the write decided on it, at most: the engine's bound, and the slowest answer of a stalled vendor on top. */
const LONGEST_WINDOW_MS = 60_000 + 32_000;

/** Milliseconds for which a row of a list may be written over, by the engine's own rule: a list shows what a read by id would, a moment long. */
const PROVEN_MS = 5_000;

type Fate = "kept" | "in-window" | "lost";

/**
 * M1, M3: each edit is the final value, or was replaced by its own side, or reached the other side, or stands in a conflict. What is left can
 * only have been overwritten between our read and our write of that very field: the one gap that no vendor lets us close. It is wider where
 * a vendor carries out the call of a dead process late, or where its lists lag and a create turns out to be an update.
 */
export function accountForEdits(
  universe: Scene,
  history: History,
  evidence: Evidence,
  weather: Pick<Weather, "quirks" | "flows">,
): { readonly unaccounted: readonly Violation[]; readonly inWindow: number } {
  const accounts = new Accounts(universe, history, evidence, weather);
  const fates = history.edits.map((edit) => ({ edit, fate: accounts.fateOf(edit) }));
  return {
    unaccounted: fates.filter(({ fate }) => fate === "lost").map(({ edit }) => `M1 ${edit.side} edit of ${edit.field} of ${edit.recordId} vanished`),
    inWindow: fates.filter(({ fate }) => fate === "in-window").length,
  };
}

class Accounts {
  readonly #universe: Scene;
  readonly #history: History;
  readonly #evidence: Evidence;
  readonly #listsLag: boolean;
  readonly #hasOtherReaders: boolean;
  readonly #same: (one: unknown, other: unknown) => boolean;

  constructor(universe: Scene, history: History, evidence: Evidence, { quirks, flows }: Pick<Weather, "quirks" | "flows">) {
    this.#universe = universe;
    this.#history = history;
    this.#evidence = evidence;
    this.#listsLag = quirks === "lagging";
    this.#hasOtherReaders = flows;
    const fold = (value: unknown): unknown => (quirks === "shouting" && typeof value === "string" ? value.toLowerCase() : value);
    this.#same = (one, other) => fold(one) === fold(other);
  }

  fateOf(edit: PersonEdit): Fate {
    const link = this.#evidence.links.find(({ leftId, rightId }) => (edit.side === "highlevel" ? leftId : rightId) === edit.recordId);
    if (link === undefined || [link.leftId, link.rightId].some((id) => id !== null && this.#history.gone.has(id))) return "kept";
    if (edit.token === null || (edit.field === "tags" ? this.#isTagKept(link, edit) : this.#isKept(link, edit))) return "kept";
    return edit.field !== "tags" && this.#wasOverwrittenUnseen(link, edit) ? "in-window" : "lost";
  }

  #isKept(link: LinkRow, edit: PersonEdit): boolean {
    const { edits } = this.#history;
    const final = (edit.side === "highlevel" ? link.left : link.right)?.fields[edit.field];
    if (this.#same(final, edit.token)) return true;
    const later = edits.slice(edits.indexOf(edit) + 1);
    if (later.some(({ side, recordId, field }) => side === edit.side && recordId === edit.recordId && field === edit.field)) return true;
    const reached = this.#evidence.journal.some(
      ({ linkId, side, values }) =>
        linkId === link.id && side !== edit.side && values.some(({ field, after }) => field === edit.field && this.#same(after, edit.token)),
    );
    if (reached) return true;
    return this.#evidence.conflicts.some(
      ({ linkId, left, right }) => linkId === link.id && [left, right].some((value) => this.#same(value, edit.token)),
    );
  }

  /** True when a call of ours replaced the value, and the read before that call was over when the person edited. */
  #wasOverwrittenUnseen(link: LinkRow, edit: PersonEdit): boolean {
    const { calls } = this.#universe;
    if (calls === undefined) return this.#wasOverwrittenNearby(link, edit);
    return calls.some((write, index) => {
      if (!writes(write, edit, link) || (write.endedAt ?? Number.POSITIVE_INFINITY) < edit.at) return false;
      if (this.#listsLag && isCreate(write)) return edit.at >= write.at - LONGEST_WINDOW_MS;
      return this.#readsBehind(write, index, link, edit).some((read) => read.at <= edit.at);
    });
  }

  /** Reads on which the write may have been decided. */
  #readsBehind(write: Call, index: number, link: LinkRow, edit: PersonEdit): readonly Call[] {
    // Nothing is decided on a read that has yet to be answered.
    const earlier = (this.#universe.calls ?? [])
      .slice(0, index)
      .filter(
        ({ life, at, endedAt }) => life === write.life && (endedAt ?? Number.POSITIVE_INFINITY) <= write.at && write.at - at <= LONGEST_WINDOW_MS,
      );
    const byId = earlier.filter((call) => readsById(call, link, edit));
    const among = earlier.filter((call) => this.#readsAmongOthers(call, edit));
    // Until the pair is made, the other record's link reads this one as well, by id and among others, and its claims are not those of the link that is left.
    if (link.linkedAt === null || edit.at <= link.linkedAt) return [...byId, ...among];
    const since = this.#claimedAt(link, write);
    const ofThisTurn = byId.filter(({ at }) => at >= since);
    // Other bridges read the same record for purposes of their own: on which of the reads this one decided cannot be told.
    if (this.#hasOtherReaders && ofThisTurn.length > 0) return ofThisTurn;
    const decisive =
      ofThisTurn.at(-1) ?? (edit.side === "incident" || isCreate(write) ? among.findLast(({ at }) => at >= since - PROVEN_MS) : undefined);
    return decisive === undefined ? [] : [decisive];
  }

  /** When the writer took the link in hand; as long ago as a write may be decided where nobody has noted that. */
  #claimedAt({ id }: LinkRow, { life, at }: Call): number {
    const claim = this.#universe.claims?.findLast((one) => one.life === life && one.at <= at && one.links.has(id));
    return claim?.at ?? at - LONGEST_WINDOW_MS;
  }

  #wasOverwrittenNearby(link: LinkRow, edit: PersonEdit): boolean {
    return this.#evidence.journal.some(
      ({ linkId, side, at, values }) =>
        linkId === link.id && side === edit.side && Math.abs(at - edit.at) <= LONGEST_WINDOW_MS && values.some(({ field }) => field === edit.field),
    );
  }

  /** A list or a search: what is decided on it concerns records of which nothing was known yet, or which it shows as they were. */
  #readsAmongOthers({ method, path }: Call, { side, recordId }: PersonEdit): boolean {
    if (side === "highlevel") return path.startsWith("/contacts/search");
    const entry = this.#universe.incident.control.entries().find(({ id }) => id === recordId);
    return method === "GET" && path.startsWith(`/v3/catalog_entries?catalog_type_id=${String(entry?.["catalog_type_id"])}&`);
  }

  #isTagKept(link: LinkRow, edit: PersonEdit): boolean {
    if (this.#history.tagsRemoved.has(`${edit.recordId}:${String(edit.token)}`)) return true;
    const contact = this.#universe.highlevel.control.contacts().find(({ id }) => id === link.leftId);
    return ((contact?.["tags"] as readonly unknown[] | undefined) ?? []).includes(edit.token);
  }
}

/** The call may have replaced this field of this record. A PUT of an entry always carries its name, because the vendor demands one. */
function writes(call: Call, edit: PersonEdit, { leftId }: LinkRow): boolean {
  const { method, path, body, recordId } = call;
  if (method === "GET") return false;
  if (edit.side === "highlevel") {
    if (path !== `/contacts/${edit.recordId}` && recordId !== edit.recordId) return false;
    const key = { fullName: "firstName", custom_plan: "customFields" }[edit.field] ?? edit.field;
    return body.includes(`"${key}"`);
  }
  // What it does not name is emptied by it.
  if (isCreate(call)) return leftId !== null && body.includes(`:${leftId}"`);
  const named = path === `/v3/catalog_entries/${edit.recordId}` || body.includes(`"entry_id":"${edit.recordId}"`);
  return named && (edit.field === "fullName" || body.includes(`"hw_${edit.field}"`));
}

/** A create by external id is an update where the entry is there already. */
const isCreate = ({ method, path }: Call): boolean => method === "POST" && path === "/v3/catalog_entries";

const readsById = ({ method, path }: Call, link: LinkRow, { side, recordId }: PersonEdit): boolean =>
  method === "GET" && path === (side === "highlevel" ? `/contacts/${recordId}` : `/v3/catalog_entries/${link.rightId ?? ""}`);
