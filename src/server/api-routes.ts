import type { FastifyInstance } from "fastify";
import { conflictQuery, resolutionRequest } from "#contract/contacts.ts";
import { connectionRequest, modeRequest, statusView } from "#contract/status.ts";
import { buttonOf } from "#core/error-buttons.ts";
import { registry, type ErrorCode } from "#core/error-registry.ts";
import type { BridgeId, ConflictId, ConnectionId, LinkId } from "#core/ids.ts";
import type { Resolution } from "#core/ports/store.ts";
import type { Application } from "#engine/application.ts";
import { whoIn } from "./caller.ts";
import { checked, checkNoBody } from "./problem.ts";
import { toConflict, toConnection, toStatus } from "./views.ts";

/** `/api/v1`: each route mirrors one operation of the application. */
export async function apiRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  readingRoutes(server, app);
  changingRoutes(server, app);
}

function readingRoutes(server: FastifyInstance, app: Application): void {
  const { store, workspaceId } = app;

  server.get("/status", async () => statusView.parse(toStatus(await app.status())));

  server.get("/conflicts", async (request) => {
    const { limit, contact } = checked(conflictQuery, request.query);
    const rows = await store.conflicts(workspaceId, { state: "open", limit, ...(contact !== undefined && { linkId: contact as LinkId }) });
    return { conflicts: rows.map(toConflict) };
  });

  server.get("/connections", async () => ({ connections: (await store.connections(workspaceId)).map(toConnection) }));
  server.get("/bridges", async () => ({ bridges: toStatus(await app.status()).bridges }));
  server.get("/errors", async () => ({
    errors: Object.entries(registry).map(([code, entry]) => ({ code, ...entry, button: buttonOf[code as ErrorCode] })),
  }));
}

function changingRoutes(server: FastifyInstance, app: Application): void {
  server.post<{ Params: { id: string } }>("/conflicts/:id/resolve", async (request) => {
    const resolution = checked(resolutionRequest, request.body) as Resolution;
    return toConflict(await app.resolveConflict(request.params.id as ConflictId, resolution, whoIn(request)));
  });
  server.post<{ Params: { id: string } }>("/connections/:id/state", async (request) =>
    toConnection(await app.setConnectionState(request.params.id as ConnectionId, checked(connectionRequest, request.body).state, whoIn(request))),
  );
  server.post<{ Params: { id: string } }>("/bridges/:id/mode", async (request) => {
    await app.setBridgeMode(request.params.id as BridgeId, checked(modeRequest, request.body).mode, whoIn(request));
    return { bridges: toStatus(await app.status()).bridges };
  });
  server.post<{ Params: { id: string } }>("/bridges/:id/release-brake", async (request) => {
    checkNoBody(request);
    await app.releaseBrake(request.params.id as BridgeId, whoIn(request));
    return { bridges: toStatus(await app.status()).bridges };
  });
}
