import type { FastifyInstance } from "fastify";
import type { Application } from "#engine/application.ts";
import { recordLinkRoutes } from "./record-links.ts";
import { signInCallback } from "./sign-in-routes.ts";

/** Addresses beside the API to which vendors' pages lead. */
export async function outerRoutes(server: FastifyInstance, parts: { readonly app: Application; readonly publicUrl: string | null }): Promise<void> {
  await server.register(recordLinkRoutes, parts);
  await server.register(signInCallback, parts);
}
