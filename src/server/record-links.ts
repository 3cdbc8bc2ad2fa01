import type { FastifyInstance } from "fastify";
import type { Application } from "#engine/application.ts";

/**
 * Addresses of contacts that vendors show to people: by the vendors' ids, so that they outlive everything here, and without a word about anybody
 * (P5). They lead to the pages that there are today.
 */
export async function recordLinkRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  const { store, workspaceId } = app;
  server.get<{ Params: { contactId: string } }>("/r/c/:contactId", async (request, reply) => {
    const bridges = (await store.bridges(workspaceId)).filter(({ entity }) => entity === "contact");
    const links = await Promise.all(bridges.map(({ id }) => store.linkOf(workspaceId, id, "highlevel", request.params.contactId)));
    const known = links.find((link) => link !== null);
    return reply.redirect(known === undefined ? "/contacts" : `/contacts/${known.id}`);
  });
}
