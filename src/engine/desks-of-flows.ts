import type { Application } from "./application.ts";
import { createFlowDesk, type FlowDeskParts } from "./flows/flow-desk.ts";
import { createMappingDesk, type MappingDeskParts } from "./mapping/mapping-desk.ts";
import { createPlanDesk, type PlanDeskParts } from "./plans/plan-desk.ts";

export interface FlowDesksParts extends FlowDeskParts, PlanDeskParts {
  /** What mappings are made between. Default: only what the mapping itself and HighLevel's own fields tell. */
  readonly places?: MappingDeskParts["places"];
}

/** Flows, the mappings of their bridges, and plans of what either would write. */
export function desksOfFlows(parts: FlowDesksParts): Pick<Application, "flows" | "plans" | "mappings"> {
  const { ports, workspaceId, places } = parts;
  const plans = createPlanDesk(parts);
  return {
    flows: createFlowDesk(parts),
    plans,
    mappings: createMappingDesk({ ports, workspaceId, plans, ...(places !== undefined && { places }) }),
  };
}
