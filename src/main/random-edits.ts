import type { Prng } from "#sandbox/kit/prng.ts";
import { sampleContacts, type SampleContact } from "#sandbox/highlevel/sample-contacts.ts";
import type { Sandboxes } from "./sandbox-bridge.ts";

/** What an invented person has just done. */
export interface DoneEdit {
  readonly kind: "edit" | "create" | "conflict";
  readonly side: "highlevel" | "incident" | "both";
  /** Canonical names of the fields; empty for a create. */
  readonly fields: readonly string[];
}

/** Chances out of 100, in this order; the rest are edits in incident.io. */
export interface EditMix {
  readonly highlevelEdit: number;
  readonly highlevelCreate: number;
  readonly incidentCreate: number;
  readonly conflict: number;
}

/** First number of invented people, far above those of the sample data, so that no e-mail or phone repeats. */
const FIRST = 1_000_000;
const editable = ["fullName", "email", "phone", "website", "tags", "custom_plan", "custom_seats"] as const;
type EditableField = (typeof editable)[number];

/** Edits records in both sandboxes as people would in the vendors' pages; the same seed gives the same edits. */
export class RandomEdits {
  readonly #sandboxes: Sandboxes;
  readonly #prng: Prng;
  readonly #typeId: () => string | null;
  readonly #fieldIds: ReadonlyMap<string, string>;
  #count = 0;

  constructor(sandboxes: Sandboxes, prng: Prng, typeId: () => string | null) {
    this.#sandboxes = sandboxes;
    this.#prng = prng;
    this.#typeId = typeId;
    this.#fieldIds = new Map(sandboxes.highlevel.control.customFields().map(({ name, id }) => [name, id]));
  }

  /** One random edit; null when there is nothing yet that could be edited. */
  next(mix: EditMix): DoneEdit | null {
    const roll = this.#prng.below(100);
    if (roll < mix.highlevelEdit) return this.#edit("highlevel");
    if (roll < mix.highlevelEdit + mix.highlevelCreate) return this.#createContact();
    if (roll < mix.highlevelEdit + mix.highlevelCreate + mix.incidentCreate) return this.#createEntry();
    if (roll < mix.highlevelEdit + mix.highlevelCreate + mix.incidentCreate + mix.conflict) return this.conflict();
    return this.#edit("incident");
  }

  /** The same field gets two different values at the same moment. */
  conflict(): DoneEdit | null {
    const pair = this.#pick("incident");
    const contactId = pair === null ? null : this.#contactOf(pair.entry);
    if (pair === null || contactId === null) return null;
    const field = this.#prng.pick(["fullName", "phone", "website"] as const);
    this.#editContact(contactId, field);
    this.#editEntry(pair.entry, field);
    return { kind: "conflict", side: "both", fields: [field] };
  }

  #edit(side: "highlevel" | "incident"): DoneEdit | null {
    const picked = this.#pick(side);
    if (picked === null) return null;
    const field = this.#prng.pick(editable);
    if (side === "highlevel") this.#editContact(picked.id, field);
    else this.#editEntry(picked.entry, field);
    return { kind: "edit", side, fields: [field] };
  }

  #pick(side: "highlevel" | "incident"): { readonly id: string; readonly entry: Entry } | null {
    if (side === "highlevel") {
      const contacts = this.#sandboxes.highlevel.control.contacts();
      return contacts.length === 0 ? null : { id: String(this.#prng.pick(contacts)["id"]), entry: {} };
    }
    const typeId = this.#typeId();
    const entries = typeId === null ? [] : this.#sandboxes.incident.control.entries(typeId);
    if (entries.length === 0) return null;
    const entry = this.#prng.pick(entries);
    return { id: String(entry["id"]), entry };
  }

  #contactOf(entry: Entry): string | null {
    const external = entry["external_id"];
    return typeof external === "string" ? (external.split(":").at(-1) ?? null) : null;
  }

  #editContact(id: string, field: EditableField): void {
    const { control } = this.#sandboxes.highlevel;
    const person = this.#person();
    if (field === "tags") {
      const contact = control.contacts().find((candidate) => candidate["id"] === id);
      control.setTags(id, this.#changedTags((contact?.["tags"] as readonly string[] | undefined) ?? []));
      return;
    }
    const custom = (name: string, value: unknown): object => ({ customFields: [{ id: this.#fieldIds.get(name) ?? "", field_value: value }] });
    const bodies: Readonly<Record<Exclude<EditableField, "tags">, () => object>> = {
      fullName: () => ({ firstName: person.firstName, lastName: person.lastName }),
      email: () => ({ email: person.email }),
      phone: () => ({ phone: person.phone }),
      website: () => ({ website: this.#website() }),
      custom_plan: () => custom("Plan", this.#plan()),
      custom_seats: () => custom("Seats", 1 + this.#prng.below(9_999)),
    };
    control.editContact(id, bodies[field]() as Readonly<Record<string, unknown>>);
  }

  #editEntry(entry: Entry, field: EditableField): void {
    const { control } = this.#sandboxes.incident;
    const id = String(entry["id"]);
    const person = this.#person();
    if (field === "fullName") return control.editEntry(id, `${person.firstName} ${person.lastName}`, {});
    const values: Readonly<Record<Exclude<EditableField, "fullName">, () => Readonly<Record<string, string | readonly string[]>>>> = {
      email: () => ({ hw_email: person.email }),
      phone: () => ({ hw_phone: person.phone ?? "" }),
      website: () => ({ hw_website: this.#website() }),
      tags: () => ({ hw_tags: this.#changedTags(tagsOf(entry)) }),
      custom_plan: () => ({ hw_custom_plan: this.#plan() }),
      custom_seats: () => ({ hw_custom_seats: String(1 + this.#prng.below(9_999)) }),
    };
    control.editEntry(id, null, values[field]());
  }

  #createContact(): DoneEdit {
    const { firstName, lastName, email, phone, companyName, tags } = this.#person();
    this.#sandboxes.highlevel.control.createContact({ firstName, lastName, email, phone, tags, ...(companyName !== null && { companyName }) });
    return { kind: "create", side: "highlevel", fields: [] };
  }

  #createEntry(): DoneEdit | null {
    const typeId = this.#typeId();
    if (typeId === null) return null;
    const { firstName, lastName, email, phone } = this.#person();
    this.#sandboxes.incident.control.createEntry(typeId, `${firstName} ${lastName}`, { hw_email: email, ...(phone !== null && { hw_phone: phone }) });
    return { kind: "create", side: "incident", fields: [] };
  }

  /** Somebody new, whose e-mail and phone nobody else has. */
  #person(): SampleContact & { readonly phone: string | null } {
    const [person] = sampleContacts(this.#prng, 1, FIRST + this.#count);
    this.#count += 1;
    return person as SampleContact;
  }

  #changedTags(tags: readonly string[]): readonly string[] {
    if (tags.length > 1 && this.#prng.fraction() < 0.5) return tags.toSpliced(this.#prng.below(tags.length), 1);
    return [...tags, `wave-${String(this.#count)}`];
  }

  #website(): string {
    return `https://site-${String(this.#count)}.example.com/`;
  }

  #plan(): string {
    return `${this.#prng.pick(["Starter", "Growth", "Enterprise"])} ${String(this.#count)}`;
  }
}

type Entry = Readonly<Record<string, unknown>>;

function tagsOf(entry: Entry): readonly string[] {
  const values = entry["attribute_values"] as Readonly<Record<string, { readonly array_value?: readonly { readonly label?: string }[] }>> | undefined;
  return (values?.["hw_tags"]?.array_value ?? []).flatMap(({ label }) => label ?? []);
}
