import type { ApiRoute } from "./api-route.ts";
import { doctorView, storageView } from "./storage.ts";

/** The store and its workers. */
export const storageRoutes: readonly ApiRoute[] = [
  {
    method: "get",
    path: "/api/v1/storage",
    needs: "administer",
    summary: "The store: what it is, what it takes, its last backup, its workers, and what waits.",
    answer: storageView,
  },
  {
    method: "post",
    path: "/api/v1/storage/check",
    needs: "administer",
    summary: "Looks at everything Highwire stands on, also at the vendors; each trouble comes with what mends it.",
    answer: doctorView,
  },
];
