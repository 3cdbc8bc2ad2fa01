import type { FastifyInstance, FastifyRequest } from "fastify";
import {
  addressNamed,
  addressRequest,
  answerRequest,
  callSecret,
  definitionRequest,
  problemList,
  publishRequest,
  rehearsal,
  replayRequest,
  rollBackRequest,
  runDetail,
  runList,
  runQuery,
  signingSecret,
  started,
  startRequest,
  testRequest,
  workflowDetail,
  workflowList,
  workflowModeRequest,
  type RunDetail,
  type WorkflowDetail,
} from "#contract/workflows.ts";
import { HighwireError } from "#core/errors.ts";
import type { Json } from "#core/workflow/expression.ts";
import { tellProblem } from "#core/workflow/problem.ts";
import type { RunId, Workflow, WorkflowId } from "#core/workflow/run.ts";
import type { Application } from "#engine/application.ts";
import type { RehearsalRequest } from "#engine/workflow/rehearse.ts";
import type { WorkflowDesk } from "#engine/workflow/workflow-desk.ts";
import { sightOf, whoIn } from "./caller.ts";
import { checked, checkNoBody } from "./problem.ts";
import { toRun, toRunDetail, toStep, toWorkflow, toWorkflowDetail } from "./workflow-views.ts";

type WithId = FastifyRequest<{ Params: { id: string } }>;
const workflowOf = (request: WithId): WorkflowId => request.params.id as WorkflowId;
const runOf = (request: WithId): RunId => request.params.id as RunId;

/** `/api/v1/workflows` and `/api/v1/workflow-runs`: what people build, and what came of it. */
export async function workflowRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  const desk = (): WorkflowDesk => {
    if (app.workflows === null) throw new HighwireError("HW_NOT_CONNECTED");
    return app.workflows;
  };
  definitionRoutes(server, desk);
  runRoutes(server, desk);
}

function definitionRoutes(server: FastifyInstance, desk: () => WorkflowDesk): void {
  const detail = async (workflow: Workflow): Promise<WorkflowDetail> =>
    workflowDetail.parse(toWorkflowDetail(workflow, await desk().versions(workflow.id)));
  server.get("/workflows", async () => workflowList.parse({ workflows: (await desk().list()).map(toWorkflow) }));
  server.post("/workflows", async (request) => detail(await desk().save(null, checked(definitionRequest, request.body).definition, whoIn(request))));
  server.post("/workflow-check", async (request) => {
    const problems = await desk().check(checked(definitionRequest, request.body).definition, null);
    return problemList.parse({ problems: problems.map((problem) => ({ at: problem.at, code: problem.code, sentence: tellProblem(problem) })) });
  });
  server.post("/workflow-test", async (request) => {
    const { definition, trigger = {}, pins, upTo } = checked(testRequest, request.body);
    const asked = { trigger, ...(pins !== undefined && { pins }), ...(upTo !== undefined && { upTo }) } as RehearsalRequest;
    const { steps, outcome } = await desk().test(definition, asked);
    return rehearsal.parse({ steps: steps.map((step) => toStep(step, sightOf(request))), outcome });
  });
  server.get("/workflows/:id", async (request: WithId) => detail(await desk().get(workflowOf(request))));
  server.post("/workflows/:id/draft", async (request: WithId) =>
    detail(await desk().save(workflowOf(request), checked(definitionRequest, request.body).definition, whoIn(request))),
  );
  server.post("/workflows/:id/publish", async (request: WithId) =>
    detail(await desk().publish(workflowOf(request), checked(publishRequest, request.body).note, whoIn(request))),
  );
  server.post("/workflows/:id/roll-back", async (request: WithId) =>
    detail(await desk().rollBack(workflowOf(request), checked(rollBackRequest, request.body).version, whoIn(request))),
  );
  server.post("/workflows/:id/mode", async (request: WithId) =>
    detail(await desk().setMode(workflowOf(request), checked(workflowModeRequest, request.body).mode, whoIn(request))),
  );
  server.post("/workflows/:id/run", async (request: WithId) => {
    const { trigger = {} } = checked(startRequest, request.body);
    return started.parse({ run: await desk().run(workflowOf(request), trigger as Json, whoIn(request)) });
  });
  server.post("/workflows/:id/secret", async (request: WithId) => {
    checkNoBody(request);
    return callSecret.parse(await desk().newSecret(workflowOf(request), whoIn(request)));
  });
  server.post("/workflows/:id/addresses", async (request: WithId) =>
    signingSecret.parse(await desk().setAddress(workflowOf(request), checked(addressRequest, request.body), whoIn(request))),
  );
  server.post("/workflows/:id/addresses/remove", async (request: WithId) => {
    await desk().removeAddress(workflowOf(request), checked(addressNamed, request.body).name, whoIn(request));
    return detail(await desk().get(workflowOf(request)));
  });
  server.post("/workflows/:id/remove", async (request: WithId) => {
    checkNoBody(request);
    await desk().remove(workflowOf(request), whoIn(request));
    return {};
  });
}

function runRoutes(server: FastifyInstance, desk: () => WorkflowDesk): void {
  const detail = async (request: WithId): Promise<RunDetail> => runDetail.parse(toRunDetail(await desk().showRun(runOf(request)), sightOf(request)));
  server.get("/workflow-runs", async (request) => {
    const { workflow, state, before, limit } = checked(runQuery, request.query);
    const { runs, next } = await desk().runs({
      limit,
      ...(workflow !== undefined && { workflowId: workflow as WorkflowId }),
      ...(state !== undefined && { states: [state] }),
      ...(before !== undefined && { before }),
    });
    return runList.parse({ runs: runs.map(toRun), next });
  });
  server.get("/workflow-runs/:id", detail);
  server.post("/workflow-runs/:id/replay", async (request: WithId) =>
    started.parse({ run: await desk().replay(runOf(request), checked(replayRequest, request.body).version, whoIn(request)) }),
  );
  server.post("/workflow-runs/:id/retry", async (request: WithId) => {
    checkNoBody(request);
    await desk().retry(runOf(request), whoIn(request));
    return detail(request);
  });
  server.post("/workflow-runs/:id/confirm", async (request: WithId) => {
    checkNoBody(request);
    await desk().confirm(runOf(request), whoIn(request));
    return detail(request);
  });
  server.post("/workflow-runs/:id/answer", async (request: WithId) => {
    const { path, approved, note } = checked(answerRequest, request.body);
    await desk().answer(runOf(request), path, { approved, note }, whoIn(request));
    return detail(request);
  });
  server.post("/workflow-runs/:id/cancel", async (request: WithId) => {
    checkNoBody(request);
    await desk().cancel(runOf(request), whoIn(request));
    return detail(request);
  });
}
