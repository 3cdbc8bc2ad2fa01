import type { FastifyInstance } from "fastify";
import type { Application } from "#engine/application.ts";
import type { People } from "./people/people.ts";
import { oidcCallbackRoute } from "./people/sign-in-routes.ts";
import { recordLinkRoutes } from "./record-links.ts";
import { signInCallback } from "./sign-in-routes.ts";

export interface OuterParts {
  readonly app: Application;
  readonly people: People;
  readonly publicUrl: string | null;
}

/** Addresses beside the API to which vendors' pages lead. */
export async function outerRoutes(server: FastifyInstance, parts: OuterParts): Promise<void> {
  await server.register(recordLinkRoutes, parts);
  await server.register(signInCallback, parts);
  await server.register(oidcCallbackRoute, parts);
}
