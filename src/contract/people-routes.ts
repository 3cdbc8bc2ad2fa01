import type { ApiRoute } from "./api-route.ts";
import { meView } from "./me.ts";

/** Who is there, and what they may do. */
export const peopleRoutes: readonly ApiRoute[] = [
  { method: "get", path: "/api/v1/me", needs: null, summary: "Who asks, and what they may do.", answer: meView },
];
