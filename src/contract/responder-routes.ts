import type { ApiRoute } from "./api-route.ts";
import { madeShareLink, shareLinkList, shareRequest } from "./share-links.ts";

/** Links that open an incident's page to others. */
export const responderApiRoutes: readonly ApiRoute[] = [
  { method: "get", path: "/api/v1/share-links", needs: "operate", summary: "Share links that still open, newest first.", answer: shareLinkList },
  {
    method: "post",
    path: "/api/v1/share-links",
    needs: "operate",
    summary: "Makes a link that opens one incident's page, only to look, for some hours.",
    body: shareRequest,
    answer: madeShareLink,
  },
  {
    method: "post",
    path: "/api/v1/share-links/{id}/revoke",
    needs: "operate",
    summary: "Ends a share link, and with it whoever came by it.",
    answer: shareLinkList,
  },
];
