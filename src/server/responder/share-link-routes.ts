import type { FastifyInstance } from "fastify";
import { shareRequest, type ShareLinkView } from "#contract/share-links.ts";
import { HighwireError } from "#core/errors.ts";
import type { ShareLink } from "#core/ports/responder-store.ts";
import type { Application } from "#engine/application.ts";
import { whoNames } from "#engine/people/who-names.ts";
import type { Responder } from "#engine/responder/responder.ts";
import { whoIn } from "../caller.ts";
import { checked, checkNoBody } from "../problem.ts";

/** `/api/v1/share-links`. */
export async function shareLinkRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  const responder = (): Responder => {
    if (app.responder === null) throw new HighwireError("HW_NOT_CONNECTED");
    return app.responder;
  };
  const naming = (): ReturnType<typeof whoNames> => whoNames(app.store, app.workspaceId);
  const list = async (): Promise<{ links: readonly ShareLinkView[] }> => {
    const [links, nameOf] = await Promise.all([responder().shareLinks(), naming()]);
    return { links: links.map((link) => toView(link, nameOf)) };
  };
  server.get("/share-links", list);
  server.post("/share-links", async (request) => {
    const { incident, hours } = checked(shareRequest, request.body);
    const { link, address } = await responder().share(incident, hours, whoIn(request));
    return { link: toView(link, await naming()), address };
  });
  server.post<{ Params: { id: string } }>("/share-links/:id/revoke", async (request) => {
    checkNoBody(request);
    await responder().revokeShareLink(request.params.id, whoIn(request));
    return list();
  });
}

const toView = ({ id, pageId, madeBy, madeAt, expiresAt }: ShareLink, nameOf: (cause: string) => string): ShareLinkView => ({
  id,
  pageId,
  madeBy,
  madeByName: nameOf(`person ${madeBy}`),
  madeAt,
  expiresAt,
});
