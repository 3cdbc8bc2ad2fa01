import type { FastifyInstance } from "fastify";
import type { Application } from "#engine/application.ts";
import { accountRoutes } from "./account-routes.ts";
import { activityRoutes } from "./activity-routes.ts";
import { apiRoutes } from "./api-routes.ts";
import { conflictRoutes } from "./conflict-routes.ts";
import { contactRoutes } from "./contact-routes.ts";
import { eventRoutes } from "./events.ts";
import { flowRoutes } from "./flow-routes.ts";
import { frameRoutes } from "./frame-routes.ts";
import { peopleRoutes } from "./people-routes.ts";
import { planRoutes } from "./plan-routes.ts";
import { shareLinkRoutes } from "./responder/share-link-routes.ts";
import { signInRoutes } from "./sign-in-routes.ts";

/** The parts of `/api/v1`, one an area. */
const parts = [
  frameRoutes,
  apiRoutes,
  contactRoutes,
  accountRoutes,
  signInRoutes,
  conflictRoutes,
  activityRoutes,
  eventRoutes,
  peopleRoutes,
  planRoutes,
  flowRoutes,
  shareLinkRoutes,
] as const;

/** `/api/v1` as a whole. */
export async function wholeApi(server: FastifyInstance, given: { readonly app: Application; readonly publicUrl: string | null }): Promise<void> {
  for (const part of parts) await server.register(part, given);
}
