import type { SandboxResponse } from "../../kit/http-app.ts";
import { gateLocation, refuse } from "../access.ts";
import { missing, pageOf } from "../answers.ts";
import { checkShape, email, filledText, nullable, optional, required, text, texts, type Shape } from "../body-shape.ts";
import { fullName, readShape } from "../contact.ts";
import { route, type Route } from "../route.ts";
import type { RouteCall } from "../route-call.ts";
import { traceId } from "../state.ts";
import { changeBusiness, deleteBusiness, insertBusiness, setBusiness } from "./business-edits.ts";
import { businessFields, businessShape, type StoredBusiness } from "./business.ts";

const MAX_PAGE = 100;
/** Ids of one bulk call (documents). */
const MAX_IDS = 50;
const changes: Shape = {
  name: optional(filledText),
  ...Object.fromEntries(businessFields.map((key) => [key, optional(key === "email" ? email : text)])),
};
const creation: Shape = { ...changes, name: required(filledText), locationId: required(filledText) };
const membership: Shape = { locationId: required(filledText), ids: required(texts), businessId: nullable(filledText) };

export const businessRoutes: readonly Route[] = [
  route("GET /businesses/", "businesses.readonly", list),
  route("POST /businesses/", "businesses.write", create),
  route("GET /businesses/{businessId}", "businesses.readonly", read),
  route("PUT /businesses/{businessId}", "businesses.write", update),
  route("DELETE /businesses/{businessId}", "businesses.write", remove),
  // No scope is declared for it (facts, section 3).
  route("POST /contacts/bulk/business", null, setMembership),
  route("GET /contacts/business/{businessId}", "contacts.readonly", contactsOf),
];

function list({ state, token, request }: RouteCall): SandboxResponse {
  const { query } = request;
  if (query.get("locationId") === null) return refuse(422, ["locationId must be a string"]);
  const wrong = gateLocation(state, token, query.get("locationId"));
  if (wrong !== null) return wrong;
  const businesses = [...state.businesses.values()].filter(({ locationId }) => locationId === token.locationId);
  const rows = pageOf(businesses, { skip: query.get("skip"), limit: query.get("limit") }, { usual: MAX_PAGE, most: MAX_PAGE });
  return "refusal" in rows ? rows.refusal : { status: 200, body: { businesses: rows.page.map(businessShape), traceId: traceId(state) } };
}

function create(call: RouteCall): SandboxResponse {
  const { state, token, body } = call;
  const bad = checkShape(body, creation, state.quirks.takesUndocumentedNull) ?? gateLocation(state, token, body["locationId"]);
  return bad ?? written(call, 201, insertBusiness(state, String(body["locationId"]), body));
}

function read(call: RouteCall): SandboxResponse {
  return withBusiness(call, (business) => ({ status: 200, body: { business: businessShape(business), traceId: traceId(call.state) } }));
}

function update(call: RouteCall): SandboxResponse {
  const bad = checkShape(call.body, changes, call.state.quirks.takesUndocumentedNull);
  if (bad !== null) return bad;
  return withBusiness(call, (business) => {
    changeBusiness(call.state, business, call.body);
    return written(call, 200, business);
  });
}

function remove(call: RouteCall): SandboxResponse {
  return withBusiness(call, (business) => {
    deleteBusiness(call.state, business);
    return { status: 200, body: { success: true } };
  });
}

/** Contacts of other locations and unknown ones are passed over: the answer names those that were changed. */
function setMembership({ state, token, body }: RouteCall): SandboxResponse {
  const bad = checkShape(body, membership) ?? (body["businessId"] === undefined ? refuse(422, ["businessId must be a string"]) : null);
  if (bad !== null) return bad;
  const wrong = gateLocation(state, token, body["locationId"]);
  if (wrong !== null) return wrong;
  const [ids, businessId] = [body["ids"] as readonly string[], body["businessId"] as string | null];
  if (ids.length > MAX_IDS) return refuse(422, [`ids must contain no more than ${String(MAX_IDS)} elements`]);
  if (businessId !== null && state.businesses.get(businessId)?.locationId !== token.locationId) return missing(state, "Business", businessId);
  const known = ids.filter((id) => state.contacts.get(id)?.locationId === token.locationId);
  for (const id of known) setBusiness(state, id, businessId);
  return { status: 200, body: { success: true, ids: known } };
}

function contactsOf(call: RouteCall): SandboxResponse {
  const { state, token, request } = call;
  const { query } = request;
  if (query.get("locationId") === null) return refuse(422, ["locationId must be a string"]);
  const wrong = gateLocation(state, token, query.get("locationId"));
  if (wrong !== null) return wrong;
  return withBusiness(call, ({ id }) => {
    const sought = (query.get("query") ?? "").toLowerCase();
    const found = [...state.contacts.all()].filter(
      (contact) => contact.businessId === id && `${fullName(contact)} ${contact.email ?? ""}`.toLowerCase().includes(sought),
    );
    const rows = pageOf(found, { skip: query.get("skip"), limit: query.get("limit") }, { usual: 25, most: MAX_PAGE });
    if ("refusal" in rows) return rows.refusal;
    // A count is documented and was never seen live (facts, section 5).
    return { status: 200, body: { contacts: rows.page.map(memberShape), traceId: traceId(state) } };
  });
}

const memberFields = ["id", "locationId", "email", "timezone", "country", "source", "dateAdded", "customFields", "tags", "businessId"];

function memberShape(contact: Parameters<typeof readShape>[0]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(readShape(contact)).filter(([key]) => memberFields.includes(key)));
}

function withBusiness(call: RouteCall, work: (business: StoredBusiness) => SandboxResponse): SandboxResponse {
  const { state, token, params } = call;
  const id = params[0] ?? "";
  const business = state.businesses.get(id);
  if (business === undefined) return gateLocation(state, token, token.locationId) ?? missing(state, "Business", id);
  return gateLocation(state, token, business.locationId) ?? work(business);
}

/** `buiseness` is the vendor's spelling. */
const written = ({ state }: RouteCall, status: number, business: StoredBusiness): SandboxResponse => ({
  status,
  body: { success: true, buiseness: businessShape(business), traceId: traceId(state) },
});
