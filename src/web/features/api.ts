import { contactDetail, contactPage, type ContactDetail, type ContactPage, type ContactStatus } from "#contract/contacts.ts";
import { problem, type Problem } from "#contract/problem.ts";
import { statusView, type StatusView } from "#contract/status.ts";
import { text } from "../i18n/text.ts";

/** A refused or failed request, with what to do next. */
export class ApiProblem extends Error {
  readonly problem: Problem | null;

  constructor(found: Problem | null) {
    super(found?.detail ?? text("error.offline"));
    this.name = "ApiProblem";
    this.problem = found;
  }
}

async function request(path: string, init?: RequestInit): Promise<unknown> {
  const response = await fetch(`/api/v1${path}`, init).catch(() => {
    throw new ApiProblem(null);
  });
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body;
  const parsed = problem.safeParse(body);
  throw new ApiProblem(parsed.success ? parsed.data : null);
}

const post = (path: string, body: unknown): Promise<unknown> =>
  request(path, { method: "POST", headers: { "content-type": "application/json", "x-highwire-request": "1" }, body: JSON.stringify(body) });

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

export const fetchContact = async (id: string): Promise<ContactDetail> => contactDetail.parse(await request(`/contacts/${encodeURIComponent(id)}`));
export const fetchStatus = async (): Promise<StatusView> => statusView.parse(await request("/status"));
export const resolveConflict = (id: string, choose: "left" | "right" | "both"): Promise<unknown> =>
  post(`/conflicts/${encodeURIComponent(id)}/resolve`, { choose });
export const syncContact = (id: string): Promise<unknown> => post(`/contacts/${encodeURIComponent(id)}/sync`, {});
