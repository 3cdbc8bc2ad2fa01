import type { FastifyInstance, FastifyRequest } from "fastify";
import {
  addressNamed,
  addressRequest,
  adviceView,
  answerRequest,
  callSecret,
  checkRequest,
  definitionRequest,
  matchCount,
  matchRequest,
  problemList,
  publishRequest,
  rehearsal,
  replayRequest,
  rollBackRequest,
  runDetail,
  runList,
  runQuery,
  signingSecret,
  sampleList,
  samplesRequest,
  started,
  startRequest,
  testRequest,
  versionDetail,
  versionPath,
  workflowDetail,
  workflowFile,
  workflowFileRequest,
  workflowList,
  workflowModeRequest,
  type RunDetail,
  type WorkflowDetail,
} from "#contract/workflows.ts";
import { readWorkflow, writeWorkflow } from "#contract/workflow-file.ts";
import { HighwireError } from "#core/errors.ts";
import type { Json } from "#core/workflow/expression.ts";
import type { RunId, Workflow, WorkflowId } from "#core/workflow/run.ts";
import type { Application } from "#engine/application.ts";
import type { RehearsalRequest } from "#engine/workflow/rehearse.ts";
import type { WorkflowDesk } from "#engine/workflow/workflow-desk.ts";
import { whoNames } from "#engine/people/who-names.ts";
import { sightOf, whoIn } from "./caller.ts";
import { checked, checkNoBody } from "./problem.ts";
import { toProblems, toRun, toRunDetail, toShown, toStep, toWorkflowDetail, toWorkflowItem } from "./workflow-views.ts";

type WithId = FastifyRequest<{ Params: { id: string } }>;
const workflowOf = (request: WithId): WorkflowId => request.params.id as WorkflowId;
const runOf = (request: WithId): RunId => request.params.id as RunId;

/** `/api/v1/workflows` and `/api/v1/workflow-runs`: what people build, and what came of it. */
export async function workflowRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  const desk = (): WorkflowDesk => {
    if (app.workflows === null) throw new HighwireError("HW_NOT_CONNECTED");
    return app.workflows;
  };
  definitionRoutes(server, app, desk);
  runRoutes(server, desk);
}

function definitionRoutes(server: FastifyInstance, { store, workspaceId }: Application, desk: () => WorkflowDesk): void {
  const detail = async (workflow: Workflow): Promise<WorkflowDetail> => {
    const [versions, nameOf] = await Promise.all([desk().versions(workflow.id), whoNames(store, workspaceId)]);
    return workflowDetail.parse(toWorkflowDetail(workflow, versions, nameOf));
  };
  server.get("/workflows", async () => workflowList.parse({ workflows: (await desk().overview()).map(toWorkflowItem) }));
  server.post("/workflows", async (request) => detail(await desk().save(null, checked(definitionRequest, request.body).definition, whoIn(request))));
  server.post("/workflow-check", async (request) => {
    const { definition, workflow = null } = checked(checkRequest, request.body);
    return problemList.parse({ problems: toProblems(definition, await desk().check(definition, workflow as WorkflowId | null)) });
  });
  server.post("/workflow-test", async (request) => {
    const { definition, trigger = {}, pins, upTo } = checked(testRequest, request.body);
    const asked = { trigger, ...(pins !== undefined && { pins }), ...(upTo !== undefined && { upTo }) } as RehearsalRequest;
    const { steps, outcome } = await desk().test(definition, asked);
    return rehearsal.parse({ steps: steps.map((step) => toStep(step, sightOf(request))), outcome });
  });
  server.get("/workflows/:id", async (request: WithId) => detail(await desk().get(workflowOf(request))));
  lookRoutes(server, desk);
  fileRoutes(server, desk);
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

/** What people look at while they build. */
function lookRoutes(server: FastifyInstance, desk: () => WorkflowDesk): void {
  server.post("/workflow-advice", async (request) => adviceView.parse(await desk().advise(checked(definitionRequest, request.body).definition)));
  server.post("/workflow-samples", async (request) => {
    const { limit, ...events } = checked(samplesRequest, request.body);
    const samples = await desk().samples(events, limit);
    return sampleList.parse({ samples: samples.map((sample) => ({ ...sample, data: toShown(sample.data, sightOf(request)) })) });
  });
  server.post("/workflow-matches", async (request) => {
    const { condition, ...events } = checked(matchRequest, request.body);
    return matchCount.parse(await desk().matches(events, condition));
  });
}

/** What versions and files say. */
function fileRoutes(server: FastifyInstance, desk: () => WorkflowDesk): void {
  server.get("/workflows/:id/versions/:version", async (request: WithId) => {
    const { version, definition } = await desk().version(workflowOf(request), checked(versionPath, request.params).version);
    return versionDetail.parse({ version, definition });
  });
  server.get("/workflows/:id/file.yaml", async (request: WithId, reply) =>
    reply
      .type("application/yaml; charset=utf-8")
      .header("content-disposition", 'attachment; filename="workflow.yaml"')
      .send(writeWorkflow((await desk().get(workflowOf(request))).draft)),
  );
  server.post("/workflow-file", async (request) => {
    const read = readWorkflow(checked(workflowFileRequest, request.body).text);
    if (read.kind === "refused") throw new HighwireError("HW_REQUEST_INVALID", { field: "text", detail: read.says });
    return checked(workflowFile, { definition: read.definition });
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
