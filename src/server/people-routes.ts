import type { FastifyInstance } from "fastify";
import { meView } from "#contract/me.ts";
import { permissionsOf } from "#core/policy/role.ts";
import { callerOf } from "./caller.ts";

/** Who is there, and what they may do. */
export async function peopleRoutes(server: FastifyInstance): Promise<void> {
  server.get("/me", async (request) => {
    const caller = callerOf(request);
    return meView.parse({
      person: caller?.person ?? null,
      permissions: caller === null ? [] : permissionsOf(caller.role),
      signInNeeded: caller === null,
    });
  });
}
