import type { Bridge } from "#core/bridge.ts";
import { ATTRIBUTE, CUSTOM_FIELD, isMappedEntity, namePlace, type Place, type PlaceType } from "#core/mapping/places.ts";
import { wordOf } from "#core/mapping/word-of.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import { mappedLeftPlaces, mappedRightPlaces } from "#engine/mapping/known-places.ts";
import type { NewAttribute, PlacesPort } from "#engine/mapping/places-port.ts";
import { idAttributeOf } from "#vendors/incidentio/canonical-entry.ts";
import type { TypeJson } from "#vendors/incidentio/client.ts";
import { addAttribute, findEntryType, isEntryEntity, type EntryEntity } from "#vendors/incidentio/entry-type.ts";
import { ifPermitted } from "#vendors/highlevel/probe.ts";
import { clientsOf } from "./bridge-sides.ts";
import type { VendorParts } from "./vendor-clients.ts";
import { HighwireError } from "#core/errors.ts";

const person: CallOptions = { priority: "person" };

/** What mappings are made between: HighLevel's custom fields and the attributes of the bridge's type, read live. */
export function createMappingPlaces(parts: VendorParts): PlacesPort {
  return {
    async placesOf(bridge) {
      const { highlevel, incident } = await clientsOf(parts, bridge);
      const entity = entityOf(bridge);
      const [custom, type] = await Promise.all([
        entity === "contact" ? ifPermitted(() => highlevel.locations.customFields(person)) : [],
        findEntryType(incident, { entity, locationId: bridge.locationId }),
      ]);
      return {
        left: custom === null ? mappedLeftPlaces(bridge) : [...mappedLeftPlaces({ ...bridge, fields: [] }), ...custom.map(customPlace)],
        right: type === null ? mappedRightPlaces(bridge) : attributesOf(type, entity),
        withheld: custom === null,
      };
    },
    async addAttribute(bridge, wish) {
      const { incident } = await clientsOf(parts, bridge);
      const { random, log } = parts.ports;
      const id = attributeIdFor(wish);
      await addAttribute({ client: incident, random, log }, { ...bridge, entity: entityOf(bridge) }, { id, name: wish.label, ...shapes[wish.type] });
      return `${ATTRIBUTE}${id}`;
    },
  };
}

function entityOf({ entity }: Bridge): EntryEntity {
  if (isMappedEntity(entity) && isEntryEntity(entity)) return entity;
  throw new HighwireError("HW_INVARIANT", { operation: "mapping", detail: `${entity} has no entries` });
}

/** Types of custom fields (facts, section 6). What a file or a list of boxes holds is no value that can be told elsewhere. */
const customTypes: Readonly<Record<string, PlaceType>> = {
  TEXT: "text",
  LARGE_TEXT: "text",
  NUMERICAL: "number",
  MONETORY: "number",
  PHONE: "phone",
  EMAIL: "email",
  DATE: "date",
  SINGLE_OPTIONS: "text",
  RADIO: "text",
  CHECKBOX: "list",
  MULTIPLE_OPTIONS: "list",
};

/** What people may write into a custom field is free, so it is personal until somebody says otherwise (P2). */
const customPlace = ({
  id,
  name,
  dataType,
}: {
  readonly id: string;
  readonly name: string;
  readonly dataType?: string | null | undefined;
}): Place => ({
  place: `${CUSTOM_FIELD}${id}`,
  label: name,
  type: customTypes[dataType ?? ""] ?? "other",
  ...(typeof dataType === "string" && { vendorType: dataType }),
  custom: true,
  personal: true,
});

const attributeTypes: Readonly<Record<string, PlaceType>> = { String: "text", Text: "rich-text", Number: "number", Bool: "boolean" };

/** Attributes that incident.io derives itself hold nothing that could be written, and one holds our own marker. */
function attributesOf({ schema }: TypeJson, entity: EntryEntity): readonly Place[] {
  const derived = new Set(["backlink", "path", "dynamic"]);
  const own = schema.attributes.filter(({ id, mode }) => id !== idAttributeOf({ entity }) && !derived.has(mode ?? ""));
  return [
    namePlace,
    ...own.map(({ id, name, type, array }): Place => {
      const known = attributeTypes[type] ?? "other";
      return {
        place: `${ATTRIBUTE}${id}`,
        label: name,
        type: array ? (known === "text" ? "list" : "other") : known,
        vendorType: array ? `${type}[]` : type,
      };
    }),
  ];
}

const shapes: Readonly<Record<NewAttribute["type"], { readonly type: string; readonly array: boolean }>> = {
  text: { type: "String", array: false },
  number: { type: "Number", array: false },
  boolean: { type: "Bool", array: false },
  list: { type: "String", array: true },
};

/** Attribute ids may be of our choice; the type is part of it, so that a name can be used again for another one. */
const attributeIdFor = ({ label, type }: NewAttribute): string => `hw_own_${wordOf(label)}${type === "text" ? "" : `_${type}`}`;
