import type { FastifyInstance } from "fastify";
import type { Application } from "#engine/application.ts";
import { auditRoutes } from "./audit-routes.ts";
import { configRoutes } from "./config-routes.ts";
import { dataRoutes } from "./data-routes.ts";
import { storageRoutes } from "./storage-routes.ts";

/** What the pages of the settings ask for, beside people and connections. */
export async function settingsRoutes(server: FastifyInstance, given: { readonly app: Application }): Promise<void> {
  for (const part of [auditRoutes, configRoutes, dataRoutes, storageRoutes]) await server.register(part, given);
}
