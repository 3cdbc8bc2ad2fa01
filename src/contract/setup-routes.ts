import type { ApiRoute } from "./api-route.ts";
import { setupChange, setupState } from "./setup.ts";

/** How far the guided set-up has come. */
export const setupRoutes: readonly ApiRoute[] = [
  { method: "get", path: "/api/v1/setup/state", needs: "view", summary: "How far the guided set-up has come.", answer: setupState },
  {
    method: "post",
    path: "/api/v1/setup/state",
    needs: "administer",
    summary: "Notes how far the guided set-up has come; what is left out stays.",
    body: setupChange,
    answer: setupState,
  },
];
