import type { SavedViews } from "#core/ports/saved-views.ts";
import type { MemoryState } from "./memory-state.ts";

/** Views of pages that people save, as PostgreSQL keeps them. */
export function savedViewsIn({ views }: Pick<MemoryState, "views">): SavedViews {
  const keyOf = (workspaceId: string, id: string): string => `${workspaceId}:${id}`;
  return {
    list: async (workspaceId, page, who) =>
      [...views]
        .filter(([key, view]) => key === keyOf(workspaceId, view.id) && view.page === page && (view.shared || view.owner === who))
        .map(([, view]) => view)
        .toSorted((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1)),
    async save(workspaceId, view) {
      const { page, owner, createdAt } = views.get(keyOf(workspaceId, view.id)) ?? view;
      views.set(keyOf(workspaceId, view.id), { ...view, page, owner, createdAt });
    },
    async remove(workspaceId, id, owner) {
      const view = views.get(keyOf(workspaceId, id));
      return view !== undefined && (owner === null || view.owner === owner) && views.delete(keyOf(workspaceId, id));
    },
  };
}
