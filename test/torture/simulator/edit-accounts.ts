import { elementsOf } from "#core/record/canonicalise.ts";
import type { LinkRow } from "#core/ports/store.ts";
import type { Evidence, Scene, Violation } from "./oracle.ts";
import type { History, PersonEdit, Removal } from "./people.ts";
import type { Call } from "./universe.ts";
import { tagsOfEntry } from "./tags-of-entry.ts";
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
  const removals = history.removals.map((removal) => ({ removal, fate: accounts.fateOfRemoval(removal) }));
  return {
    unaccounted: [
      ...fates
        .filter(({ fate }) => fate === "lost")
        .map(
          ({ edit: { side, field, recordId, token } }) => `M1 ${side} ${token === null ? "clearing" : "edit"} of ${field} of ${recordId} vanished`,
        ),
      ...removals.filter(({ fate }) => fate === "lost").map(({ removal: { recordId, token } }) => `M3 ${token} came back to ${recordId}`),
    ],
    inWindow: [...fates, ...removals].filter(({ fate }) => fate === "in-window").length,
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
    // What a person deleted, archived or merged takes its edits along.
    if (this.#history.gone.has(edit.recordId)) return "kept";
    const link = this.#linkOf(edit);
    // Nobody but people ever wrote what has no link.
    if (link === undefined) return (this.#universe.calls ?? []).some((call) => writes(call, edit, { leftId: null })) ? "lost" : "kept";
    // M4: until both records were one pair there was nothing agreed, so an empty field is one that may be filled.
    if (edit.token === null && (link.linkedAt === null || edit.at <= link.linkedAt)) return "kept";
    if (edit.field === "tags" ? this.#isTagKept(link, edit) : this.#isKept(link, edit)) return "kept";
    // HighLevel takes tags one by one, so there only what takes the whole record takes one along.
    const mayBeUnseen = edit.field !== "tags" || edit.side === "incident" || !this.#stands(edit);
    return mayBeUnseen && this.#wasOverwrittenUnseen(link, edit) ? "in-window" : "lost";
  }

  /**
   * M3: a tag that was taken away stands on the record again, and nobody but us can have put it there. Sets without a base are united, so before
   * both records were one pair no removal holds; nor does one of a case's tag once the contact was on no case that gives it. incident.io takes all tags of
   * an entry at once, so there a removal may be written over unseen.
   */
  fateOfRemoval(removal: Removal): Fate {
    const link = this.#linkOf(removal);
    if (link === undefined || this.#history.outlived.has(removal) || !this.#isBack(link, removal)) return "kept";
    return removal.side === "incident" && this.#wasOverwrittenUnseen(link, removal) ? "in-window" : "lost";
  }

  #isBack(link: LinkRow, removal: Removal): boolean {
    if (link.linkedAt === null || removal.at <= link.linkedAt) return false;
    // What is merged has the tags of both.
    if ([link.leftId, link.rightId].some((id) => id !== null && this.#history.gone.has(id))) return false;
    const wasAddedAgain = this.#history.edits.some(
      ({ field, token, recordId, at }) =>
        field === "tags" && token === removal.token && at >= removal.at && [link.leftId, link.rightId].includes(recordId),
    );
    const isAsked = this.#evidence.conflicts.some(({ linkId, field }) => linkId === link.id && field === "tags");
    return !wasAddedAgain && !isAsked && !this.#wasGoneUnseen(link, removal) && this.#tagsOn(removal).includes(removal.token);
  }

  /**
   * The tag had come from us, and a person took it away before we had seen it there: whoever looked then saw what a write leaves that never happened, or
   * that the vendor did not take, and had to repeat it. No vendor tells these apart.
   */
  #wasGoneUnseen({ id }: LinkRow, removal: Removal): boolean {
    const { at: removedAt, side, recordId, token } = removal;
    const wasTheirs = this.#history.edits.some((edit) => edit.field === "tags" && edit.recordId === recordId && edit.token === token);
    const wasSeen = this.#evidence.journal.some(
      ({ linkId, side: written, at, detail, values }) =>
        linkId === id &&
        written === side &&
        at < removedAt &&
        detail["outcome"] !== "not-seen" &&
        values.some(({ field, before, after }) => field === "tags" && elementsOf(after).includes(token) && !elementsOf(before).includes(token)),
    );
    return !wasTheirs && !wasSeen && (this.#universe.calls ?? []).some((call) => call.at <= removedAt && carries(call, removal));
  }

  #linkOf({ side, recordId }: PersonEdit): LinkRow | undefined {
    return this.#evidence.links.find(({ leftId, rightId }) => (side === "highlevel" ? leftId : rightId) === recordId);
  }

  #tagsOn({ side, recordId }: PersonEdit): readonly unknown[] {
    const { highlevel, incident } = this.#universe;
    if (side === "incident") return tagsOfEntry(incident.control.entries().find(({ id }) => id === recordId));
    const contact = highlevel.control.contacts().find(({ id }) => id === recordId);
    return (contact?.["tags"] as readonly unknown[] | undefined) ?? [];
  }

  #isKept(link: LinkRow, edit: PersonEdit): boolean {
    const { edits } = this.#history;
    const final = (edit.side === "highlevel" ? link.left : link.right)?.fields[edit.field] ?? null;
    if (this.#stands(edit) ? this.#same(final, edit.token) : this.#wasDeletionAsked(link)) return true;
    const later = edits.slice(edits.indexOf(edit) + 1);
    if (later.some(({ side, recordId, field }) => side === edit.side && recordId === edit.recordId && field === edit.field)) return true;
    if (this.#hasReached(link, edit) || (edit.token === null && (this.#agreedAt(link, edit) === null || this.#bothEmptied(link, edit)))) return true;
    return this.#evidence.conflicts.some(
      ({ linkId, field, left, right }) =>
        linkId === link.id && (field === edit.field || field === "*") && [left, right].some((value) => this.#same(value, edit.token)),
    );
  }

  /** M1: at some moment both sides had emptied the field, and nothing of ours filled it since: they had agreed on that without a word. */
  #bothEmptied(link: LinkRow, { at: clearedAt, field }: PersonEdit): boolean {
    const filledAt = this.#writesOf(link, field).findLast(({ at }) => at <= clearedAt)?.at ?? Number.NEGATIVE_INFINITY;
    const shown = new Map<string, unknown>();
    const edits = this.#history.edits.filter((edit) => edit.field === field && [link.leftId, link.rightId].includes(edit.recordId));
    return edits.some(({ at, recordId, token }) => {
      shown.set(recordId, token);
      return at >= filledAt && shown.size === 2 && [...shown.values()].every((value) => value === null);
    });
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
    if (link.linkedAt === null || Math.max(edit.at, write.at) <= link.linkedAt) return [...byId, ...among];
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
    if ([link.leftId, link.rightId].some((id) => this.#history.tagsRemoved.has(`${String(id)}:${String(edit.token)}`))) return true;
    // D3: what is deleted with its counterpart takes along what both sides knew.
    return this.#stands(edit) ? this.#tagsOn(edit).includes(edit.token) : this.#hasReached(link, edit) || this.#wasDeletionAsked(link);
  }

  /** D3: a person was asked whether the record goes although somebody had edited it. */
  #wasDeletionAsked({ id }: LinkRow): boolean {
    return this.#evidence.conflicts.some(({ linkId, kind }) => linkId === id && kind === "delete-edit");
  }

  /** The record is still there. */
  #stands({ side, recordId }: PersonEdit): boolean {
    const { highlevel, incident } = this.#universe;
    return (side === "highlevel" ? highlevel.control.contacts() : incident.control.entries()).some(({ id }) => id === recordId);
  }

  #hasReached(link: LinkRow, edit: PersonEdit): boolean {
    const isOf = (value: unknown): boolean => (Array.isArray(value) ? value.includes(edit.token) : this.#same(value, edit.token));
    return this.#evidence.journal.some(
      ({ linkId, side, at, values }) =>
        linkId === link.id && side !== edit.side && at >= edit.at && values.some(({ field, after }) => field === edit.field && isOf(after)),
    );
  }

  /** What both sides last agreed on before: whoever brings a field back to that has changed nothing (M1). */
  #agreedAt(link: LinkRow, edit: PersonEdit): unknown {
    return this.#writesOf(link, edit.field).findLast(({ at }) => at <= edit.at)?.after ?? null;
  }

  /** What we wrote to the field, the earliest first. */
  #writesOf({ id }: LinkRow, field: string): readonly { readonly at: number; readonly after: unknown }[] {
    return this.#evidence.journal
      .filter(({ linkId, kind, detail }) => linkId === id && kind === "write" && detail["outcome"] !== "not-seen")
      .toSorted((one, other) => one.at - other.at)
      .flatMap(({ at, values }) => values.filter((one) => one.field === field).map(({ after }) => ({ at, after })));
  }
}

/** The call may have replaced this field of this record, or have taken the record with it. A PUT of an entry always carries its name, because the vendor demands one. */
function writes(call: Call, edit: PersonEdit, { leftId }: Pick<LinkRow, "leftId">): boolean {
  const { method, path, body, recordId } = call;
  if (method === "GET") return false;
  if (method === "DELETE") return path === (edit.side === "highlevel" ? `/contacts/${edit.recordId}` : `/v3/catalog_entries/${edit.recordId}`);
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

/** The call tells the record of this tag. */
function carries({ method, path, body, recordId: met }: Call, { side, recordId, token }: Removal): boolean {
  if (!body.normalize().includes(JSON.stringify(token.normalize()))) return false;
  if (side === "highlevel") return method === "POST" && (path === `/contacts/${recordId}/tags` || met === recordId);
  return path === `/v3/catalog_entries/${recordId}` || body.includes(`"entry_id":"${recordId}"`);
}

/** A create by external id is an update where the entry is there already. */
const isCreate = ({ method, path }: Call): boolean => method === "POST" && path === "/v3/catalog_entries";

const readsById = ({ method, path }: Call, link: LinkRow, { side, recordId }: PersonEdit): boolean =>
  method === "GET" && path === (side === "highlevel" ? `/contacts/${recordId}` : `/v3/catalog_entries/${link.rightId ?? ""}`);
