import { contactDetail, contactPage, type ContactDetail, type ContactPage, type ContactSummary, type ContactStatus } from "#contract/contacts.ts";
import { post, request } from "./request.ts";

export interface ContactFilter {
  readonly search: string;
  readonly status: ContactStatus | null;
}

export async function fetchContacts(filter: ContactFilter, after: string | null): Promise<ContactPage> {
  const query = new URLSearchParams({ limit: "200", sort: "name" });
  if (filter.search !== "") query.set("search", filter.search);
  if (filter.status !== null) query.set("status", filter.status);
  if (after !== null) query.set("after", after);
  return contactPage.parse(await request(`/contacts?${query.toString()}`));
}

export const findContacts = async (q: string): Promise<readonly ContactSummary[]> =>
  contactPage.pick({ contacts: true }).parse(await request(`/find?q=${encodeURIComponent(q)}`)).contacts;
export const fetchContact = async (id: string): Promise<ContactDetail> => contactDetail.parse(await request(`/contacts/${encodeURIComponent(id)}`));
export const resolveConflict = (id: string, choose: "left" | "right" | "both"): Promise<unknown> =>
  post(`/conflicts/${encodeURIComponent(id)}/resolve`, { choose });
export const syncContact = (id: string): Promise<unknown> => post(`/contacts/${encodeURIComponent(id)}/sync`);
