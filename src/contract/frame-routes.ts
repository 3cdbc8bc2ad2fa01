import { z } from "zod";
import type { ApiRoute } from "./api-route.ts";
import { connectionView } from "./status.ts";

/** Whether all reading and writing at the vendors is to rest. */
export const pauseRequest = z.object({ paused: z.boolean() }).strict();

/** What the frame around every page asks. */
export const frameRoutes: readonly ApiRoute[] = [
  {
    method: "post",
    path: "/api/v1/pause",
    needs: "administer",
    summary: "Pauses all active connections, or resumes those that this paused.",
    body: pauseRequest,
    answer: z.object({ connections: z.array(connectionView) }),
  },
];
