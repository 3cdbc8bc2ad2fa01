import type { Entity } from "#core/bridge.ts";
import { recipeIds, recipes, type RecipeId } from "#core/recipes.ts";
import type { NeedsYou } from "./needs-you.ts";

/** Under what a thing that waits is known while it waits, and the page on which it is settled, with filters. */
export interface NeedPlace {
  readonly id: string;
  readonly href: string;
}

export function placeOf(item: NeedsYou): NeedPlace {
  switch (item.kind) {
    case "connection":
    case "token":
      return { id: `${item.kind}:${item.connection.id}`, href: `/settings/connections?id=${item.connection.id}` };
    case "brake":
      return { id: `brake:${item.bridge.id}`, href: flowPage(item.bridge.entity) };
    case "parked": {
      const { bridgeId, because } = item.cause;
      const href = `/activity?${String(new URLSearchParams({ flow: bridgeId, ...(because !== null && { error: because }) }))}`;
      return { id: `parked:${bridgeId}:${because ?? ""}`, href };
    }
    case "runs":
    case "questions": {
      const { workflowId, because, runId } = item.cause;
      const href = `/flows/workflows/${workflowId}?${String(new URLSearchParams({ tab: "runs", run: runId }))}`;
      return { id: `${item.kind}:${workflowId}:${because ?? ""}`, href };
    }
    case "conflicts": {
      const { bridgeId, kind, field } = item.cause;
      return { id: `conflicts:${bridgeId}:${kind}:${field}`, href: `/conflicts?${String(new URLSearchParams({ flow: bridgeId, kind, field }))}` };
    }
  }
}

/** The page of the flow that keeps such records in step. */
export const flowPage = (entity: Entity): string =>
  `/flows/${recipeIds.find((id: RecipeId) => [...recipes[id].own, ...recipes[id].also].includes(entity)) ?? "contacts"}`;
