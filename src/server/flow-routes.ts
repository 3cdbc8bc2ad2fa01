import type { FastifyInstance, FastifyRequest } from "fastify";
import { flowDetail, flowModeRequest, flowPartRequest, flowView, holdRequest, ruleRequest, ruleView, type FlowDetail } from "#contract/flows.ts";
import { HighwireError } from "#core/errors.ts";
import type { BridgeId } from "#core/ids.ts";
import { recipeIds, type RecipeId } from "#core/recipes.ts";
import type { Application } from "#engine/application.ts";
import type { FlowState } from "#engine/flows/flow-desk.ts";
import type { RuleChange } from "#engine/change-rules.ts";
import { toFlow, toFlowDetail, toRules, type FlowSurroundings } from "./flow-views.ts";
import { whoIn } from "./caller.ts";
import { checked } from "./problem.ts";

type WithFlow = FastifyRequest<{ Params: { flow: string } }>;
type WithBridge = FastifyRequest<{ Params: { id: string } }>;

/** `/api/v1/flows`: what people switch on and off. */
export async function flowRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  server.get("/flows", async () => {
    const around = await surroundings(app);
    return { flows: (await app.flows.all()).map((flow) => flowView.parse(toFlow(flow, around))) };
  });
  server.get("/flows/:flow", async (request: WithFlow) => detailOf(app, await app.flows.one(flowOf(request))));
  server.post("/flows/:flow/mode", async (request: WithFlow) => {
    const { mode, reason } = checked(flowModeRequest, request.body);
    return detailOf(app, await app.flows.setMode(flowOf(request), { mode, ...(reason !== undefined && { reason }) }, whoIn(request)));
  });
  server.post("/flows/:flow/parts", async (request: WithFlow) =>
    detailOf(app, await app.flows.add(flowOf(request), checked(flowPartRequest, request.body).entity, whoIn(request))),
  );
  server.post("/bridges/:id/rules", async (request: WithBridge) => {
    const change = checked(ruleRequest, request.body) as RuleChange;
    return ruleView.parse(toRules(await app.changeRules(request.params.id as BridgeId, change, whoIn(request))));
  });
  server.post("/bridges/:id/hold", async (request: WithBridge) =>
    ruleView.parse(toRules(await app.setHoldTag(request.params.id as BridgeId, checked(holdRequest, request.body).tag, whoIn(request)))),
  );
}

function flowOf(request: WithFlow): RecipeId {
  const found = recipeIds.find((id) => id === request.params.flow);
  if (found === undefined) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "flow" });
  return found;
}

async function surroundings(app: Application): Promise<FlowSurroundings> {
  const { store, workspaceId } = app;
  const status = await app.status();
  const newest = await Promise.all(status.bridges.map(async ({ bridge }) => store.keptPlans(workspaceId, { bridgeId: bridge.id, limit: 1 })));
  return { status, plans: new Map(newest.flat().map((plan) => [plan.bridgeId, plan])) };
}

async function detailOf(app: Application, flow: FlowState): Promise<FlowDetail> {
  const [checks, around] = await Promise.all([app.flows.checks(flow.recipe.id), surroundings(app)]);
  return flowDetail.parse(toFlowDetail(flow, checks, around));
}
