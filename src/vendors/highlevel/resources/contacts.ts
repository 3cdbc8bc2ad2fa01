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
const tagged = z.looseObject({ tags: z.array(z.string()).nullish() });
const match = z.looseObject({ contact: contact.nullish() });

export interface ContactSearch {
  readonly pageLimit: number;
  readonly sort: { readonly field: string; readonly direction: "asc" | "desc" };
  readonly updatedSince: string | null;
  /** Only contacts that carry one of these tags, or one that contains one of these texts. */
  readonly tagged?: { readonly exactly: readonly string[]; readonly containing: readonly string[] };
  readonly searchAfter: readonly unknown[] | null;
}

/** Shows whether contacts can be read. */
export const anyContact: ContactSearch = {
  pageLimit: 1,
  sort: { field: "dateUpdated", direction: "desc" },
  updatedSince: null,
  searchAfter: null,
};

/** Contacts of one location. */
export interface ContactsResource {
  read(id: string, call: CallOptions): Promise<ContactJson>;
  search(query: ContactSearch, call: CallOptions): Promise<z.infer<typeof page>>;
  findDuplicate(by: { readonly email: string } | { readonly number: string }, call: CallOptions): Promise<ContactJson | null>;
  upsert(body: Readonly<Record<string, unknown>>, call: CallOptions): Promise<ContactJson>;
  update(id: string, body: Readonly<Record<string, unknown>>, call: CallOptions): Promise<ContactJson>;
  remove(id: string, call: CallOptions): Promise<void>;
  /** Both resolve with all tags that the contact has then; null when the answer does not show them. */
  addTags(id: string, tags: readonly string[], call: CallOptions): Promise<readonly string[] | null>;
  removeTags(id: string, tags: readonly string[], call: CallOptions): Promise<readonly string[] | null>;
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
    addTags: async (id, tags, call) => (await send("contacts.tags.add", { ...at(id), body: { tags }, answer: tagged }, call)).tags ?? null,
    removeTags: async (id, tags, call) => (await send("contacts.tags.remove", { ...at(id), body: { tags }, answer: tagged }, call)).tags ?? null,
  };
}

function searchBody(locationId: string, search: ContactSearch): Readonly<Record<string, unknown>> {
  const filters = filtersOf(search);
  return {
    locationId,
    pageLimit: search.pageLimit,
    sort: [search.sort],
    ...(filters.length > 0 && { filters }),
    ...(search.searchAfter !== null && { searchAfter: search.searchAfter }),
  };
}

function filtersOf({ updatedSince, tagged: by }: ContactSearch): readonly unknown[] {
  const since = updatedSince === null ? [] : [{ field: "dateUpdated", operator: "range", value: { gte: updatedSince } }];
  if (by === undefined) return since;
  const tests = [
    ...by.exactly.map((value) => ({ field: "tags", operator: "eq", value })),
    ...by.containing.map((value) => ({ field: "tags", operator: "contains", value })),
  ];
  return [...since, { group: "OR", filters: tests }];
}
