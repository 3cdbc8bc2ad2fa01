import type { SandboxResponse } from "../../kit/http-app.ts";
import { gateLocation, refuse } from "../access.ts";
import { missing } from "../answers.ts";
import { checkShape, filledText, number, oneOf, optional, required, text, type Rule, type Shape } from "../body-shape.ts";
import { route, type Route } from "../route.ts";
import { isV3, succeeded, type RouteCall } from "../route-call.ts";
import { traceId } from "../state.ts";
import { changeOpportunity, deleteOpportunity, insertOpportunity } from "./opportunity-edits.ts";
import { listOpportunities, searchOpportunities } from "./opportunity-search.ts";
import { opportunityShape, opportunityStatuses, type StoredOpportunity } from "./opportunity.ts";

const list: Rule = (key, value) => (Array.isArray(value) ? [] : [`${key} must be an array`]);
/** The enum of the documents also has `all`, which only a search can mean. */
const status = oneOf(...opportunityStatuses);
const changes: Shape = {
  pipelineId: optional(filledText),
  name: optional(filledText),
  pipelineStageId: optional(filledText),
  status: optional(status),
  monetaryValue: optional(number),
  assignedTo: optional(text),
  customFields: optional(list),
};
const creation: Shape = {
  ...changes,
  pipelineId: required(filledText),
  locationId: required(filledText),
  name: required(filledText),
  status: required(status),
  contactId: required(filledText),
};
const statusChange: Shape = { status: required(status), lostReasonId: optional(text) };
/** What v3 adds is taken and not kept. */
const forecast: Shape = { forecastExpectedCloseDate: optional(text), forecastProbability: optional(number) };

export const opportunityRoutes: readonly Route[] = [
  route("GET /opportunities/search", "opportunities.readonly", listOpportunities),
  route("POST /opportunities/search", "opportunities.readonly", searchOpportunities, { isRead: true }),
  route("GET /opportunities/pipelines", "opportunities.readonly", pipelines),
  route("POST /opportunities/", "opportunities.write", create),
  route("GET /opportunities/{id}", "opportunities.readonly", read),
  route("PUT /opportunities/{id}", "opportunities.write", update),
  route("DELETE /opportunities/{id}", "opportunities.write", remove),
  route("PUT /opportunities/{id}/status", "opportunities.write", setStatus),
];

function pipelines({ state, token, request }: RouteCall): SandboxResponse {
  const asked = request.query.get("locationId");
  if (asked === null) return refuse(422, ["locationId must be a string"]);
  const wrong = gateLocation(state, token, asked);
  if (wrong !== null) return wrong;
  const own = [...state.pipelines.values()].filter(({ locationId }) => locationId === asked);
  return {
    status: 200,
    body: { pipelines: own.map((pipeline) => ({ ...pipeline, showInFunnel: true, showInPieChart: true })), traceId: traceId(state) },
  };
}

function create(call: RouteCall): SandboxResponse {
  const { state, token, body } = call;
  const bad = checkShape(body, versioned(call, creation)) ?? gateLocation(state, token, body["locationId"]) ?? placeProblem(call, null);
  if (bad !== null) return bad;
  const contact = state.contacts.get(String(body["contactId"]));
  const pipeline = state.pipelines.get(String(body["pipelineId"]));
  if (contact === undefined || contact.locationId !== token.locationId) return refuse(400, `Contact not found for id:${String(body["contactId"])}`);
  return pipeline === undefined
    ? missing(state, "Pipeline", String(body["pipelineId"]))
    : answer(call, 201, insertOpportunity(state, pipeline, contact, body, token));
}

function read(call: RouteCall): SandboxResponse {
  return withOpportunity(call, (opportunity) => answer(call, 200, opportunity));
}

function update(call: RouteCall): SandboxResponse {
  const bad = checkShape(call.body, versioned(call, changes));
  if (bad !== null) return bad;
  return withOpportunity(call, (opportunity) => {
    const wrong = placeProblem(call, opportunity);
    if (wrong !== null) return wrong;
    changeOpportunity(call.state, opportunity, call.body, call.token);
    return answer(call, 200, opportunity);
  });
}

function setStatus(call: RouteCall): SandboxResponse {
  const bad = checkShape(call.body, statusChange);
  if (bad !== null) return bad;
  return withOpportunity(call, (opportunity) => {
    changeOpportunity(call.state, opportunity, call.body, call.token);
    return done(call);
  });
}

function remove(call: RouteCall): SandboxResponse {
  return withOpportunity(call, (opportunity) => {
    deleteOpportunity(call.state, opportunity, call.token);
    return done(call);
  });
}

/** v3 calls its flag otherwise here than everywhere else. */
const done = (call: RouteCall): SandboxResponse => ({
  status: 200,
  body: isV3(call) ? { succeded: true, success: true } : succeeded(call),
});

const versioned = (call: RouteCall, shape: Shape): Shape => (isV3(call) ? { ...shape, ...forecast } : shape);

/** Refuses a pipeline that the location lacks, and a stage of another pipeline. */
function placeProblem({ state, token, body }: RouteCall, opportunity: StoredOpportunity | null): SandboxResponse | null {
  const pipelineId = String(body["pipelineId"] ?? opportunity?.pipelineId);
  const pipeline = state.pipelines.get(pipelineId);
  if (pipeline === undefined || pipeline.locationId !== token.locationId) return missing(state, "Pipeline", pipelineId);
  const stage = body["pipelineStageId"];
  return stage === undefined || pipeline.stages.some(({ id }) => id === stage) ? null : refuse(400, "The pipeline stage is not of this pipeline");
}

function withOpportunity(call: RouteCall, work: (opportunity: StoredOpportunity) => SandboxResponse): SandboxResponse {
  const { state, token, params } = call;
  const id = params[0] ?? "";
  const opportunity = state.opportunities.get(id);
  if (opportunity === undefined || opportunity.deleted) return gateLocation(state, token, token.locationId) ?? missing(state, "Opportunity", id);
  return gateLocation(state, token, opportunity.locationId) ?? work(opportunity);
}

const answer = ({ state }: RouteCall, code: number, opportunity: StoredOpportunity): SandboxResponse => ({
  status: code,
  body: { opportunity: opportunityShape(state, opportunity), traceId: traceId(state) },
});
