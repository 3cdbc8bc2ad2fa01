import { z } from "zod";
import type { ApiRoute } from "./api-route.ts";
import {
  answerRequest,
  definitionRequest,
  problemList,
  publishRequest,
  rehearsal,
  replayRequest,
  rollBackRequest,
  runDetail,
  runList,
  runQuery,
  started,
  startRequest,
  testRequest,
  workflowDetail,
  workflowList,
  workflowModeRequest,
} from "./workflows.ts";

const nothing = z.object({});
const of = (what: string): string => `/api/v1/workflows/{id}${what}`;
const ofRun = (what: string): string => `/api/v1/workflow-runs/{id}${what}`;

/** Workflows that people build, and their runs. */
export const workflowRoutes: readonly ApiRoute[] = [
  { method: "get", path: "/api/v1/workflows", needs: "view", summary: "Workflows with their modes and versions.", answer: workflowList },
  {
    method: "post",
    path: "/api/v1/workflows",
    needs: "build",
    summary: "Makes a workflow, which is off.",
    body: definitionRequest,
    answer: workflowDetail,
  },
  {
    method: "post",
    path: "/api/v1/workflow-check",
    needs: "build",
    summary: "Tells everything that is wrong with a definition.",
    body: definitionRequest,
    answer: problemList,
  },
  {
    method: "post",
    path: "/api/v1/workflow-test",
    needs: "build",
    summary: "Goes through a definition with sample data: reads are real, writes go to sandboxes or nowhere.",
    body: testRequest,
    answer: rehearsal,
  },
  { method: "get", path: of(""), needs: "view", summary: "One workflow with its draft and its versions.", answer: workflowDetail },
  {
    method: "post",
    path: of("/draft"),
    needs: "build",
    summary: "Keeps another draft; what runs stays as it is.",
    body: definitionRequest,
    answer: workflowDetail,
  },
  {
    method: "post",
    path: of("/publish"),
    needs: "build",
    summary: "Makes the draft the version that new runs take.",
    body: publishRequest,
    answer: workflowDetail,
  },
  {
    method: "post",
    path: of("/roll-back"),
    needs: "build",
    summary: "Publishes an earlier version again, as a new one.",
    body: rollBackRequest,
    answer: workflowDetail,
  },
  {
    method: "post",
    path: of("/mode"),
    needs: "build",
    summary: "Switches a workflow off, to shadow, or live.",
    body: workflowModeRequest,
    answer: workflowDetail,
  },
  { method: "post", path: of("/run"), needs: "operate", summary: "Starts a run by hand.", body: startRequest, answer: started },
  { method: "post", path: of("/remove"), needs: "build", summary: "Forgets a workflow with its versions and runs.", answer: nothing },
  { method: "get", path: "/api/v1/workflow-runs", needs: "view", summary: "Runs, newest first.", query: runQuery, answer: runList },
  { method: "get", path: ofRun(""), needs: "view", summary: "One run with its steps.", answer: runDetail },
  {
    method: "post",
    path: ofRun("/replay"),
    needs: "operate",
    summary: "Starts a new run from what began this one, with the version of then or of today.",
    body: replayRequest,
    answer: started,
  },
  { method: "post", path: ofRun("/retry"), needs: "operate", summary: "Takes a run up that was set aside.", answer: runDetail },
  {
    method: "post",
    path: ofRun("/confirm"),
    needs: "operate",
    summary: "Says that the step was done of which that is not known, and goes on.",
    answer: runDetail,
  },
  { method: "post", path: ofRun("/answer"), needs: "operate", summary: "Answers what a run asks.", body: answerRequest, answer: runDetail },
  { method: "post", path: ofRun("/cancel"), needs: "operate", summary: "Ends a run.", answer: runDetail },
];
