import type { ApiRoute } from "./api-route.ts";
import { dataView, eraseRequest, erasure, personExport, retentionRequest } from "./data.ts";

/** Data and privacy: how long rows are kept, and what is kept of a person. */
export const dataRoutes: readonly ApiRoute[] = [
  {
    method: "get",
    path: "/api/v1/data",
    needs: "administer",
    summary: "How long each kind of rows is kept, and which fields are masked.",
    answer: dataView,
  },
  {
    method: "post",
    path: "/api/v1/data/retention",
    needs: "administer",
    summary: "Changes how many days rows are kept once they are over; what is left out stays.",
    body: retentionRequest,
    answer: dataView,
  },
  {
    method: "post",
    path: "/api/v1/data/people/{id}/export",
    needs: "administer",
    summary: "Everything that is kept of the person behind a contact, to hand over. That somebody looked is noted.",
    answer: personExport,
  },
  {
    method: "post",
    path: "/api/v1/data/people/{id}/erase",
    needs: "administer",
    summary:
      "Removes every value kept of the person behind a contact and leaves them alone from then on; unless told otherwise it only tells what there is.",
    body: eraseRequest,
    answer: erasure,
  },
];
