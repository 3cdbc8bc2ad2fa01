import type { SandboxRequest, SandboxResponse } from "../kit/http-app.ts";
import { refuse, type Token } from "./access.ts";
import { applyWrite, readShape, storedPhone, storedTags, writable, type StoredContact } from "./contact.ts";
import { listContacts, searchContacts } from "./search.ts";
import type { HighLevelState } from "./state.ts";

type Body = Readonly<Record<string, unknown>>;
export interface RouteCall {
  readonly state: HighLevelState;
  readonly request: SandboxRequest;
  readonly token: Token;
  readonly body: Body;
  /** Path parameters in order. */
  readonly params: readonly string[];
}

/** The success flag: live answers under the dated versions carry both spellings; v3 keeps the old one as a deprecated twin. */
const succeeded = { succeded: true, succeeded: true };

const traceId = (state: HighLevelState): string => state.prng.text(24, "0123456789abcdef");

export function search({ state, body, token }: RouteCall): SandboxResponse {
  return otherLocation(token, body["locationId"]) ?? searchContacts(state, body);
}

export function list({ state, request, token }: RouteCall): SandboxResponse {
  return otherLocation(token, request.query.get("locationId")) ?? listContacts(state, request.query);
}

export function duplicate({ state, request, token }: RouteCall): SandboxResponse {
  const locationId = request.query.get("locationId");
  if (locationId === null) return refuse(422, ["locationId must be a string"]);
  const wrong = otherLocation(token, locationId);
  if (wrong !== null) return wrong;
  const email = request.query.get("email")?.trim().toLowerCase();
  const phone = request.query.get("number");
  const found =
    (email ? state.contacts.find(locationId, "email", email) : undefined) ??
    (phone ? state.contacts.find(locationId, "phone", storedPhone(phone, countryOf(state, locationId))) : undefined);
  return { status: 200, body: { contact: found === undefined ? null : readShape(found), traceId: traceId(state) } };
}

export function read(call: RouteCall): SandboxResponse {
  return withContact(call, (contact) => ({ status: 200, body: { contact: readShape(contact), traceId: traceId(call.state) } }));
}

export function create(call: RouteCall): SandboxResponse {
  const { state, body } = call;
  const bad = checkBody(call, "create");
  if (bad !== null) return bad;
  const locationId = String(body["locationId"]);
  const hit = state.quirks.allowDuplicateContact ? null : findMatch(state, locationId, body);
  if (hit !== null) {
    const { contact, by } = hit;
    const contactName = [contact.firstName, contact.lastName].join(" ").trim();
    return refuse(400, "This location does not allow duplicated contacts.", { meta: { contactId: contact.id, contactName, matchingField: by } });
  }
  const contact = insert(state, locationId, body, call.token);
  return { status: 201, body: { contact: readShape(contact), traceId: traceId(state) } };
}

/** Matches by e-mail first, then phone; the second key's value is dropped when another contact holds it, still with 200. */
export function upsert(call: RouteCall): SandboxResponse {
  const { state, body } = call;
  const bad = checkBody(call, "upsert");
  if (bad !== null) return bad;
  const locationId = String(body["locationId"]);
  const hit = body["createNewIfDuplicateAllowed"] === true && state.quirks.allowDuplicateContact ? null : findMatch(state, locationId, body);
  if (hit === null) return { status: 200, body: { new: true, contact: readShape(insert(state, locationId, body, call.token)), traceId: traceId(state) } };
  const { locationId: _location, gender: _gender, createNewIfDuplicateAllowed: _flag, ...changes } = body;
  const phone = typeof changes["phone"] === "string" ? storedPhone(changes["phone"], countryOf(state, locationId)) : null;
  const phoneOwner = phone === null ? undefined : state.contacts.find(locationId, "phone", phone);
  const kept = phoneOwner !== undefined && phoneOwner.id !== hit.contact.id ? { ...changes, phone: hit.contact.phone } : changes;
  change(state, hit.contact, kept);
  return { status: 200, body: { new: false, contact: readShape(hit.contact), traceId: traceId(state) } };
}

export function update(call: RouteCall): SandboxResponse {
  const bad = unknownKeys(call.body, writable.update);
  if (bad !== null) return bad;
  return withContact(call, (contact) => {
    change(call.state, contact, call.body);
    return { status: 200, body: { ...succeeded, contact: readShape(contact), traceId: traceId(call.state) } };
  });
}

export function remove(call: RouteCall): SandboxResponse {
  return withContact(call, (contact) => {
    deleteContact(call.state, contact);
    return { status: 200, body: { ...succeeded, traceId: traceId(call.state) } };
  });
}

export function addTags(call: RouteCall): SandboxResponse {
  return changeTags(call, 201, "tagsAdded", (had, named) => [...had, ...named.filter((tag) => !had.includes(tag))]);
}

export function removeTags(call: RouteCall): SandboxResponse {
  return changeTags(call, 200, "tagsRemoved", (had, named) => had.filter((tag) => !named.includes(tag)));
}

function changeTags(call: RouteCall, status: number, word: string, next: (had: readonly string[], named: readonly string[]) => string[]): SandboxResponse {
  const { tags } = call.body;
  if (!Array.isArray(tags) || tags.some((tag) => typeof tag !== "string")) return refuse(422, ["tags must be an array", "each value in tags must be a string"]);
  const named = storedTags(tags);
  return withContact(call, (contact) => {
    const wanted = next(contact.tags, named);
    const changed = wanted.length !== contact.tags.length;
    if (changed) setTags(call.state, contact, wanted);
    return { status, body: { tags: contact.tags, [word]: changed ? named : [], traceId: traceId(call.state) } };
  });
}

/** Sets tags as any writer does: defines unknown ones, and tells. */
export function setTags(state: HighLevelState, contact: StoredContact, tags: string[]): void {
  state.contacts.save(contact, (stored) => {
    stored.tags = tags;
  });
  for (const name of tags) defineTag(state, contact.locationId, name);
  state.webhooks.contact("ContactTagUpdate", contact);
}

export function defineTag(state: HighLevelState, locationId: string, name: string): void {
  const key = `${locationId}:${name}`;
  if (!state.tagNames.has(key)) state.tagNames.set(key, { id: state.prng.text(20, "abcdefghijklmnopqrstuvwxyz0123456789"), name, locationId });
}

/** A new contact, however it comes about, with its event. */
export function insert(state: HighLevelState, locationId: string, body: Body, token: Token | null): StoredContact {
  const contact = state.contacts.blank(locationId);
  const { locationId: _location, createNewIfDuplicateAllowed: _flag, ...fields } = body;
  const country = countryOf(state, locationId);
  state.contacts.save(contact, (stored) => {
    applyWrite(stored, fields, { country, truncateNamesAt: state.quirks.truncateNamesAt }, state.quirks.clearByNull);
    stored.rest["country"] ??= country;
    if (token !== null) stored.rest["createdBy"] = { source: "INTEGRATION", channel: "OAUTH", sourceId: "sandbox" };
  });
  for (const name of contact.tags) defineTag(state, locationId, name);
  state.webhooks.contact("ContactCreate", contact);
  return contact;
}

/** A change, however it comes about, with its event. */
export function change(state: HighLevelState, contact: StoredContact, body: Body): void {
  const tagsBefore = contact.tags.join();
  state.contacts.save(contact, (stored) =>
    applyWrite(stored, body, { country: countryOf(state, contact.locationId), truncateNamesAt: state.quirks.truncateNamesAt }, state.quirks.clearByNull),
  );
  state.webhooks.contact("ContactUpdate", contact);
  if (contact.tags.join() !== tagsBefore) state.webhooks.contact("ContactTagUpdate", contact);
  if ("dnd" in body) state.webhooks.contact("ContactDndUpdate", contact);
}

export function deleteContact(state: HighLevelState, contact: StoredContact): void {
  state.contacts.remove(contact);
  state.lingering.set(contact.id, contact);
  state.webhooks.contact("ContactDelete", contact);
}

// ── checks ───────────────────────────────────────────────────────────────────────────────────────────────────────

function checkBody(call: RouteCall, operation: "create" | "upsert"): SandboxResponse | null {
  const { body, token } = call;
  const bad = unknownKeys(body, writable[operation]);
  if (bad !== null) return bad;
  if (typeof body["locationId"] !== "string") return refuse(422, ["locationId must be a string"]);
  const wrong = otherLocation(token, body["locationId"]);
  if (wrong !== null) return wrong;
  const told = ["email", "phone", "firstName", "lastName", "name"].some((key) => typeof body[key] === "string" && body[key] !== "");
  // Recorded live: HTTP 400 whose body says 422.
  return told ? null : { status: 400, body: { statusCode: 422, message: ["Contact must have an email, a phone or a name"], error: "Unprocessable Entity" } };
}

function unknownKeys(body: Body, allowed: ReadonlySet<string>): SandboxResponse | null {
  const unknown = Object.keys(body).filter((key) => !allowed.has(key));
  if (unknown.length > 0) return refuse(422, unknown.map((key) => `property ${key} should not exist`));
  if (typeof body["email"] === "string" && body["email"] !== "" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(body["email"])) return refuse(422, ["email must be an email"]);
  return null;
}

export function otherLocation(token: Token, locationId: unknown): SandboxResponse | null {
  if (token.locationId === null) return refuse(401, "This AuthClass is not yet supported for this route");
  return locationId === token.locationId ? null : refuse(403, "The token does not have access to this location.");
}

function withContact(call: RouteCall, work: (contact: StoredContact) => SandboxResponse): SandboxResponse {
  const id = call.params[0] ?? "";
  const contact = call.state.contacts.get(id);
  if (contact === undefined) return refuse(400, `Contact not found for id:${id}`);
  return otherLocation(call.token, contact.locationId) ?? work(contact);
}

function findMatch(state: HighLevelState, locationId: string, body: Body): { contact: StoredContact; by: "email" | "phone" } | null {
  const email = typeof body["email"] === "string" ? body["email"].trim().toLowerCase() : "";
  const byEmail = email === "" ? undefined : state.contacts.find(locationId, "email", email);
  if (byEmail !== undefined) return { contact: byEmail, by: "email" };
  const phone = typeof body["phone"] === "string" && body["phone"] !== "" ? storedPhone(body["phone"], countryOf(state, locationId)) : "";
  const byPhone = phone === "" ? undefined : state.contacts.find(locationId, "phone", phone);
  return byPhone === undefined ? null : { contact: byPhone, by: "phone" };
}

export const countryOf = (state: HighLevelState, locationId: string): string => state.locations.get(locationId)?.country ?? "US";
