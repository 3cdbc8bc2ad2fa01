import type { FastifyInstance, FastifyRequest } from "fastify";
import {
  attributeAnswer,
  attributeRequest,
  mappingAttempt,
  mappingRowsRequest,
  mappingSaveRequest,
  mappingVersionList,
  mappingView,
} from "#contract/mapping.ts";
import type { BridgeId, PlanId } from "#core/ids.ts";
import type { Application } from "#engine/application.ts";
import { sightOf, whoIn } from "./caller.ts";
import { toMapping, toMappingAttempt, toMappingVersions } from "./mapping-views.ts";
import { freshPlan } from "./plan-routes.ts";
import { checked } from "./problem.ts";

type WithBridge = FastifyRequest<{ Params: { id: string } }>;
const bridgeIdOf = (request: WithBridge): BridgeId => request.params.id as BridgeId;

/** `/api/v1/bridges/{id}/mapping`: which field goes where. */
export async function mappingRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  const { mappings } = app;
  server.get("/bridges/:id/mapping", async (request: WithBridge) => mappingView.parse(toMapping(await mappings.show(bridgeIdOf(request)))));
  server.get("/bridges/:id/mapping/versions", async (request: WithBridge) =>
    mappingVersionList.parse({ versions: toMappingVersions(await mappings.versions(bridgeIdOf(request))) }),
  );
  server.post("/bridges/:id/mapping/attempt", async (request: WithBridge) => {
    const { rows } = checked(mappingRowsRequest, request.body);
    return mappingAttempt.parse(toMappingAttempt(await mappings.attempt(bridgeIdOf(request), rows), rows, sightOf(request)));
  });
  server.post("/bridges/:id/mapping/plan", async (request: WithBridge) => {
    const { rows } = checked(mappingRowsRequest, request.body);
    return freshPlan(app, (await mappings.plan(bridgeIdOf(request), rows, whoIn(request))).id);
  });
  server.post("/bridges/:id/mapping/save", async (request: WithBridge) => {
    const { plan, note, ...wish } = checked(mappingSaveRequest, request.body);
    const saved = { ...wish, ...(note !== undefined && { note }), plan: (plan ?? null) as PlanId | null };
    return mappingView.parse(toMapping(await mappings.save(bridgeIdOf(request), saved, whoIn(request))));
  });
  server.post("/bridges/:id/mapping/attributes", async (request: WithBridge) => {
    const { place, state } = await mappings.addAttribute(bridgeIdOf(request), checked(attributeRequest, request.body), whoIn(request));
    return attributeAnswer.parse({ place, mapping: toMapping(state) });
  });
}
