import type { Bridge, Entity, plainEntities } from "../bridge.ts";

/** Kinds of records whose mapping people choose: those that are entries of the catalog. What hangs on incidents is told in fixed words. */
export type MappedEntity = (typeof plainEntities)[number];

/** What a place holds, as far as it matters for what it may be paired with. */
export type PlaceType = "text" | "rich-text" | "name" | "email" | "phone" | "url" | "number" | "boolean" | "date" | "list" | "other";

/** Where a value can live on one side. */
export interface Place {
  /** As a mapping names it: `email`, `customField:<id>`, `name`, `attribute:<id>`. */
  readonly place: string;
  readonly label: string;
  readonly type: PlaceType;
  /** The vendor's own word for the type, where it has one. */
  readonly vendorType?: string;
  /** Defined by people, not by the vendor. */
  readonly custom?: true;
  /** Personal unless somebody says otherwise (P2). */
  readonly personal?: true;
  /** When Highwire may write it. Default: always. */
  readonly writable?: "on-create" | "never";
  /** The record cannot do without it. */
  readonly required?: true;
}

/** The customary name of a custom field's place. */
export const CUSTOM_FIELD = "customField:";
export const ATTRIBUTE = "attribute:";

const personal = true;
const required = true;

/** What HighLevel's records of each kind hold beside custom fields. Do-not-disturb is a record of consent: read, never written (P3). */
export const highlevelPlaces: Readonly<Record<MappedEntity, readonly Place[]>> = {
  contact: [
    { place: "fullName", label: "Name", type: "name", personal },
    { place: "email", label: "E-mail", type: "email", personal },
    { place: "phone", label: "Phone", type: "phone", personal },
    { place: "companyName", label: "Company", type: "text", writable: "on-create" },
    { place: "website", label: "Website", type: "url" },
    { place: "tags", label: "Tags", type: "list" },
    { place: "source", label: "Source", type: "text" },
    { place: "timezone", label: "Time zone", type: "text" },
    { place: "address1", label: "Street", type: "text", personal },
    { place: "city", label: "City", type: "text", personal },
    { place: "state", label: "State", type: "text", personal },
    { place: "postalCode", label: "Postal code", type: "text", personal },
    { place: "country", label: "Country", type: "text", personal },
    { place: "dateOfBirth", label: "Date of birth", type: "date", personal },
    { place: "dnd", label: "Do not disturb", type: "boolean", writable: "never" },
  ],
  task: [
    { place: "title", label: "Title", type: "text" },
    { place: "body", label: "Description", type: "text", personal },
    { place: "dueAt", label: "Due", type: "date" },
    { place: "completed", label: "Completed", type: "boolean" },
    { place: "assigneeId", label: "Assignee", type: "text", writable: "never" },
    { place: "contactId", label: "Contact", type: "text", writable: "never" },
  ],
  appointment: [
    { place: "title", label: "Title", type: "text", personal, writable: "never" },
    { place: "startAt", label: "Starts", type: "date", writable: "never" },
    { place: "endAt", label: "Ends", type: "date", writable: "never" },
    { place: "status", label: "Status", type: "text", writable: "never" },
    { place: "url", label: "Link", type: "url", writable: "never" },
    { place: "calendarId", label: "Calendar", type: "text", writable: "never" },
    { place: "contactId", label: "Contact", type: "text", writable: "never" },
  ],
  business: [
    { place: "name", label: "Name", type: "name", writable: "never" },
    { place: "phone", label: "Phone", type: "phone", writable: "never" },
    { place: "email", label: "E-mail", type: "email", writable: "never" },
    { place: "website", label: "Website", type: "url", writable: "never" },
  ],
};

/** The entry's own name, which incident.io cannot do without. */
export const namePlace: Place = { place: "name", label: "Name of the entry", type: "text", required };

/** Fields by which a record is known on both sides: their rows stay, and stay between these places. */
const keyFields: Readonly<Record<MappedEntity, readonly string[]>> = {
  contact: ["fullName", "email", "phone"],
  task: ["title", "dueAt", "completed"],
  appointment: ["title", "startAt", "status"],
  business: ["title"],
};

export const isMappedEntity = (entity: Entity): entity is MappedEntity => Object.hasOwn(keyFields, entity);

/** True for a field that a mapping cannot do without. */
export const isKeyField = ({ entity }: Pick<Bridge, "entity">, field: string): boolean => isMappedEntity(entity) && keyFields[entity].includes(field);

/** Whether Highwire may write there: `update` once the record is there, `create` when it makes it. */
export const mayWritePlace = ({ writable }: Pick<Place, "writable">, when: "create" | "update"): boolean =>
  writable === undefined || (writable === "on-create" && when === "create");

/** Both sides' places of one bridge. */
export interface Places {
  readonly left: readonly Place[];
  readonly right: readonly Place[];
}
