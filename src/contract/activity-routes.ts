import { z } from "zod";
import {
  activityPage,
  activityQuery,
  activityStory,
  affected,
  ignoreRequest,
  retryRequest,
  revealAnswer,
  revealRequest,
  undoAnswer,
  undoRequest,
} from "./activity.ts";
import type { ApiRoute } from "./api-route.ts";
import { recordCheck, repaired, repairRequest } from "./repair.ts";

/** Routes about what happened, why, and what can be done about it. */
export const activityRoutes: readonly ApiRoute[] = [
  {
    method: "get",
    path: "/api/v1/activity",
    needs: "view",
    summary: "What happened and why, newest first, by many filters.",
    query: activityQuery,
    answer: activityPage,
  },
  {
    method: "get",
    path: "/api/v1/activity/{id}",
    needs: "view",
    summary: "One entry with everything that is kept of how it came about; personal values masked.",
    answer: activityStory,
  },
  {
    method: "post",
    path: "/api/v1/activity/retry",
    needs: "operate",
    summary: "Looks again at records that gave up: reads both sides, does what is needed.",
    body: retryRequest,
    answer: affected,
  },
  {
    method: "post",
    path: "/api/v1/activity/ignore",
    needs: "operate",
    summary: "Leaves records that gave up alone until either side changes them again.",
    body: ignoreRequest,
    answer: affected,
  },
  {
    method: "post",
    path: "/api/v1/activity/{id}/replay",
    needs: "operate",
    summary: "Feeds the event behind an entry again, through today's flows.",
    answer: affected,
  },
  {
    method: "post",
    path: "/api/v1/activity/{id}/resync",
    needs: "operate",
    summary: "Brings an entry's record into step now.",
    answer: z.object({ done: z.literal(true) }),
  },
  {
    method: "post",
    path: "/api/v1/activity/{id}/undo",
    needs: "build",
    summary: "Takes an entry's write back for all that nobody has changed since; a rehearsal only tells.",
    body: undoRequest,
    answer: undoAnswer,
  },
  {
    method: "post",
    path: "/api/v1/contacts/{id}/check",
    needs: "operate",
    summary: "Looks at both vendors whether a record is there, and for others that may be meant; writes nothing there.",
    answer: recordCheck,
  },
  {
    method: "post",
    path: "/api/v1/contacts/{id}/repair",
    needs: "operate",
    summary: "Links a record with another one, has the missing one created again, or ends the link.",
    body: repairRequest,
    answer: repaired,
  },
  {
    method: "post",
    path: "/api/v1/activity/{id}/reveal",
    needs: "reveal",
    summary: "Shows an entry's masked values or event; who asked is noted.",
    body: revealRequest,
    answer: revealAnswer,
  },
];
