import { must } from "#lib/must.ts";
import type { Body } from "../contact-write.ts";
import type { HighLevelState } from "../state.ts";
import { changeBusiness, deleteBusiness, insertBusiness, setBusiness } from "./business-edits.ts";
import { businessShape, type StoredBusiness } from "./business.ts";

/** What a person does with businesses in the vendor's pages. */
export interface BusinessControl {
  /** Returns the id. */
  createBusiness(name: string, body?: Body, locationId?: string): string;
  /** A body as for an update through the API. */
  editBusiness(id: string, body: Body): void;
  deleteBusiness(id: string): void;
  /** Null takes the contact out of its business. */
  setBusiness(contactId: string, businessId: string | null): void;
  /** The truth of all locations, or of one. */
  businesses(locationId?: string): readonly Body[];
}

export function businessControl(state: HighLevelState, firstLocation: string): BusinessControl {
  const business = (id: string): StoredBusiness => must(state.businesses.get(id), `business ${id}`);
  return {
    createBusiness: (name, body = {}, locationId = firstLocation) => insertBusiness(state, locationId, { ...body, name }).id,
    editBusiness: (id, body) => changeBusiness(state, business(id), body),
    deleteBusiness: (id) => deleteBusiness(state, business(id)),
    setBusiness: (contactId, businessId) =>
      setBusiness(state, must(state.contacts.get(contactId), `contact ${contactId}`).id, businessId === null ? null : business(businessId).id),
    businesses: (locationId) =>
      [...state.businesses.values()].filter((stored) => locationId === undefined || stored.locationId === locationId).map(businessShape),
  };
}
