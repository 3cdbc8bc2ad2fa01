import { clears, textOf, type Body } from "../contact-write.ts";
import { newId, type HighLevelState } from "../state.ts";
import { businessFields, type StoredBusiness } from "./business.ts";

/** A new business, however it comes about. `name` must be there. */
export function insertBusiness(state: HighLevelState, locationId: string, body: Body): StoredBusiness {
  const at = stamp(state);
  const business: StoredBusiness = { id: newId(state.prng), locationId, name: "", createdAt: at, updatedAt: at };
  changeBusiness(state, business, body);
  state.businesses.set(business.id, business);
  return business;
}

export function changeBusiness(state: HighLevelState, business: StoredBusiness, body: Body): void {
  const { quirks } = state;
  if (textOf(body["name"], quirks) !== "") business.name = textOf(body["name"], quirks);
  for (const key of businessFields) {
    if (!(key in body)) continue;
    const text = textOf(body[key], quirks);
    if (text !== "") business[key] = text;
    else if (clears(body[key], quirks)) delete business[key];
  }
  business.updatedAt = stamp(state);
}

/** Its contacts stay and belong to none. */
export function deleteBusiness(state: HighLevelState, { id }: StoredBusiness): void {
  state.businesses.delete(id);
  for (const contact of state.contacts.all()) if (contact.businessId === id) setBusiness(state, contact.id, null);
}

/** Puts a contact into a business or takes it out; moves the contact's dateUpdated and, as no event speaks of businesses, sends none. */
export function setBusiness(state: HighLevelState, contactId: string, businessId: string | null): void {
  const contact = state.contacts.get(contactId);
  if (contact === undefined) return;
  state.contacts.save(contact, (stored) => {
    if (businessId === null) delete stored.businessId;
    else stored.businessId = businessId;
  });
}

const stamp = ({ clock, quirks }: HighLevelState): string => new Date(clock.now() + quirks.clockSkewMs).toISOString();
