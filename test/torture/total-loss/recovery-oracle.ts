import type { Bridge } from "#core/bridge.ts";
import type { FieldMap } from "#core/mapping/field-map.ts";
import { elementsOf, sameValue } from "#core/record/canonicalise.ts";
import type { CanonicalValue, Side, SideRecord } from "#core/record/canonical.ts";
import { matchesBase, type FieldBase, type Fingerprint } from "#core/sync/merge-field.ts";
import type { ConflictRow, LinkRow } from "#core/ports/store.ts";
import { placeOf, type Sight } from "./sight.ts";

/** What of a database the judge looks at. */
export interface Remembered {
  readonly links: readonly LinkRow[];
  /** Of every state. */
  readonly conflicts: readonly ConflictRow[];
}

/** What a recovery is judged by. Nobody but the engine wrote anything between `before` and `after`. */
export interface Recovery {
  readonly bridge: Bridge;
  /** What the vendors held when the new life began, and once it had come to rest. */
  readonly before: Sight;
  readonly after: Sight;
  /** The database that was lost: only it knew what both sides had last agreed on. */
  readonly lost: Remembered;
  readonly lostFingerprint: Fingerprint;
  /** The backup that the new life began with; null when nothing was kept. */
  readonly backup: Pick<Remembered, "links"> | null;
  /** The new life's database once it had come to rest. */
  readonly found: Remembered;
}

export interface RecoveryFindings {
  readonly violations: readonly string[];
  readonly counts: {
    /** Pairs that stood at the vendors, and are linked again. */
    readonly relinked: number;
    /** Values written, each over one that the lost database knew or that a conflict keeps. */
    readonly written: number;
    /** Fields that a person is asked about. */
    readonly asked: number;
    /** Records made on the other side. */
    readonly made: number;
    /** Emptied fields and removed tags that came back, because no base told of them (M3, M4). */
    readonly undone: number;
  };
}

/** I3, I5: everything is linked again, nothing twice, and no value that the lost database had not seen is written over unless a conflict keeps it. */
export function judgeRecovery(recovery: Recovery): RecoveryFindings {
  const judge = new RecoveryJudge(recovery);
  judge.links();
  judge.strays();
  judge.records();
  judge.twins();
  judge.ended();
  return judge.findings();
}

class RecoveryJudge {
  readonly #violations: string[] = [];
  readonly #counts = { relinked: 0, written: 0, asked: 0, made: 0, undone: 0 };
  readonly #given: Recovery;
  readonly #lostLinks: ReadonlyMap<string, LinkRow>;
  readonly #foundLinks: ReadonlyMap<string, LinkRow>;
  readonly #backupLinks: ReadonlyMap<string, LinkRow>;

  constructor(given: Recovery) {
    this.#given = given;
    this.#lostLinks = linksByPlace(given.lost);
    this.#foundLinks = linksByPlace(given.found);
    this.#backupLinks = given.backup === null ? new Map() : linksByPlace(given.backup);
  }

  findings(): RecoveryFindings {
    const open = this.#given.found.conflicts.filter(({ state, closedAt }) => state === "open" && closedAt === null);
    return { violations: this.#violations, counts: { ...this.#counts, asked: open.length } };
  }

  /** What the vendors' markers say belongs together is linked again. */
  links(): void {
    for (const entry of this.#given.before.values()) {
      if (entry.side !== "incident" || entry.counterpartId === null) continue;
      if (!this.#given.before.has(placeOf("highlevel", entry.counterpartId))) continue;
      const link = this.#foundLinks.get(placeOf("incident", entry.id));
      if (link?.leftId === entry.counterpartId && link.state === "active") this.#counts.relinked += 1;
      else this.#violations.push(`I3 ${entry.id} and ${entry.counterpartId} belong together and are not linked again (${link?.state ?? "no link"})`);
    }
  }

  /** Every record has a link, and each link that goes on has both its records. */
  strays(): void {
    for (const place of this.#given.after.keys()) {
      const link = this.#foundLinks.get(place);
      if (link === undefined) this.#violations.push(`I3 ${place} has no link`);
      else if (link.state === "active" && (link.leftId === null || link.rightId === null)) this.#violations.push(`I3 ${place} stands alone`);
    }
  }

  /** No record vanished, and no value was written over that should not have been. */
  records(): void {
    for (const [place, before] of this.#given.before) {
      const after = this.#given.after.get(place);
      if (after === undefined) this.#violations.push(`I5 ${place} was deleted by the recovery`);
      else for (const map of this.#given.bridge.fields) this.#field(map, before, after);
    }
  }

  #field(map: FieldMap, before: SideRecord, after: SideRecord): void {
    const [was, is] = [before.fields[map.field] ?? null, after.fields[map.field] ?? null];
    if (sameValue(was, is)) return;
    this.#counts.written += 1;
    const place = placeOf(before.side, before.id);
    const where = `${map.field} of ${place}`;
    const isKept = this.#isKept(place, map, before.side, was);
    if (this.#backupLinks.get(place)?.base?.[map.field] !== undefined) {
      if (!isKept) this.#violations.push(`I5 ${where} was written over and nothing keeps what stood there`);
      // What flows one way is put back where it drifted (M1); everything else may only lose a value that the lost database had agreed on.
      if (map.direction === "both" && !this.#wasSeen(place, map, before.side, was)) this.#violations.push(`I5 ${where} was newer and lost`);
    } else if (isKept) return;
    else if (map.kind === "set") this.#set(where, this.#lostBase(place, map), before.side, was, is);
    else if (was === null) this.#fill(this.#lostBase(place, map), map, before.side);
    else if (!this.#wasSeen(place, map, before.side, was))
      this.#violations.push(`I3 ${where} was written over, and the lost database had not seen it`);
  }

  /** Without a base, sets are united (M3): what was added stays, and what was taken away comes back. */
  #set(where: string, base: FieldBase | undefined, side: Side, was: CanonicalValue, is: CanonicalValue): void {
    const lost = elementsOf(was).filter((element) => !elementsOf(is).includes(element));
    if (lost.length > 0) this.#violations.push(`I3 ${where} lost ${String(lost.length)} elements`);
    const agreed = base === undefined ? [] : side === "highlevel" ? base.l : base.r;
    const back = elementsOf(is).filter((element) => !elementsOf(was).includes(element) && agreed.includes(this.#given.lostFingerprint(element)));
    this.#counts.undone += back.length;
  }

  /** Without a base, an empty field is filled (M4), also one that somebody has just emptied. */
  #fill(base: FieldBase | undefined, map: FieldMap, side: Side): void {
    if (base !== undefined && !matchesBase(map.kind, base, side, null, this.#given.lostFingerprint)) this.#counts.undone += 1;
  }

  #lostBase(place: string, map: FieldMap): FieldBase | undefined {
    return this.#lostLinks.get(place)?.base?.[map.field];
  }

  #wasSeen(place: string, map: FieldMap, side: Side, value: CanonicalValue): boolean {
    const base = this.#lostBase(place, map);
    return base !== undefined && matchesBase(map.kind, base, side, value, this.#given.lostFingerprint);
  }

  #isKept(place: string, map: FieldMap, side: Side, value: CanonicalValue): boolean {
    const link = this.#foundLinks.get(place);
    return this.#given.found.conflicts.some(
      ({ linkId, field, left, right }) => linkId === link?.id && field === map.field && sameValue(side === "highlevel" ? left : right, value),
    );
  }

  /** I4: nothing is there twice, and what is new was made for a record that stood alone. */
  twins(): void {
    const { before, after } = this.#given;
    const partners = [...after.values()].flatMap(({ side, counterpartId }) => (side === "incident" && counterpartId !== null ? [counterpartId] : []));
    for (const id of repeated(partners)) this.#violations.push(`I4 two entries name the contact ${id}`);
    for (const side of ["highlevel", "incident"] as const) {
      const emails = [...after.values()].flatMap((record) => (record.side === side ? (record.fields["email"] ?? []) : []));
      for (const email of repeated(emails)) this.#violations.push(`I4 two records on ${side} have the e-mail ${String(email)}`);
    }
    for (const [place, record] of after) {
      if (before.has(place)) continue;
      this.#counts.made += 1;
      const link = this.#foundLinks.get(place);
      const source = record.side === "highlevel" ? link?.rightId : link?.leftId;
      const sourcePlace = placeOf(record.side === "highlevel" ? "incident" : "highlevel", source ?? "");
      const partner =
        record.side === "incident" ? [...before.values()].find(({ counterpartId }) => counterpartId === source) : before.get(sourcePlace);
      if (record.side === "incident" ? partner !== undefined : partner?.counterpartId !== null)
        this.#violations.push(`I4 ${place} was made although its counterpart had one`);
    }
  }

  /** D2: what had ended when the backup was made has stayed so, unless both records are there. */
  ended(): void {
    for (const [place, { id, state, leftId, rightId }] of this.#backupLinks) {
      if (state !== "tombstone" && state !== "unlinked") continue;
      const isThere = (side: Side, recordId: string | null): boolean => recordId !== null && this.#given.before.has(placeOf(side, recordId));
      if (isThere("highlevel", leftId) && isThere("incident", rightId)) continue;
      const now = this.#given.found.links.find((link) => link.id === id);
      if (now !== undefined && now.state !== "tombstone" && now.state !== "unlinked")
        this.#violations.push(`D2 the ended link of ${place} is ${now.state} again`);
    }
  }
}

function linksByPlace({ links }: Pick<Remembered, "links">): ReadonlyMap<string, LinkRow> {
  return new Map(
    links.flatMap((link) => [
      ...(link.leftId === null ? [] : [[placeOf("highlevel", link.leftId), link] as const]),
      ...(link.rightId === null ? [] : [[placeOf("incident", link.rightId), link] as const]),
    ]),
  );
}

const repeated = <Value>(values: readonly Value[]): readonly Value[] => values.filter((value, index) => values.indexOf(value) !== index);
