import type { SandboxResponse } from "../kit/http-app.ts";
import { gateLocation, refuse } from "./access.ts";
import { checkContactBody, checkIdentity, type ContactWrite } from "./body-rules.ts";
import { change, countryOf, deleteContact, insert } from "./contact-edits.ts";
import { fullName, readShape, type StoredContact } from "./contact.ts";
import { storedPhone, type Body } from "./contact-write.ts";
import { succeeded, type RouteCall } from "./route-call.ts";
import { traceId, type HighLevelState } from "./state.ts";

export function duplicate({ state, request, token }: RouteCall): SandboxResponse {
  const locationId = request.query.get("locationId");
  if (locationId === null) return refuse(422, ["locationId must be a string"]);
  const wrong = gateLocation(state, token, locationId);
  if (wrong !== null) return wrong;
  const hit = findMatch(state, locationId, { email: request.query.get("email") ?? "", phone: request.query.get("number") ?? "" });
  return { status: 200, body: { ...(hit !== null && { contact: readShape(hit.contact) }), traceId: traceId(state) } };
}

export function read(call: RouteCall): SandboxResponse {
  return withContact(call, (contact) => answer(call, 200, contact));
}

/** Shows the contact like a read, but for the time zone. */
export function create(call: RouteCall): SandboxResponse {
  const { state, body, token } = call;
  const bad = checkWrite(call, "create");
  if (bad !== null) return bad;
  const locationId = String(body["locationId"]);
  const hit = state.quirks.allowDuplicateContact ? null : findMatch(state, locationId, body);
  if (hit !== null) {
    const { contact, by } = hit;
    return refuse(400, "This location does not allow duplicated contacts.", {
      meta: { contactId: contact.id, contactName: fullName(contact), matchingField: by },
    });
  }
  const { timezone: _leftOut, ...created } = readShape(insert(state, locationId, body, token));
  return { status: state.quirks.createStatus, body: { contact: created, traceId: traceId(state) } };
}

/** Matches in the location's order of keys; the other key's value is dropped when another contact holds it, still with 200. */
export function upsert(call: RouteCall): SandboxResponse {
  const { state, body, token } = call;
  const bad = checkWrite(call, "upsert");
  if (bad !== null) return bad;
  const locationId = String(body["locationId"]);
  const wantsNew = body["createNewIfDuplicateAllowed"] === true && state.quirks.allowDuplicateContact;
  const hit = wantsNew ? null : findMatch(state, locationId, body);
  if (hit === null) return answer(call, 200, insert(state, locationId, body, token), { new: true });
  // Recorded: on a contact that exists, gender is ignored.
  const { gender: _gender, ...changes } = body;
  const other = hit.by === "email" ? "phone" : "email";
  const owner = ownerOf(state, locationId, other, body);
  const { [other]: _taken, ...rest } = changes;
  change(state, hit.contact, owner !== undefined && owner.id !== hit.contact.id ? rest : changes, token);
  return answer(call, 200, hit.contact, { new: false });
}

export function update(call: RouteCall): SandboxResponse {
  const bad = checkContactBody(call.body, "update");
  if (bad !== null) return bad;
  return withContact(call, (contact) => {
    const taken = takenBy(call.state, contact, call.body);
    if (taken !== null) return taken;
    change(call.state, contact, call.body, call.token);
    return answer(call, 200, contact, succeeded(call));
  });
}

export function remove(call: RouteCall): SandboxResponse {
  return withContact(call, (contact) => {
    deleteContact(call.state, contact, call.token);
    return { status: 200, body: { ...succeeded(call), traceId: traceId(call.state) } };
  });
}

/** Runs with the contact that the path names. A missing one is 400, not 404 (facts, section 13). */
export function withContact(call: RouteCall, work: (contact: StoredContact) => SandboxResponse): SandboxResponse {
  const id = call.params[0] ?? "";
  const contact = call.state.contacts.get(id);
  if (contact === undefined) return gateLocation(call.state, call.token, call.token.locationId) ?? refuse(400, `Contact not found for id:${id}`);
  return gateLocation(call.state, call.token, contact.locationId) ?? work(contact);
}

function answer({ state }: RouteCall, status: number, contact: StoredContact, more: Body = {}): SandboxResponse {
  return { status, body: { ...more, contact: readShape(contact), traceId: traceId(state) } };
}

function checkWrite({ state, body, token }: RouteCall, write: Exclude<ContactWrite, "update">): SandboxResponse | null {
  const bad = checkContactBody(body, write);
  if (bad !== null) return bad;
  if (typeof body["locationId"] !== "string") return refuse(422, ["locationId must be a string"]);
  return gateLocation(state, token, body["locationId"]) ?? checkIdentity(body);
}

/** The first contact that the location's match keys find, in their order. */
function findMatch(
  state: HighLevelState,
  locationId: string,
  body: Body,
): { readonly contact: StoredContact; readonly by: "email" | "phone" } | null {
  for (const by of state.quirks.duplicateOrder) {
    const contact = ownerOf(state, locationId, by, body);
    if (contact !== undefined) return { contact, by };
  }
  return null;
}

function ownerOf(state: HighLevelState, locationId: string, key: "email" | "phone", body: Body): StoredContact | undefined {
  const value = body[key];
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const stored = key === "email" ? value.trim().toLowerCase() : storedPhone(value, countryOf(state, locationId), state.quirks.phoneFormat);
  return state.contacts.find(locationId, key, stored);
}

/** An update to an e-mail or phone that another contact holds is refused like a create, where duplicates are not allowed. */
function takenBy(state: HighLevelState, contact: StoredContact, body: Body): SandboxResponse | null {
  if (state.quirks.allowDuplicateContact || !state.quirks.refusesTakenKeys) return null;
  for (const key of state.quirks.duplicateOrder) {
    const owner = ownerOf(state, contact.locationId, key, body);
    if (owner === undefined || owner.id === contact.id) continue;
    return refuse(400, "This location does not allow duplicated contacts.", {
      meta: { contactId: owner.id, contactName: fullName(owner), matchingField: key },
    });
  }
  return null;
}
