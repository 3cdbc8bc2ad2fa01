import type { FastifyInstance, FastifyRequest } from "fastify";
import { catalogEntry, catalogList, catalogQuery, exampleView, runRequest, runView, valuesQuery, valuesView } from "#contract/operations.ts";
import { HighwireError } from "#core/errors.ts";
import type { OperationInput } from "#core/catalog/operation.ts";
import { searchCatalog, type CatalogSearch } from "#core/catalog/search-catalog.ts";
import type { ConnectionId } from "#core/ids.ts";
import type { Application } from "#engine/application.ts";
import type { OperationDesk, Trier } from "#engine/operations/operation-desk.ts";
import { mayIn, whoIn } from "./caller.ts";
import { toActionEntry, toRun, toTriggerEntry } from "./operation-views.ts";
import { checked, checkNoBody } from "./problem.ts";

type WithId = FastifyRequest<{ Params: { id: string } }>;

/** `/api/v1/operations`: the catalog. */
export async function operationRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  server.get("/operations", async (request) => {
    const search = checked(catalogQuery, request.query) as CatalogSearch;
    return catalogList.parse({ items: searchCatalog(await deskOf(app).catalog.items(), search) });
  });
  server.get("/operations/:id", async (request: WithId) => {
    const { catalog } = deskOf(app);
    const operation = await catalog.operation(request.params.id);
    if (operation !== null) return catalogEntry.parse(toActionEntry(operation));
    const trigger = await catalog.trigger(request.params.id);
    if (trigger === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "id", detail: "the catalog has no such entry" });
    return catalogEntry.parse(toTriggerEntry(trigger));
  });
  server.get("/operations/:id/values", async (request: WithId) => {
    const asked = checked(valuesQuery, request.query);
    return valuesView.parse(await deskOf(app).values({ operationId: request.params.id, ...asked }, trierOf(request)));
  });
  server.post("/operations/:id/example", async (request: WithId) => {
    checkNoBody(request);
    return exampleView.parse({ input: await deskOf(app).example(request.params.id) });
  });
  server.post("/operations/:id/run", async (request: WithId) => {
    const { input, connectionId, ...asked } = checked(runRequest, request.body);
    const given = {
      ...asked,
      operationId: request.params.id,
      input: input as OperationInput,
      ...(connectionId !== undefined && { connectionId: connectionId as ConnectionId }),
    };
    return runView.parse(toRun(await deskOf(app).try(given as Parameters<OperationDesk["try"]>[0], trierOf(request))));
  });
}

function deskOf({ operations }: Application): OperationDesk {
  if (operations === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { detail: "this Highwire has no catalog" });
  return operations;
}

const trierOf = (request: FastifyRequest): Trier => ({ who: whoIn(request), may: (permission) => mayIn(request, permission) });
