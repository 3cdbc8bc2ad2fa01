import type { SandboxResponse } from "../../kit/http-app.ts";
import { isPlainObject, refuseBody, textOf, type Body, type BodyRules } from "../body-rules.ts";
import { problem } from "../envelope.ts";
import { incidentSeen } from "../incident-access.ts";
import type { RouteCall, RouteRow } from "../route-call.ts";
import { attachmentShape, insertAttachment, LINK, resourceTypes, type StoredAttachment } from "./attachment.ts";

const resourceRules: BodyRules = {
  resource_type: { kind: "text", required: true, oneOf: resourceTypes },
  url: { kind: "text" },
  external_id: { kind: "text" },
  title: { kind: "text" },
  emoji: { kind: "text" },
};

export const attachmentRoutes: readonly RouteRow[] = [
  ["GET", "/v1/incident_attachments", list],
  ["POST", "/v1/incident_attachments", create],
  ["DELETE", "/v1/incident_attachments/{id}", remove],
];

/** Unpaged; of one incident, or of one resource of another system. */
function list(call: RouteCall): SandboxResponse {
  const { query } = call.request;
  const [incidentId, externalId, type] = ["incident_id", "external_id", "resource_type"].map((name) => query.get(name));
  const ofResource = externalId !== null && type !== null;
  if (incidentId === null && !ofResource)
    return problem(422, "is_required", "An incident, or a resource type with its id, is required", "incident_id");
  const incident = typeof incidentId === "string" ? incidentSeen(call, incidentId) : undefined;
  if (typeof incidentId === "string" && incident === undefined) return problem(404, "not_found", "There is no such incident");
  const found = seen(call).filter(
    (row) =>
      (incident === undefined || row.incidentId === incident.id) && (!ofResource || (row.externalId === externalId && row.resourceType === type)),
  );
  return { status: 200, body: { incident_attachments: found.map(attachmentShape) } };
}

/** Not idempotent: the vendor takes no key here. */
function create(call: RouteCall): SandboxResponse {
  const { state, body } = call;
  const resource = isPlainObject(body["resource"]) ? body["resource"] : {};
  const bad =
    refuseBody(body, { incident_id: { kind: "text", required: true }, resource: { kind: "object", required: true } }) ??
    refuseBody(resource, resourceRules, "resource.") ??
    refuseResource(call, resource);
  if (bad !== null) return bad;
  const incident = incidentSeen(call, textOf(body, "incident_id") ?? "");
  if (incident === undefined) return problem(422, "invalid_value", "There is no such incident", "incident_id");
  const [url, externalId, title] = [textOf(resource, "url"), textOf(resource, "external_id"), textOf(resource, "title")];
  const attachment = insertAttachment(state, {
    incidentId: incident.id,
    resourceType: textOf(resource, "resource_type") ?? "",
    externalId: externalId ?? null,
    permalink: url ?? null,
    title: title ?? null,
  });
  return { status: 201, body: { incident_attachment: attachmentShape(attachment) } };
}

/** Published: a URL or an id, never both; title and emoji for plain links only; anything but a plain link needs its integration. */
function refuseResource({ state: { quirks } }: RouteCall, resource: Body): SandboxResponse | null {
  const [type, url, externalId, emoji] = ["resource_type", "url", "external_id", "emoji"].map((name) => textOf(resource, name));
  if ((url === undefined) === (externalId === undefined))
    return problem(422, "invalid_value", "Either a URL or an id of the other system is required", "resource");
  const isLink = type === LINK;
  if (isLink && (url === undefined || !/^https?:\/\/\S+$/u.test(url))) return problem(422, "invalid_value", "A URL is required", "resource.url");
  if (!isLink && (emoji !== undefined || textOf(resource, "title") !== undefined))
    return problem(422, "invalid_value", "Only plain links take a title and an emoji", "resource.title");
  if (emoji?.includes(":") === true) return problem(422, "invalid_value", "The emoji is written without colons", "resource.emoji");
  const isInstalled = isLink || quirks.installedIntegrations.includes(type ?? "");
  return isInstalled ? null : problem(422, "invalid_value", "The integration is not installed", "resource.resource_type");
}

function remove(call: RouteCall): SandboxResponse {
  const row = seen(call).find(({ id }) => id === call.params[0]);
  if (row === undefined) return problem(404, "not_found", "There is no such attachment");
  call.state.attachments.remove(row.id);
  return { status: 204 };
}

/** Those of private incidents are there only for keys with global access. */
const seen = (call: RouteCall): readonly StoredAttachment[] =>
  call.state.attachments.all().filter(({ incidentId }) => incidentSeen(call, incidentId) !== undefined);
