import { z } from "zod";
import type { ApiRoute } from "./api-route.ts";

/** Pages whose filters people can keep under a name. */
export const viewPage = z.enum(["contacts", "activity"]);
export type ViewPage = z.infer<typeof viewPage>;

const viewQuery = z.record(z.string().max(40), z.string().max(80));
export const savedView = z.object({ id: z.string(), name: z.string(), shared: z.boolean(), own: z.boolean(), query: viewQuery });
export type SavedView = z.infer<typeof savedView>;
export const newView = z.object({ page: viewPage, name: z.string().trim().min(1).max(80), shared: z.boolean(), query: viewQuery }).strict();
export type NewView = z.infer<typeof newView>;
export const viewsQuery = z.object({ page: viewPage });
export const viewList = z.object({ views: z.array(savedView) });

/** Views of pages that people save: filters and order under a name. */
export const viewRoutes: readonly ApiRoute[] = [
  {
    method: "get",
    path: "/api/v1/views",
    needs: "view",
    summary: "Saved views of a page: one's own and the shared ones.",
    query: viewsQuery,
    answer: viewList,
  },
  {
    method: "post",
    path: "/api/v1/views",
    needs: "view",
    summary: "Saves a view; sharing one needs the permission to operate.",
    body: newView,
    answer: savedView,
  },
  { method: "post", path: "/api/v1/views/{id}/remove", needs: "view", summary: "Removes one of one's own views.", answer: z.object({}) },
];
