import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Send } from "../send.ts";

const contact = z.looseObject({
  id: z.string(),
  tags: z.array(z.string()).nullish(),
  customFields: z.array(z.looseObject({ id: z.string() })).nullish(),
  dateUpdated: z.string().nullish(),
});
export type ContactJson = z.infer<typeof contact>;

const single = z.looseObject({ contact });
const page = z.looseObject({ contacts: z.array(contact.extend({ searchAfter: z.array(z.unknown()).nullish() })), total: z.number().nullish() });
const match = z.looseObject({ contact: contact.nullish() });

export interface ContactSearch {
  readonly pageLimit: number;
  readonly sort: { readonly field: string; readonly direction: "asc" | "desc" };
  readonly updatedSince: string | null;
  readonly searchAfter: readonly unknown[] | null;
}

/** Contacts of one location. */
export interface ContactsResource {
  read(id: string, call: CallOptions): Promise<ContactJson>;
  search(query: ContactSearch, call: CallOptions): Promise<z.infer<typeof page>>;
  findDuplicate(by: { readonly email: string } | { readonly number: string }, call: CallOptions): Promise<ContactJson | null>;
  upsert(body: Readonly<Record<string, unknown>>, call: CallOptions): Promise<ContactJson>;
  update(id: string, body: Readonly<Record<string, unknown>>, call: CallOptions): Promise<ContactJson>;
  remove(id: string, call: CallOptions): Promise<void>;
  addTags(id: string, tags: readonly string[], call: CallOptions): Promise<void>;
  removeTags(id: string, tags: readonly string[], call: CallOptions): Promise<void>;
}

export function contactsResource(send: Send, locationId: string): ContactsResource {
  const answer = z.unknown();
  const at = (contactId: string): { readonly path: { readonly contactId: string } } => ({ path: { contactId } });
  return {
    read: async (id, call) => (await send("contacts.read", { ...at(id), answer: single }, call)).contact,
    search: (query, call) => send("contacts.search", { path: {}, body: searchBody(locationId, query), answer: page }, call),
    findDuplicate: async (by, call) =>
      (await send("contacts.duplicate", { path: {}, query: { locationId, ...by }, answer: match }, call)).contact ?? null,
    upsert: async (body, call) => (await send("contacts.upsert", { path: {}, body: { locationId, ...body }, answer: single }, call)).contact,
    update: async (id, body, call) => (await send("contacts.update", { ...at(id), body, answer: single }, call)).contact,
    remove: async (id, call) => void (await send("contacts.delete", { ...at(id), answer }, call)),
    addTags: async (id, tags, call) => void (await send("contacts.tags.add", { ...at(id), body: { tags }, answer }, call)),
    removeTags: async (id, tags, call) => void (await send("contacts.tags.remove", { ...at(id), body: { tags }, answer }, call)),
  };
}

function searchBody(locationId: string, search: ContactSearch): Readonly<Record<string, unknown>> {
  return {
    locationId,
    pageLimit: search.pageLimit,
    sort: [search.sort],
    ...(search.updatedSince !== null && { filters: [{ field: "dateUpdated", operator: "range", value: { gte: search.updatedSince } }] }),
    ...(search.searchAfter !== null && { searchAfter: search.searchAfter }),
  };
}
