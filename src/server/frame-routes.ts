import type { FastifyInstance } from "fastify";
import { pauseRequest } from "#contract/frame-routes.ts";
import type { Application } from "#engine/application.ts";
import { whoIn } from "./caller.ts";
import { checked } from "./problem.ts";
import { toConnection } from "./views.ts";

/** What the frame around every page asks. */
export async function frameRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  server.post("/pause", async (request) => {
    const { paused } = checked(pauseRequest, request.body);
    return { connections: (await app.pauseAll(paused, whoIn(request))).map(toConnection) };
  });
}
