import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Send } from "../send.ts";

const business = z.looseObject({ id: z.string(), name: z.string(), updatedAt: z.string().nullish() });
export type BusinessJson = z.infer<typeof business>;
const single = z.looseObject({ business });
/** The vendor's spelling. */
const written = z.looseObject({ buiseness: business });
const list = z.looseObject({ businesses: z.array(business) });
const members = z.looseObject({ contacts: z.array(z.looseObject({ id: z.string() })) });

export interface BusinessWrite {
  readonly name?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly website?: string;
  readonly address?: string;
  readonly city?: string;
  readonly state?: string;
  readonly postalCode?: string;
  readonly country?: string;
  readonly description?: string;
}

/** Rows from `skip` on; a short page is the end. */
export interface Place {
  readonly limit: number;
  readonly skip: number;
}

/** Businesses: no events speak of them, so they are swept (facts, section 8). */
export interface BusinessesResource {
  /** 100 at most. */
  list(place: Place, call: CallOptions): Promise<readonly BusinessJson[]>;
  read(id: string, call: CallOptions): Promise<BusinessJson>;
  create(draft: BusinessWrite & Required<Pick<BusinessWrite, "name">>, call: CallOptions): Promise<BusinessJson>;
  update(id: string, changes: BusinessWrite, call: CallOptions): Promise<BusinessJson>;
  remove(id: string, call: CallOptions): Promise<void>;
  /** Contacts of a business, 100 at most. */
  contacts(id: string, place: Place, call: CallOptions): Promise<z.infer<typeof members>["contacts"]>;
  /** Puts contacts into a business, or with null takes them out of theirs. 50 at most; the answer names no reason for those it passed over. */
  setContacts(contactIds: readonly string[], businessId: string | null, call: CallOptions): Promise<void>;
}

export function businessesResource(send: Send, locationId: string): BusinessesResource {
  const at = (businessId: string): { readonly path: { readonly businessId: string } } => ({ path: { businessId } });
  const query = ({ limit, skip }: Place): Readonly<Record<string, string>> => ({ locationId, limit: String(limit), skip: String(skip) });
  return {
    list: async (place, call) => (await send("businesses.list", { path: {}, query: query(place), answer: list }, call)).businesses,
    read: async (id, call) => (await send("businesses.read", { ...at(id), answer: single }, call)).business,
    create: async (draft, call) => (await send("businesses.create", { path: {}, body: { locationId, ...draft }, answer: written }, call)).buiseness,
    update: async (id, body, call) => (await send("businesses.update", { ...at(id), body, answer: written }, call)).buiseness,
    remove: async (id, call) => void (await send("businesses.delete", { ...at(id), answer: z.unknown() }, call)),
    contacts: async (id, place, call) => (await send("businesses.contacts", { ...at(id), query: query(place), answer: members }, call)).contacts,
    setContacts: async (ids, businessId, call) =>
      void (await send("businesses.set-contacts", { path: {}, body: { locationId, ids, businessId }, answer: z.unknown() }, call)),
  };
}
