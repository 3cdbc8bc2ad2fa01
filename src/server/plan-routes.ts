import { Readable } from "node:stream";
import type { FastifyInstance, FastifyRequest } from "fastify";
import {
  applyRequest,
  pickRequest,
  planItemDetail,
  planItemPage,
  planItemQuery,
  planListQuery,
  planRequest,
  planView,
  undoRequest,
  type PlanView,
} from "#contract/plans.ts";
import { HighwireError } from "#core/errors.ts";
import type { BridgeId, PlanId } from "#core/ids.ts";
import type { KeptItem, KeptPlan, PlanItemFilter } from "#core/ports/plan-store.ts";
import type { Application } from "#engine/application.ts";
import { must } from "#lib/must.ts";
import { planTable } from "./plan-table.ts";
import { asPlanned, toPlan, toPlanDetail, toPlanRow } from "./plan-views.ts";
import { sightOf, whoIn } from "./caller.ts";
import { checked } from "./problem.ts";

/** Items read at a time for a file. */
const PAGE = 1_000;

type WithPlan = FastifyRequest<{ Params: { id: string } }>;
const planIdOf = (request: WithPlan): PlanId => request.params.id as PlanId;

/** `/api/v1/plans`: plans kept for people. */
export async function planRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  readingRoutes(server, app);
  changingRoutes(server, app);
  fileRoutes(server, app);
}

async function planOf({ store, workspaceId }: Application, id: PlanId): Promise<KeptPlan> {
  const plan = await store.keptPlan(workspaceId, id);
  if (plan === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "plan" });
  return plan;
}

/** Null for a plan whose bridge is gone. */
async function viewOf(app: Application, plan: KeptPlan): Promise<PlanView | null> {
  const { store, workspaceId, clock } = app;
  const [bridge, tally, quotas] = await Promise.all([store.bridge(workspaceId, plan.bridgeId), store.planTally(workspaceId, plan.id), app.quotas()]);
  return bridge === null ? null : planView.parse(toPlan(plan, { bridge, tally, quotas, now: clock.now() }));
}

/** As it stands now, whatever has been saved since. */
export async function freshPlan(app: Application, id: PlanId): Promise<PlanView> {
  const view = await viewOf(app, await planOf(app, id));
  if (view === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "bridge" });
  return view;
}

function readingRoutes(server: FastifyInstance, app: Application): void {
  const { store, workspaceId } = app;
  server.get("/plans", async (request) => {
    const { bridge, limit } = checked(planListQuery, request.query);
    const plans = await store.keptPlans(workspaceId, { limit, ...(bridge !== undefined && { bridgeId: bridge as BridgeId }) });
    return { plans: (await Promise.all(plans.map((plan) => viewOf(app, plan)))).filter((view) => view !== null) };
  });
  server.get("/plans/:id", async (request: WithPlan) => freshPlan(app, planIdOf(request)));
  server.get("/plans/:id/items", async (request: WithPlan) => {
    const { from, limit, ...filter } = checked(planItemQuery, request.query);
    const { id } = await planOf(app, planIdOf(request));
    const page = await store.planItems(workspaceId, id, { ...toFilter(filter), from, limit });
    return planItemPage.parse({ items: page.items.map(toPlanRow), total: page.total });
  });
  server.get<{ Params: { id: string; position: string } }>("/plans/:id/items/:position", async (request) => {
    const plan = await planOf(app, planIdOf(request));
    const position = /^\d{1,9}$/u.test(request.params.position) ? Number(request.params.position) : -1;
    const [found] = (await store.planItems(workspaceId, plan.id, { positions: [position], from: 0, limit: 1 })).items;
    const bridge = await store.bridge(workspaceId, plan.bridgeId);
    if (found === undefined || bridge === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "position" });
    const link = found.item.linkId === null ? null : await store.link(workspaceId, found.item.linkId);
    return planItemDetail.parse(toPlanDetail(found, asPlanned(bridge, plan), link, sightOf(request)));
  });
}

function changingRoutes(server: FastifyInstance, app: Application): void {
  server.post("/plans", async (request) => {
    const { bridgeId } = checked(planRequest, request.body);
    return freshPlan(app, (await app.plans.make(bridgeId as BridgeId, whoIn(request))).id);
  });
  server.post("/plans/:id/picks", async (request: WithPlan) => {
    const { picked, ...which } = checked(pickRequest, request.body);
    const { id } = await app.plans.pick(planIdOf(request), toFilter(which), picked);
    return freshPlan(app, id);
  });
  server.post("/plans/:id/apply", async (request: WithPlan) => {
    const { scope, confirm } = checked(applyRequest, request.body);
    const { id } = await app.plans.apply(planIdOf(request), { scope, ...(confirm !== undefined && { confirm }) }, whoIn(request));
    return freshPlan(app, id);
  });
  server.post("/plans/:id/undo", async (request: WithPlan) => {
    const { id } = await app.plans.undo(planIdOf(request), checked(undoRequest, request.body), whoIn(request));
    return freshPlan(app, id);
  });
}

function fileRoutes(server: FastifyInstance, app: Application): void {
  server.get("/plans/:id/file.json", async (request: WithPlan, reply) => {
    const { id, summary } = await finished(app, planIdOf(request));
    const items: KeptItem[] = [];
    for await (const page of itemsOf(app, id)) items.push(...page);
    const inOrder = items.toSorted((one, other) => one.position - other.position).map(({ item }) => item);
    return reply
      .header("content-disposition", `attachment; filename="plan-${id}.json"`)
      .send({ ...must(summary, "a finished plan"), items: inOrder });
  });
  server.get("/plans/:id/file.csv", async (request: WithPlan, reply) => {
    const plan = await finished(app, planIdOf(request));
    const { id } = plan;
    const bridge = await app.store.bridge(app.workspaceId, plan.bridgeId);
    return reply
      .type("text/csv; charset=utf-8")
      .header("content-disposition", `attachment; filename="plan-${id}.csv"`)
      .send(Readable.from(planTable(itemsOf(app, id), plan.fields ?? bridge?.fields ?? [])));
  });
}

async function finished(app: Application, id: PlanId): Promise<KeptPlan> {
  const plan = await planOf(app, id);
  if (plan.summary === null) throw new HighwireError("HW_REQUEST_CONFLICT", { detail: "the plan is not made yet" });
  return plan;
}

async function* itemsOf({ store, workspaceId }: Application, id: PlanId): AsyncGenerator<readonly KeptItem[]> {
  for (let from = 0; ;) {
    const { items, total } = await store.planItems(workspaceId, id, { from, limit: PAGE });
    yield items;
    from += items.length;
    if (items.length === 0 || from >= total) return;
  }
}

function toFilter(given: {
  readonly symbol?: PlanItemFilter["symbol"] | undefined;
  readonly field?: string | undefined;
  readonly reason?: string | undefined;
  readonly q?: string | undefined;
  readonly outcome?: PlanItemFilter["outcome"] | undefined;
  readonly positions?: readonly number[] | undefined;
}): PlanItemFilter {
  const { symbol, field, reason, q, outcome, positions } = given;
  return {
    ...(symbol !== undefined && { symbol }),
    ...(field !== undefined && field !== "" && { field }),
    ...(reason !== undefined && reason !== "" && { reason }),
    ...(q !== undefined && q !== "" && { search: q }),
    ...(outcome !== undefined && { outcome }),
    ...(positions !== undefined && { positions }),
  };
}
