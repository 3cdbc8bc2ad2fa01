import type { Body } from "../contact-write.ts";

export const businessFields = ["phone", "email", "website", "address", "city", "postalCode", "state", "country", "description"] as const;
type Fields = { [Name in (typeof businessFields)[number]]?: string };

/** A company that contacts belong to. There are no events about businesses (facts, section 8). */
export interface StoredBusiness extends Fields {
  readonly id: string;
  readonly locationId: string;
  name: string;
  readonly createdAt: string;
  updatedAt: string;
}

export function businessShape(business: StoredBusiness): Body {
  const told = Object.fromEntries(businessFields.flatMap((key) => (business[key] === undefined ? [] : [[key, business[key]]])));
  const { id, locationId, name, createdAt, updatedAt } = business;
  return { id, locationId, name, ...told, createdAt, updatedAt };
}
