import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import type { Application } from "#engine/application.ts";
import { accountRoutes } from "./account-routes.ts";
import { activityRoutes } from "./activity-routes.ts";
import { alertRoutes } from "./alert-routes.ts";
import { apiRoutes } from "./api-routes.ts";
import { conflictRoutes } from "./conflict-routes.ts";
import { contactRoutes } from "./contact-routes.ts";
import { dashboardRoutes } from "./dashboard-routes.ts";
import { viewRoutes } from "./view-routes.ts";
import { eventRoutes } from "./events.ts";
import { flowRoutes } from "./flow-routes.ts";
import { frameRoutes } from "./frame-routes.ts";
import { operationRoutes } from "./operation-routes.ts";
import { mappingRoutes } from "./mapping-routes.ts";
import { planRoutes } from "./plan-routes.ts";
import { settingsRoutes } from "./settings-routes.ts";
import { setupRoutes } from "./setup-routes.ts";
import { shareLinkRoutes } from "./responder/share-link-routes.ts";
import { workflowRoutes } from "./workflow-routes.ts";
import { signInRoutes } from "./sign-in-routes.ts";
import { peopleRoutes } from "./people/me-routes.ts";
import type { People } from "./people/people.ts";

/** What the parts are made over. */
export interface ApiParts {
  readonly app: Application;
  readonly people: People;
  /** Under which people open the page. */
  readonly url: () => string;
  /** The same when it was set; null when it was not. */
  readonly publicUrl: string | null;
}

/** The parts of `/api/v1`, one an area. */
const parts: readonly FastifyPluginAsync<ApiParts>[] = [
  frameRoutes,
  setupRoutes,
  apiRoutes,
  contactRoutes,
  viewRoutes,
  accountRoutes,
  signInRoutes,
  conflictRoutes,
  activityRoutes,
  settingsRoutes,
  eventRoutes,
  peopleRoutes,
  planRoutes,
  operationRoutes,
  flowRoutes,
  workflowRoutes,
  mappingRoutes,
  shareLinkRoutes,
  dashboardRoutes,
  alertRoutes,
];

/** `/api/v1` as a whole. */
export async function wholeApi(server: FastifyInstance, given: ApiParts): Promise<void> {
  for (const part of parts) await server.register(part, given);
}
