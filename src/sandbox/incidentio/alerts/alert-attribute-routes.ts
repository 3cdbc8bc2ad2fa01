import type { SandboxResponse } from "../../kit/http-app.ts";
import { refuseBody, textOf, type Body, type BodyRules } from "../body-rules.ts";
import { primitiveTypes } from "../catalog-values.ts";
import { problem } from "../envelope.ts";
import type { RouteCall, RouteRow } from "../route-call.ts";
import type { IncidentState } from "../state.ts";
import { attributeShape, catalogTypeOf } from "./alert-shape.ts";
import type { AlertAttribute } from "./alert-store.ts";

const rules: BodyRules = {
  name: { kind: "text", required: true },
  type: { kind: "text", required: true },
  array: { kind: "boolean", required: true },
  required: { kind: "boolean" },
  emoji: { kind: "text" },
};

export const alertAttributeRoutes: readonly RouteRow[] = [
  ["GET", "/v2/alert_attributes", ({ state }) => ({ status: 200, body: { alert_attributes: state.alerts.attributes.all().map(attributeShape) } })],
  ["POST", "/v2/alert_attributes", create],
  ["GET", "/v2/alert_attributes/{id}", (call) => withAttribute(call, (attribute) => answered(attribute, 200))],
  ["PUT", "/v2/alert_attributes/{id}", update],
  ["DELETE", "/v2/alert_attributes/{id}", remove],
];

function create({ state, body }: RouteCall): SandboxResponse {
  const bad = refuseBody(body, rules) ?? refuseAttribute(state, body, null);
  if (bad !== null) return bad;
  return answered(state.alerts.attributes.add({ ...read(body, false), id: state.stamps.id() }), 201);
}

/** Published: without `required` that setting stays. */
function update(call: RouteCall): SandboxResponse {
  const { state, body } = call;
  return withAttribute(call, ({ id, required }) => {
    const bad = refuseBody(body, rules) ?? refuseAttribute(state, body, id);
    return bad ?? answered(state.alerts.attributes.add({ ...read(body, required), id }), 200);
  });
}

function remove(call: RouteCall): SandboxResponse {
  return withAttribute(call, ({ id }) => {
    call.state.alerts.attributes.remove(id);
    return { status: 204 };
  });
}

function refuseAttribute(state: IncidentState, body: Body, own: string | null): SandboxResponse | null {
  const type = textOf(body, "type") ?? "";
  if (!primitiveTypes.has(type) && catalogTypeOf(state, type) === null) return problem(422, "invalid_value", "There is no such type", "type");
  const isTaken = state.alerts.attributes.all().some(({ id, name }) => name === body["name"] && id !== own);
  return isTaken ? problem(422, "already_exists", "The name is taken", "name") : null;
}

function read(body: Body, required: boolean): Omit<AlertAttribute, "id"> {
  return {
    name: textOf(body, "name") ?? "",
    type: textOf(body, "type") ?? "",
    array: body["array"] === true,
    required: typeof body["required"] === "boolean" ? body["required"] : required,
    emoji: textOf(body, "emoji") ?? null,
  };
}

function withAttribute({ state, params }: RouteCall, work: (attribute: AlertAttribute) => SandboxResponse): SandboxResponse {
  const attribute = state.alerts.attributes.get(params[0] ?? "");
  return attribute === undefined ? problem(404, "not_found", "There is no such alert attribute") : work(attribute);
}

const answered = (attribute: AlertAttribute, status: number): SandboxResponse => ({ status, body: { alert_attribute: attributeShape(attribute) } });
