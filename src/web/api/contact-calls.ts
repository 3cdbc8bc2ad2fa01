import {
  bulkAnswer,
  contactAnswer,
  contactAround,
  revealed,
  timelinePage,
  type ContactAnswer,
  type ContactAround,
  type Revealed,
  type TimelinePage,
} from "#contract/contact-360.ts";
import type { ContactFilter } from "#contract/contact-filter.ts";
import { contactDetail, contactPage, type ContactDetail, type ContactPage, type ContactSummary } from "#contract/contacts.ts";
import { post, request } from "./request.ts";

/** Rows of one window of the table. */
export const WINDOW = 100;

function choiceOf({ q, status, flow, incidents, sort }: ContactFilter): URLSearchParams {
  const query = new URLSearchParams({ sort: sort ?? "name" });
  if (q !== undefined && q !== "") query.set("search", q);
  if (status !== undefined) query.set("status", status);
  if (flow !== undefined) query.set("flow", flow);
  if (incidents !== undefined) query.set("incidents", incidents);
  return query;
}

export async function fetchContacts(filter: ContactFilter, window: number): Promise<ContactPage> {
  const query = choiceOf(filter);
  query.set("limit", String(WINDOW));
  query.set("offset", String(window * WINDOW));
  return contactPage.parse(await request(`/contacts?${query.toString()}`));
}

export const findContacts = async (q: string): Promise<readonly ContactSummary[]> =>
  contactPage.pick({ contacts: true }).parse(await request(`/find?q=${encodeURIComponent(q)}`)).contacts;

/** Address of the same contacts as CSV. */
export const exportAddress = (filter: ContactFilter): string => `/api/v1/contacts/export?${choiceOf(filter).toString()}`;

export const askWhy = async (question: string): Promise<ContactAnswer> =>
  contactAnswer.parse(await request(`/contacts/why?${new URLSearchParams({ q: question }).toString()}`));
export const syncContacts = async (ids: readonly string[]): Promise<number> => bulkAnswer.parse(await post("/contacts/sync", { ids })).asked;

const one = (id: string): string => `/contacts/${encodeURIComponent(id)}`;
export const fetchContact = async (id: string): Promise<ContactDetail> => contactDetail.parse(await request(one(id)));
export const fetchAround = async (id: string): Promise<ContactAround> => contactAround.parse(await request(`${one(id)}/around`));
export async function fetchTimeline(id: string, entities: readonly string[], before: string | null): Promise<TimelinePage> {
  const query = new URLSearchParams({ limit: "40" });
  if (entities.length > 0) query.set("entities", entities.join(","));
  if (before !== null) query.set("before", before);
  return timelinePage.parse(await request(`${one(id)}/timeline?${query.toString()}`));
}
export const resolveConflict = (id: string, choose: "left" | "right" | "both"): Promise<unknown> =>
  post(`/conflicts/${encodeURIComponent(id)}/resolve`, { choose });
export const syncContact = (id: string): Promise<unknown> => post(`${one(id)}/sync`);
export const pauseContact = (id: string, paused: boolean): Promise<unknown> => post(`${one(id)}/${paused ? "pause" : "resume"}`);
export const revealContact = async (id: string): Promise<Revealed> => revealed.parse(await post(`${one(id)}/reveal`));
export const completeTask = (id: string): Promise<unknown> => post(`${one(id)}/complete`);
