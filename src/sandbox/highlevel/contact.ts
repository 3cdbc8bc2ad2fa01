import { filled } from "./editor.ts";

/** Value of one custom field of one contact. Reads never carry the key. */
export interface CustomFieldValue {
  readonly id: string;
  readonly value: unknown;
}

/** A contact as the sandbox keeps it: only keys that are set. */
export interface StoredContact {
  readonly id: string;
  readonly locationId: string;
  firstName?: string;
  lastName?: string;
  email?: string;
  phone?: string;
  companyName?: string;
  /** The business that the contact belongs to. */
  businessId?: string;
  /** Ids of users who follow it. */
  followers?: readonly string[];
  tags: string[];
  customFields: CustomFieldValue[];
  dateAdded: string;
  dateUpdated: string;
  /** Marks contacts that an integration created; updates leave no mark. */
  createdBy?: { readonly source: string; readonly channel: string; readonly sourceId: string };
  /** Other plain properties: address1, city, website, source, timezone, dnd … */
  rest: Record<string, unknown>;
}

export const fullName = (contact: StoredContact): string => [contact.firstName, contact.lastName].filter((part) => part !== undefined).join(" ");

/** Shape of reads by id, creates, updates and upserts: only the keys that are set. */
export function readShape(contact: StoredContact): Record<string, unknown> {
  const name = fullName(contact);
  return {
    id: contact.id,
    locationId: contact.locationId,
    type: "lead",
    ...(contact.firstName !== undefined && { firstName: contact.firstName, firstNameLowerCase: contact.firstName.toLowerCase() }),
    ...(contact.lastName !== undefined && { lastName: contact.lastName, lastNameLowerCase: contact.lastName.toLowerCase() }),
    ...(name !== "" && { fullNameLowerCase: name.toLowerCase() }),
    ...(contact.email !== undefined && { email: contact.email, emailLowerCase: contact.email }),
    ...(contact.phone !== undefined && { phone: contact.phone }),
    ...(contact.companyName !== undefined && { companyName: contact.companyName }),
    ...(contact.businessId !== undefined && { businessId: contact.businessId }),
    ...contact.rest,
    ...(contact.createdBy !== undefined && { createdBy: contact.createdBy }),
    tags: contact.tags,
    customFields: contact.customFields,
    additionalEmails: [],
    additionalPhones: [],
    dateAdded: contact.dateAdded,
    dateUpdated: contact.dateUpdated,
  };
}

const orNull = (value: unknown): unknown => value ?? null;

/** Shape of a search row: nulls spelled out, `address` for `address1`, a lower-cased display name, a cursor on the row. */
export function searchShape(contact: StoredContact, searchAfter: readonly unknown[]): Record<string, unknown> {
  const { rest } = contact;
  const plain = Object.fromEntries(
    ["city", "state", "country", "postalCode", "website", "timezone", "source", "dateOfBirth", "assignedTo", "dnd", "dndSettings"].map((key) => [
      key,
      orNull(rest[key]),
    ]),
  );
  return {
    id: contact.id,
    locationId: contact.locationId,
    firstName: orNull(contact.firstName),
    lastName: orNull(contact.lastName),
    firstNameLowerCase: orNull(contact.firstName?.toLowerCase()),
    lastNameLowerCase: orNull(contact.lastName?.toLowerCase()),
    contactName: fullName(contact).toLowerCase() || null,
    email: orNull(contact.email),
    phone: orNull(contact.phone),
    phoneLabel: null,
    companyName: orNull(contact.companyName),
    businessName: orNull(contact.companyName),
    businessId: orNull(contact.businessId),
    ...plain,
    address: orNull(rest["address1"]),
    tags: contact.tags,
    customFields: contact.customFields,
    additionalEmails: [],
    additionalPhones: [],
    followers: contact.followers ?? [],
    type: "lead",
    dateAdded: contact.dateAdded,
    dateUpdated: contact.dateUpdated,
    searchAfter,
  };
}

const plainInEvents = ["address1", "city", "state", "country", "postalCode", "website", "source", "dateOfBirth", "dnd", "assignedTo"] as const;

/** Body of a contact event: flat, empty fields left out, a fixed list of fields without dateUpdated (facts, section 8). */
export function eventShape(contact: StoredContact): Record<string, unknown> {
  return filled({
    id: contact.id,
    firstName: contact.firstName,
    lastName: contact.lastName,
    name: fullName(contact),
    email: contact.email,
    phone: contact.phone,
    companyName: contact.companyName,
    ...Object.fromEntries(plainInEvents.map((key) => [key, contact.rest[key]])),
    tags: contact.tags,
    customFields: contact.customFields,
    dateAdded: contact.dateAdded,
  });
}
