import type { FastifyInstance } from "fastify";
import { meView } from "#contract/me.ts";
import { permissionsOf } from "#core/policy/role.ts";
import { callerOf } from "../caller.ts";
import { codeRoutes } from "./code-routes.ts";
import { ownAccountRoutes } from "./own-account-routes.ts";
import { peopleAdminRoutes } from "./people-routes.ts";
import type { People } from "./people.ts";
import { signInRoutes } from "./sign-in-routes.ts";

/** Everything about people below `/api/v1`. */
export async function peopleRoutes(server: FastifyInstance, parts: { readonly people: People; readonly url: () => string }): Promise<void> {
  server.get("/me", async (request) => {
    const caller = callerOf(request);
    return meView.parse({
      person: caller?.person ?? null,
      permissions: caller === null ? [] : permissionsOf(caller.role),
      signInNeeded: caller === null,
    });
  });
  await server.register(signInRoutes, parts);
  await server.register(codeRoutes, parts);
  await server.register(peopleAdminRoutes, parts);
  await server.register(ownAccountRoutes, parts);
}
