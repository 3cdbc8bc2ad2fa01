import type { SandboxResponse } from "../kit/http-app.ts";
import { gateLocation, refuse } from "./access.ts";
import type { StoredContact } from "./contact.ts";
import type { RouteCall } from "./route-call.ts";
import type { HighLevelState } from "./state.ts";

/** The answer to an id of nothing, outside of contacts and what belongs to them. */
export const missing = (state: HighLevelState, kind: string, id: string): SandboxResponse =>
  refuse(state.quirks.missingStatus, `${kind} with id ${id} not found`);

/** Tasks and notes answer a missing record with 400 and a body of their own (facts, section 7). */
export const missingOfContact = (kind: string, id: string): SandboxResponse => ({ status: 400, body: { error: `${kind} with id ${id} not found` } });

/** Runs with the contact whose tasks, notes … the path names first. */
export function ofContact(call: RouteCall, work: (contact: StoredContact) => SandboxResponse): SandboxResponse {
  const { state, token, params } = call;
  const id = params[0] ?? "";
  const contact = state.contacts.get(id);
  if (contact !== undefined) return gateLocation(state, token, contact.locationId) ?? work(contact);
  return gateLocation(state, token, token.locationId) ?? { status: 400, body: { error: `Contact with id ${id} not found`, status: 400 } };
}

/** Rows from `skip` on, `limit` at most. A page above the most is refused, not cut (facts, section 5). */
export function pageOf<Row>(
  rows: readonly Row[],
  asked: { readonly skip: unknown; readonly limit: unknown },
  size: { readonly usual: number; readonly most: number },
): { readonly page: readonly Row[] } | { readonly refusal: SandboxResponse } {
  const [skip, limit] = [Number(asked.skip ?? 0), Number(asked.limit ?? size.usual)];
  if (!Number.isInteger(skip) || skip < 0) return { refusal: refuse(422, ["skip must not be less than 0"]) };
  if (!Number.isInteger(limit) || limit < 1) return { refusal: refuse(422, ["limit must not be less than 1"]) };
  if (limit > size.most) return { refusal: refuse(400, `limit must not be greater than ${String(size.most)}`) };
  return { page: rows.slice(skip, skip + limit) };
}
