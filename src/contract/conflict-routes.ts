import type { ApiRoute } from "./api-route.ts";
import {
  alwaysRequest,
  conflictCauses,
  conflictStory,
  inboxPage,
  inboxQuery,
  noteRequest,
  reopenedView,
  reopenRequest,
  settledView,
  settleRequest,
} from "./conflicts.ts";
import { needsYouView } from "./needs-you.ts";

/** Routes about what waits for a person. Values of conflicts are shown to those who may decide between them. */
export const conflictRoutes: readonly ApiRoute[] = [
  {
    method: "get",
    path: "/api/v1/needs-you",
    needs: "view",
    summary: "What waits for a person: paused connections, brakes, failures and conflicts by cause, tokens that end soon.",
    answer: needsYouView,
  },
  { method: "get", path: "/api/v1/conflicts/causes", needs: "view", summary: "Unanswered conflicts, gathered by cause.", answer: conflictCauses },
  {
    method: "get",
    path: "/api/v1/conflicts/inbox",
    needs: "view",
    summary: "Unanswered conflicts of one cause or of all, newest first, without their values.",
    query: inboxQuery,
    answer: inboxPage,
  },
  {
    method: "get",
    path: "/api/v1/conflicts/{id}",
    needs: "operate",
    summary: "One conflict with both values, what was last agreed, and what is known of who changed what.",
    answer: conflictStory,
  },
  {
    method: "post",
    path: "/api/v1/conflicts/settle",
    needs: "operate",
    summary: "Settles conflicts, named or by cause; carried out after ten seconds.",
    body: settleRequest,
    answer: settledView,
  },
  {
    method: "post",
    path: "/api/v1/conflicts/always",
    needs: "build",
    summary: "Settles all conflicts of one cause and makes the answer the flow's rule for the field.",
    body: alwaysRequest,
    answer: settledView,
  },
  {
    method: "post",
    path: "/api/v1/conflicts/reopen",
    needs: "operate",
    summary: "Takes answers back that are not carried out yet.",
    body: reopenRequest,
    answer: reopenedView,
  },
  {
    method: "post",
    path: "/api/v1/conflicts/{id}/note",
    needs: "operate",
    summary: "Leaves an assignee and a comment on a conflict.",
    body: noteRequest,
    answer: conflictStory,
  },
];
