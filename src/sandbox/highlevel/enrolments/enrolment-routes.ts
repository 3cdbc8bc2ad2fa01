import type { SandboxResponse } from "../../kit/http-app.ts";
import { gateLocation, refuse } from "../access.ts";
import { missing, ofContact } from "../answers.ts";
import { checkShape, instant, optional, required, texts, type Shape } from "../body-shape.ts";
import { route, type Route } from "../route.ts";
import { succeeded, type RouteCall } from "../route-call.ts";
import { traceId } from "../state.ts";
import { enrolmentKey, type StoredEnrolment } from "./enrolment.ts";

const workflowBody: Shape = { eventStartTime: optional(instant) };
const followersBody: Shape = { followers: required(texts) };

export const enrolmentRoutes: readonly Route[] = [
  route("GET /workflows/", "workflows.readonly", workflows),
  route("GET /campaigns/", "campaigns.readonly", campaigns),
  route("POST /contacts/{contactId}/workflow/{workflowId}", "contacts.write", (call) => enrol(call, "workflow", 200)),
  route("DELETE /contacts/{contactId}/workflow/{workflowId}", "contacts.write", (call) => withdraw(call, "workflow")),
  route("DELETE /contacts/{contactId}/campaigns/removeAll", "contacts.write", withdrawAll),
  route("DELETE /contacts/{contactId}/campaigns/remove-all", "contacts.write", withdrawAll),
  route("POST /contacts/{contactId}/campaigns/{campaignId}", "contacts.write", (call) => enrol(call, "campaign", 201)),
  route("DELETE /contacts/{contactId}/campaigns/{campaignId}", "contacts.write", (call) => withdraw(call, "campaign")),
  route("POST /contacts/{contactId}/followers", "contacts.write", (call) => follow(call, 201)),
  route("DELETE /contacts/{contactId}/followers", "contacts.write", (call) => follow(call, 200)),
];

function workflows(call: RouteCall): SandboxResponse {
  return listed(call, "workflows", [...call.state.workflows.values()]);
}

function campaigns(call: RouteCall): SandboxResponse {
  const status = call.request.query.get("status");
  return listed(
    call,
    "campaigns",
    [...call.state.campaigns.values()].filter((campaign) => status === null || campaign.status === status),
  );
}

function listed({ state, token, request }: RouteCall, key: string, all: readonly { readonly locationId: string }[]): SandboxResponse {
  const asked = request.query.get("locationId");
  if (asked === null) return refuse(422, ["locationId must be a string"]);
  const own = all.filter(({ locationId }) => locationId === asked);
  return gateLocation(state, token, asked) ?? { status: 200, body: { [key]: own, traceId: traceId(state) } };
}

/** Twice is once: nothing says that a repeat is refused. */
function enrol(call: RouteCall, kind: StoredEnrolment["kind"], status: number): SandboxResponse {
  return withTarget(call, kind, (enrolment) => {
    call.state.enrolments.set(enrolmentKey(enrolment), enrolment);
    return done(call, status);
  });
}

function withdraw(call: RouteCall, kind: StoredEnrolment["kind"]): SandboxResponse {
  return withTarget(call, kind, (enrolment) => {
    call.state.enrolments.delete(enrolmentKey(enrolment));
    return done(call, 200);
  });
}

function withdrawAll(call: RouteCall): SandboxResponse {
  return ofContact(call, ({ id }) => {
    const { enrolments } = call.state;
    for (const [key, { contactId, kind }] of enrolments) if (contactId === id && kind === "campaign") enrolments.delete(key);
    return done(call, 200);
  });
}

/** Adds or takes away followers; the answer names all that are left and those that changed. */
function follow(call: RouteCall, status: 200 | 201): SandboxResponse {
  const bad = checkShape(call.body, followersBody);
  if (bad !== null) return bad;
  return ofContact(call, (contact) => {
    const named = [...new Set(call.body["followers"] as readonly string[])];
    const had = contact.followers ?? [];
    const isAdding = status === 201;
    const changed = named.filter((id) => had.includes(id) !== isAdding);
    const next = isAdding ? [...had, ...changed] : had.filter((id) => !changed.includes(id));
    if (changed.length > 0)
      call.state.contacts.save(contact, (stored) => {
        stored.followers = next;
      });
    return { status, body: { followers: next, [isAdding ? "followersAdded" : "followersRemoved"]: changed, traceId: traceId(call.state) } };
  });
}

function withTarget(call: RouteCall, kind: StoredEnrolment["kind"], work: (enrolment: StoredEnrolment) => SandboxResponse): SandboxResponse {
  const { state, body } = call;
  const bad = checkShape(body, kind === "workflow" ? workflowBody : {});
  if (bad !== null) return bad;
  return ofContact(call, ({ id: contactId, locationId }) => {
    const id = call.params[1] ?? "";
    const target = kind === "workflow" ? state.workflows.get(id) : state.campaigns.get(id);
    const isThere = target?.locationId === locationId;
    return isThere ? work({ contactId, kind, of: id }) : missing(state, kind === "workflow" ? "Workflow" : "Campaign", id);
  });
}

const done = (call: RouteCall, status: number): SandboxResponse => ({ status, body: { ...succeeded(call), traceId: traceId(call.state) } });
