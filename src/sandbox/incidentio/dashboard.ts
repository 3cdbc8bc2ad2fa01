import { must } from "#lib/must.ts";
import type { CatalogEntry, CatalogType, StoredValue } from "./catalog-store.ts";
import { mayPersonWrite } from "./catalog-values.ts";
import { addCustomField, type FieldValues } from "./custom-fields.ts";
import { changeIncident, openIncident, type IncidentChange } from "./incident-changes.ts";
import type { Incident, IncidentMode, Visibility } from "./incident-store.ts";
import { samplePerson } from "./sample-data.ts";
import type { IncidentState } from "./state.ts";
import { postUpdate } from "./updates/incident-update.ts";

/** A person, or a test, asked for something that the dashboard does not allow. */
export class RefusedByDashboard extends Error {
  constructor(reason: string) {
    super(`sandbox: ${reason}`);
    this.name = "RefusedByDashboard";
  }
}

/** Texts by attribute id; null, an empty text and an empty list clear. */
export type EditedValues = Readonly<Record<string, StoredValue | null>>;

export interface IncidentEdit {
  readonly name?: string;
  readonly summary?: string | null;
  /** Name of a status or severity; a person may move a status anywhere, also back. */
  readonly status?: string;
  readonly severity?: string;
  /** Ids of the catalog entries that the affected-contacts field names; the list replaces. */
  readonly entries?: readonly string[];
  /** Values of other custom fields by the field's name: a text, or the value of an option. Null clears. */
  readonly fields?: Readonly<Record<string, string | null>>;
  /** E-mail address of the incident lead. */
  readonly lead?: string;
}

/** What a person tells of an incident. */
export interface IncidentTelling extends Pick<IncidentEdit, "status" | "severity"> {
  readonly message?: string;
}

/** What a person says of a new incident beyond its name. */
export interface IncidentOpening extends Omit<IncidentEdit, "name" | "entries"> {
  readonly mode?: IncidentMode;
}

/** Edits as a person makes them in the dashboard. Edits of the catalog send no event, because the vendor has none. */
export class Dashboard {
  readonly #state: IncidentState;
  #seeded = 0;

  constructor(state: IncidentState) {
    this.#state = state;
  }

  createEntry(typeId: string, name: string, values: EditedValues): string {
    const type = must(this.#state.catalog.types.get(typeId), `type ${typeId}`);
    this.#refuseLocked(type, values);
    return this.#state.catalog.addEntry({ typeId, name, externalId: null, aliases: [], rank: null, values: edited({}, values) }).id;
  }

  editEntry(id: string, name: string | null, values: EditedValues): void {
    const { entry, type } = this.#live(id);
    this.#refuseLocked(type, values);
    this.#state.catalog.change(entry, (stored) => {
      stored.name = name ?? stored.name;
      stored.values = edited(stored.values, values);
    });
  }

  /** Writes, or with null clears, what the entry is known by elsewhere; aliases stay unless they are given. */
  identifyEntry(id: string, externalId: string | null, aliases?: readonly string[]): void {
    const { entry, type } = this.#live(id);
    this.#refuseLocked(type, {});
    const owner = externalId === null ? undefined : this.#state.catalog.byExternalId(type.id, externalId);
    if (owner !== undefined && owner.id !== id) throw new RefusedByDashboard("another entry has that external id");
    this.#state.catalog.change(entry, (stored) => {
      stored.externalId = externalId;
      stored.aliases = aliases ?? stored.aliases;
    });
  }

  archiveEntry(id: string): void {
    const { entry, type } = this.#live(id);
    this.#refuseLocked(type, {});
    this.#state.catalog.archive(entry);
  }

  /** Adds invented people without external ids. E-mail and phone go where an attribute's name asks for them. */
  seedEntries(count: number, typeId: string): readonly string[] {
    const type = must(this.#state.catalog.types.get(typeId), `type ${typeId}`);
    const idOf = (pattern: RegExp): string | undefined =>
      type.schema.attributes.find((attribute) => !attribute.array && pattern.test(attribute.name))?.id;
    const [email, phone] = [idOf(/e-?mail/iu), idOf(/phone/iu)];
    return Array.from({ length: count }, () => {
      const person = samplePerson(this.#state.prng, this.#seeded++);
      const values = { ...(email !== undefined && { [email]: person.email }), ...(phone !== undefined && { [phone]: person.phone }) };
      return this.#state.catalog.addEntry({ typeId, name: person.name, externalId: null, aliases: [], rank: null, values }).id;
    });
  }

  deleteType(typeId: string): void {
    this.#state.catalog.removeType(must(this.#state.catalog.types.get(typeId), `type ${typeId}`).id);
  }

  addIncident(name: string, entries: readonly string[], visibility: Visibility, { mode, ...more }: IncidentOpening): string {
    const change = this.#changeOf({ ...more, entries });
    return openIncident(this.#state, { ...change, name, visibility, ...(mode !== undefined && { mode }) }).id;
  }

  editIncident(id: string, edit: IncidentEdit): void {
    changeIncident(this.#state, this.#incident(id), this.#changeOf(edit));
  }

  postUpdate(id: string, { message, ...names }: IncidentTelling): string {
    const { statusId, severityId } = this.#changeOf(names);
    return postUpdate(this.#state, this.#incident(id), { message, statusId, severityId: severityId ?? undefined }).id;
  }

  mergeIncident(id: string, intoId: string): void {
    const { statusId } = this.#changeOf({ status: "Merged" });
    postUpdate(this.#state, this.#incident(id), { statusId, mergedIntoId: this.#incident(intoId).id });
  }

  #incident(id: string): Incident {
    return must(this.#state.incidents.find(id), `incident ${id}`);
  }

  #changeOf(edit: IncidentEdit): IncidentChange {
    const { organisation } = this.#state;
    const named = <Row extends { readonly id: string; readonly name: string }>(rows: readonly Row[], name: string): string =>
      must(
        rows.find((row) => row.name === name),
        name,
      ).id;
    const lead = organisation.users.find(({ email }) => email === edit.lead);
    const role = organisation.roles.find(({ roleType }) => roleType === "lead");
    return {
      ...(edit.name !== undefined && { name: edit.name }),
      ...(edit.summary !== undefined && { summary: edit.summary }),
      ...(edit.status !== undefined && { statusId: named(organisation.statuses, edit.status) }),
      ...(edit.severity !== undefined && { severityId: named(organisation.severities, edit.severity) }),
      ...(edit.lead !== undefined && { assigned: { [must(role, "a lead's role").id]: must(lead, `a user with the address ${edit.lead}`).id } }),
      values: { ...(edit.entries !== undefined && this.#affected(edit.entries)), ...this.#fieldValues(edit.fields ?? {}) },
    };
  }

  #fieldValues(fields: Readonly<Record<string, string | null>>): FieldValues {
    const read = Object.entries(fields).map(([name, text]): [string, readonly string[]] => {
      const field = must(
        this.#state.organisation.customFields.find((known) => known.name === name),
        `a custom field called ${name}`,
      );
      if (text === null || !field.fieldType.endsWith("select")) return [field.id, text === null ? [] : [text]];
      const option = field.options.find(({ value }) => value === text);
      return [field.id, [must(option, `an option ${text}`).id]];
    });
    return Object.fromEntries(read);
  }

  /** Values of the field that names entries of one catalog type; makes the field when there is none yet. */
  #affected(entries: readonly string[]): Readonly<Record<string, readonly string[]>> {
    const { organisation, catalog } = this.#state;
    const typeId = entries[0] === undefined ? null : must(catalog.entry(entries[0]), "a catalog entry").typeId;
    const selects = organisation.customFields.filter(({ catalogTypeId, fieldType }) => fieldType === "multi_select" && catalogTypeId !== null);
    const field = selects.find(({ catalogTypeId }) => typeId === null || catalogTypeId === typeId);
    if (field !== undefined) return { [field.id]: entries };
    return typeId === null
      ? {}
      : { [addCustomField(this.#state, { name: "Affected contacts", fieldType: "multi_select", catalogTypeId: typeId }).id]: entries };
  }

  #live(id: string): { readonly entry: CatalogEntry; readonly type: CatalogType } {
    const entry = must(this.#state.catalog.entry(id), `entry ${id}`);
    if (entry.archivedAt !== null) throw new RefusedByDashboard("the entry is archived");
    return { entry, type: must(this.#state.catalog.types.get(entry.typeId), "its type") };
  }

  #refuseLocked(type: CatalogType, values: EditedValues): void {
    if (type.sourceRepoUrl !== null) throw new RefusedByDashboard("the type is managed in a repository and cannot be edited here");
    for (const id of Object.keys(values)) {
      const attribute = type.schema.attributes.find((known) => known.id === id);
      if (attribute === undefined) throw new RefusedByDashboard(`the type has no attribute ${id}`);
      if (!mayPersonWrite(attribute, this.#state.quirks))
        throw new RefusedByDashboard(`attributes of mode ${attribute.mode} are not edited here: ${id}`);
    }
  }
}

function edited(before: Readonly<Record<string, StoredValue>>, values: EditedValues): Record<string, StoredValue> {
  const after = new Map<string, StoredValue>(Object.entries(before));
  for (const [id, value] of Object.entries(values)) {
    if (value === null || value.length === 0) after.delete(id);
    else after.set(id, value);
  }
  return Object.fromEntries(after);
}
