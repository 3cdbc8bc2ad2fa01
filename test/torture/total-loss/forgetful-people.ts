import type { Side } from "#core/record/canonical.ts";
import type { Prng } from "#sandbox/kit/prng.ts";
import type { Workplace } from "../simulator/people.ts";
import { tagsOfEntry } from "../simulator/tags-of-entry.ts";

type Raw = Readonly<Record<string, unknown>>;

/** Fields that they edit, where the bridge maps them. */
const scalars = ["website", "phone", "custom_plan", "fullName", "email"] as const;
export type Scalar = (typeof scalars)[number];
const tags = ["gold", "late", "vip"] as const;
/** Values that one field of one pair of records ever takes. */
const VARIANTS = 3;

/**
 * People who set fields to and fro: each field of a pair knows only a few values, so that one is often set back to what it once was. To an old
 * base such a field looks as if nobody had touched it.
 */
export class ForgetfulPeople {
  edits = 0;
  readonly #place: Workplace;
  readonly #prng: Prng;
  readonly #numbers = new Map<string, number>();
  readonly #fields: readonly Scalar[];
  #made = 0;

  constructor(place: Workplace, prng: Prng, fields: readonly Scalar[] = scalars) {
    this.#place = place;
    this.#prng = prng;
    this.#fields = fields;
  }

  /** Does one thing on a random side. */
  act(mayDelete: boolean): void {
    this.edits += 1;
    const roll = this.#prng.below(100);
    const side: Side = this.#prng.fraction() < 0.5 ? "highlevel" : "incident";
    if (roll < 4) return side === "highlevel" ? this.#createContact() : this.#createEntry();
    const records = side === "highlevel" ? this.#contacts() : this.#entries();
    if (records.length === 0) return;
    const record = this.#prng.pick(records);
    if (roll < 7 && mayDelete) return this.#delete(side, String(record["id"]));
    if (roll < 27) return this.#tag(side, record);
    this.#set(side, record, this.#prng.pick(this.#fields), roll < 33);
  }

  #contacts(): readonly Raw[] {
    return this.#place.highlevel.control.contacts(this.#place.highlevel.locationId);
  }

  #entries(): readonly Raw[] {
    const type = this.#contactType();
    return type === null ? [] : this.#place.incident.control.entries(type);
  }

  #contactType(): string | null {
    return this.#place.incident.control.types().find(({ type_name: name }) => name.includes("HighLevelContact"))?.id ?? null;
  }

  /** One number for both records of a pair, so that both sides draw from the same values. */
  #numberOf(side: Side, record: Raw): number {
    const external = record["external_id"];
    const key = side === "incident" && typeof external === "string" ? (external.split(":").at(-1) ?? "") : String(record["id"]);
    const known = this.#numbers.get(key) ?? 100 + this.#numbers.size;
    this.#numbers.set(key, known);
    return known;
  }

  #set(side: Side, record: Raw, field: Scalar, clears: boolean): void {
    const variant = String(this.#prng.below(VARIANTS));
    const number = String(this.#numberOf(side, record));
    const values: Readonly<Record<Scalar, string>> = {
      website: `https://site-${number}-${variant}.example.com/`,
      phone: `+1202555${number}${variant}`,
      custom_plan: `Plan ${variant}`,
      fullName: `Person${number} Variant${variant}`,
      email: `person.${number}.${variant}@example.com`,
    };
    const value = clears && (field === "website" || field === "custom_plan") ? null : values[field];
    const id = String(record["id"]);
    if (side === "highlevel") this.#place.highlevel.control.editContact(id, this.#body(field, value));
    else if (field === "fullName") this.#place.incident.control.editEntry(id, value, {});
    else this.#place.incident.control.editEntry(id, null, { [`hw_${field}`]: value });
  }

  #body(field: Scalar, value: string | null): Raw {
    if (field === "custom_plan") {
      const plan = this.#place.highlevel.control.customFields().find(({ name }) => name === "Plan");
      return { customFields: [{ id: plan?.id ?? "", field_value: value ?? "" }] };
    }
    if (field !== "fullName") return { [field]: value ?? "" };
    const [firstName, lastName] = (value ?? "").split(" ");
    return { firstName, lastName };
  }

  #tag(side: Side, record: Raw): void {
    const had = side === "highlevel" ? ((record["tags"] as readonly string[] | undefined) ?? []) : tagsOfEntry(record);
    const tag = this.#prng.pick(tags);
    const next = had.includes(tag) ? had.filter((other) => other !== tag) : [...had, tag];
    if (side === "highlevel") this.#place.highlevel.control.setTags(String(record["id"]), next);
    else this.#place.incident.control.editEntry(String(record["id"]), null, { hw_tags: next });
  }

  #createContact(): void {
    const number = String((this.#made += 1));
    this.#place.highlevel.control.createContact({ firstName: "New", lastName: `Contact${number}`, email: `new.${number}@example.com` });
  }

  #createEntry(): void {
    const type = this.#contactType();
    const number = String((this.#made += 1));
    if (type !== null) this.#place.incident.control.createEntry(type, `New Entry${number}`, { hw_email: `entry.${number}@example.com` });
  }

  #delete(side: Side, id: string): void {
    if (side === "highlevel") this.#place.highlevel.control.deleteContact(id);
    else this.#place.incident.control.archiveEntry(id);
  }
}
