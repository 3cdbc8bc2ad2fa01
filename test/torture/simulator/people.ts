import type { Clock } from "#core/ports/clock.ts";
import type { Side } from "#core/record/canonical.ts";
import { shownText, type Shown } from "#main/demo/compare-sides.ts";
import { RefusedByDashboard } from "#sandbox/incidentio/dashboard.ts";
import type { Prng } from "#sandbox/kit/prng.ts";
import { editAsPerson, type EditedField } from "./edit-as-person.ts";
import type { Universe } from "./universe.ts";

/** One edit by a person. Its value is a token that nobody else ever writes, so that its fate can be told. */
export interface PersonEdit {
  readonly at: number;
  readonly side: Side;
  readonly recordId: string;
  readonly field: string;
  /** Canonical form; null when the person emptied the field. */
  readonly token: string | null;
}

/** A tag that a person took off a record. */
export interface Removal extends PersonEdit {
  readonly field: "tags";
  readonly token: string;
}

/** An entry of which a person has cleared or written over what it was known by. */
export interface LostMarker {
  readonly at: number;
  readonly recordId: string;
  readonly was: string;
  /** It could still be found by the other names that it goes by. */
  readonly keepsAliases: boolean;
}

/** What we had made beside an incident, and the last line of it that a person has cut. */
export interface CutLine {
  readonly at: number;
  readonly id: string;
  readonly line: string;
}

export interface History {
  readonly edits: PersonEdit[];
  readonly removals: Removal[];
  /** Those of them that took away what a case gave and that hold no longer: since then, no case of the contact gave it any more. */
  readonly outlived: Set<Removal>;
  /** Tags taken away, by side and record: `<record id>:<tag>`. */
  readonly tagsRemoved: Set<string>;
  readonly lostMarkers: LostMarker[];
  readonly cutLines: CutLine[];
  /** Records that people deleted, archived or merged away. */
  readonly gone: Set<string>;
  /** Deleted contacts by their e-mails, and when each was deleted. */
  readonly deletedEmails: Map<string, { readonly id: string; readonly at: number }>;
  /** Entries that people archived, and when. */
  readonly archived: Map<string, number>;
  /** Contacts of a location that is not ours. */
  readonly foreign: Set<string>;
}

export const noHistory = (): History => ({
  edits: [],
  removals: [],
  outlived: new Set(),
  tagsRemoved: new Set(),
  lostMarkers: [],
  cutLines: [],
  gone: new Set(),
  deletedEmails: new Map(),
  archived: new Map(),
  foreign: new Set(),
});

/** Where people work: both vendors, and what time it is there. */
export type Workplace = Pick<Universe, "highlevel" | "incident"> & { readonly clock: Pick<Clock, "now"> };

/** Signed alike by the vendor, and none of our business (X4). */
export const FOREIGN_LOCATION = "loc99SomebodyElse";
const CONTACT_TYPE = "HighLevelContact";
const scalars: readonly EditedField[] = ["website", "phone", "custom_plan", "fullName", "email"];

/** People who work in both vendors' pages, unaware of each other and of the bridge. */
export class People {
  readonly history: History = noHistory();
  readonly #universe: Workplace;
  readonly #prng: Prng;
  #count = 0;

  constructor(universe: Workplace, prng: Prng) {
    this.#universe = universe;
    this.#prng = prng;
  }

  /** Does one thing; how risky tells how often people delete, merge and create instead of editing. */
  act(risky: boolean): void {
    const roll = this.#prng.below(100);
    if (risky && roll < 4) return this.#delete();
    if (risky && roll < 7) return this.#merge();
    if (roll < 12) return this.#createContact();
    if (roll < 17) return this.#createEntry();
    if (roll < 32) return this.#tag();
    if (roll < 40) return this.#bothAtOnce();
    if (roll < 44) return this.#clear();
    if (roll < 46) return this.#actElsewhere();
    const side: Side = this.#prng.fraction() < 0.5 ? "highlevel" : "incident";
    const recordId = this.#pick(side);
    if (recordId !== null) this.#edit(side, recordId, this.#prng.pick(scalars));
  }

  #contacts(): readonly Readonly<Record<string, unknown>>[] {
    const { control, locationId } = this.#universe.highlevel;
    return control.contacts(locationId);
  }

  #typeId(): string | null {
    return this.#universe.incident.control.types().find(({ type_name: name }) => name.includes(CONTACT_TYPE))?.id ?? null;
  }

  #entries(): readonly Readonly<Record<string, unknown>>[] {
    const typeId = this.#typeId();
    return typeId === null ? [] : this.#universe.incident.control.entries(typeId);
  }

  #pick(side: Side): string | null {
    const records = side === "highlevel" ? this.#contacts() : this.#entries();
    return records.length === 0 ? null : String(this.#prng.pick(records)["id"]);
  }

  #note(side: Side, recordId: string, field: string, token: string | null): void {
    this.history.edits.push({ at: this.#universe.clock.now(), side, recordId, field, token });
  }

  #edit(side: Side, recordId: string, field: EditedField): void {
    const number = (this.#count += 1);
    const values = {
      website: `https://token-${String(number)}.example.com/`,
      phone: `+1202${String(2_000_000 + number)}`,
      custom_plan: `Plan ${String(number)}`,
      fullName: `Token Person${String(number)}`,
      email: `token.${String(number)}@example.com`,
    };
    const value = values[field];
    editAsPerson(this.#universe, { side, recordId, field, value });
    this.#note(side, recordId, field, value);
  }

  /** The same field of one pair gets two values within a moment: the case that decides whether an edit can vanish. */
  #bothAtOnce(): void {
    const entries = this.#entries().filter(({ external_id: external }) => typeof external === "string");
    if (entries.length === 0) return;
    const entry = this.#prng.pick(entries);
    const contactId = String(entry["external_id"]).split(":").at(-1) ?? "";
    if (!this.#contacts().some(({ id }) => id === contactId)) return;
    const field = this.#prng.pick(["website", "phone", "custom_plan"] as const);
    this.#edit("incident", String(entry["id"]), field);
    this.#edit("highlevel", contactId, field);
  }

  #clear(): void {
    const side: Side = this.#prng.fraction() < 0.5 ? "highlevel" : "incident";
    const recordId = this.#pick(side);
    // Who empties what is empty has changed nothing.
    if (recordId === null || !this.#hasWebsite(side, recordId)) return;
    if (side === "highlevel") this.#universe.highlevel.control.editContact(recordId, { website: "" });
    else this.#universe.incident.control.editEntry(recordId, null, { hw_website: null });
    this.#note(side, recordId, "website", null);
  }

  #hasWebsite(side: Side, recordId: string): boolean {
    const record = (side === "highlevel" ? this.#contacts() : this.#entries()).find(({ id }) => id === recordId);
    if (side === "highlevel") return Boolean(record?.["website"]);
    const values = record?.["attribute_values"] as Readonly<Record<string, { readonly value?: Shown }>> | undefined;
    return shownText(values?.["hw_website"]?.value ?? {}) !== "";
  }

  #actElsewhere(): void {
    const email = `foreign.${String((this.#count += 1))}@example.com`;
    this.history.foreign.add(this.#universe.highlevel.control.createContact({ firstName: "Not", lastName: "Ours", email }, FOREIGN_LOCATION));
  }

  #tag(): void {
    const recordId = this.#pick("highlevel");
    if (recordId === null) return;
    const { control } = this.#universe.highlevel;
    const contact = this.#contacts().find(({ id }) => id === recordId);
    const tags = (contact?.["tags"] as readonly string[] | undefined) ?? [];
    if (tags.length > 2 && this.#prng.fraction() < 0.4) {
      const tag = this.#prng.pick(tags);
      control.removeTag(recordId, tag);
      this.history.tagsRemoved.add(`${recordId}:${tag}`);
      this.history.removals.push({ at: this.#universe.clock.now(), side: "highlevel", recordId, field: "tags", token: tag });
      return;
    }
    const tag = `token-${String((this.#count += 1))}`;
    control.addTag(recordId, tag);
    this.#note("highlevel", recordId, "tags", tag);
  }

  #createContact(): void {
    const number = String((this.#count += 1));
    this.#universe.highlevel.control.createContact({ firstName: "New", lastName: `Contact${number}`, email: `new.${number}@example.com` });
  }

  #createEntry(): void {
    const typeId = this.#typeId();
    if (typeId === null) return;
    const number = String((this.#count += 1));
    try {
      this.#universe.incident.control.createEntry(typeId, `New Entry${number}`, { hw_email: `entry.${number}@example.com` });
    } catch (error) {
      // Whoever makes the type may have died before it had attributes: nobody can fill them in then.
      if (!(error instanceof RefusedByDashboard)) throw error;
    }
  }

  #delete(): void {
    const side: Side = this.#prng.fraction() < 0.5 ? "highlevel" : "incident";
    const recordId = this.#pick(side);
    if (recordId === null) return;
    this.history.gone.add(recordId);
    if (side === "incident") {
      this.history.archived.set(recordId, this.#universe.clock.now());
      return this.#universe.incident.control.archiveEntry(recordId);
    }
    const email = this.#contacts().find(({ id }) => id === recordId)?.["email"];
    if (typeof email === "string") this.history.deletedEmails.set(email, { id: recordId, at: this.#universe.clock.now() });
    this.#universe.highlevel.control.deleteContact(recordId);
  }

  #merge(): void {
    const [keep, lose] = [this.#pick("highlevel"), this.#pick("highlevel")];
    if (keep === null || lose === null || keep === lose) return;
    this.history.gone.add(keep);
    this.history.gone.add(lose);
    this.#universe.highlevel.control.mergeContacts(keep, lose);
  }
}
