import type { FastifyInstance } from "fastify";
import { newView, savedView, viewList, viewsQuery } from "#contract/saved-views.ts";
import { HighwireError } from "#core/errors.ts";
import type { Application } from "#engine/application.ts";
import { mayIn, whoIn } from "./caller.ts";
import { checked, checkNoBody } from "./problem.ts";

/** Views of a page that one person has at most. */
const MOST_VIEWS = 50;

/** Views of pages that people save. */
export async function viewRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  const { store, workspaceId, clock } = app;
  server.get("/views", async (request) => {
    const who = whoIn(request);
    const views = await store.views.list(workspaceId, checked(viewsQuery, request.query).page, who);
    return viewList.parse({ views: views.map(({ owner, ...view }) => ({ ...view, own: owner === who })) });
  });
  server.post("/views", async (request) => {
    const view = checked(newView, request.body);
    const who = whoIn(request);
    if (view.shared && !mayIn(request, "operate"))
      throw new HighwireError("HW_REQUEST_FORBIDDEN", { detail: "to share a view you need the permission to operate" });
    const own = (await store.views.list(workspaceId, view.page, who)).filter(({ owner }) => owner === who);
    if (own.length >= MOST_VIEWS)
      throw new HighwireError("HW_REQUEST_CONFLICT", { detail: `you have ${String(MOST_VIEWS)} views already; remove one first` });
    const saved = { ...view, id: crypto.randomUUID(), owner: who, createdAt: clock.now() };
    await store.views.save(workspaceId, saved);
    return savedView.parse({ ...saved, own: true });
  });
  server.post<{ Params: { id: string } }>("/views/:id/remove", async (request) => {
    checkNoBody(request);
    if (!(await store.views.remove(workspaceId, request.params.id, whoIn(request)))) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "id" });
    return {};
  });
}
