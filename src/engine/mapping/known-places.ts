import type { Entity } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { FieldMap } from "#core/mapping/field-map.ts";
import { highlevelPlaces, isMappedEntity, namePlace, type Place, type PlaceType } from "#core/mapping/places.ts";
import type { PlacesPort } from "./places-port.ts";

const types: Readonly<Record<FieldMap["kind"], PlaceType>> = {
  text: "text",
  name: "text",
  email: "text",
  phone: "text",
  url: "text",
  date: "text",
  number: "number",
  boolean: "boolean",
  set: "list",
};

/** What of a mapping names a place on one side. */
type Naming<Side extends "left" | "right"> = readonly Pick<FieldMap, Side | "label" | "kind">[];

/** The places of HighLevel that need no look: its own, and custom fields as far as the mapping names them. */
export function mappedLeftPlaces({ entity, fields }: { readonly entity: Entity; readonly fields: Naming<"left"> }): readonly Place[] {
  const own = isMappedEntity(entity) ? highlevelPlaces[entity] : [];
  const others = fields.filter(({ left }) => own.every(({ place }) => place !== left));
  return [
    ...own,
    ...others.map(({ left, label, kind }): Place => ({ place: left, label, type: kind === "set" ? "list" : kind, custom: true, personal: true })),
  ];
}

/** The attributes that the mapping names, as they are made at the first load. */
export function mappedRightPlaces({ fields }: { readonly fields: Naming<"right"> }): readonly Place[] {
  const attributes = fields.filter(({ right }) => right !== namePlace.place);
  return [namePlace, ...attributes.map(({ right, label, kind }): Place => ({ place: right, label, type: types[kind] }))];
}

/** What is known without asking the vendors. */
export const knownPlaces: PlacesPort = {
  placesOf: (bridge) => Promise.resolve({ left: mappedLeftPlaces(bridge), right: mappedRightPlaces(bridge), withheld: false }),
  addAttribute: () =>
    Promise.reject(new HighwireError("HW_NOT_CONNECTED", { detail: "attributes are made at incident.io, which cannot be reached from here" })),
};
