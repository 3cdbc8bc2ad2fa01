import { must } from "#lib/must.ts";
import type { Body } from "../contact-write.ts";
import type { HighLevelState } from "../state.ts";
import { changeOpportunity, deleteOpportunity, insertOpportunity } from "./opportunity-edits.ts";
import { opportunityShape, type StoredOpportunity, type StoredPipeline } from "./opportunity.ts";

/** What a person does with opportunities in the vendor's pages. */
export interface OpportunityControl {
  /** In the location's first pipeline and open, unless the body says otherwise. Returns the id. */
  createOpportunity(contactId: string, body: Body): string;
  /** A body as for an update through the API: value, stage, status, owner … */
  editOpportunity(id: string, body: Body): void;
  deleteOpportunity(id: string): void;
  /** The truth of all locations, or of one; deleted ones are left out. */
  opportunities(locationId?: string): readonly Body[];
  pipelines(locationId?: string): readonly StoredPipeline[];
}

export function opportunityControl(state: HighLevelState): OpportunityControl {
  const opportunity = (id: string): StoredOpportunity => must(state.opportunities.get(id), `opportunity ${id}`);
  const pipelines = (locationId?: string): readonly StoredPipeline[] =>
    [...state.pipelines.values()].filter((pipeline) => locationId === undefined || pipeline.locationId === locationId);
  return {
    createOpportunity(contactId, body) {
      const contact = must(state.contacts.get(contactId), `contact ${contactId}`);
      const wanted = body["pipelineId"];
      const pipeline = typeof wanted === "string" ? state.pipelines.get(wanted) : pipelines(contact.locationId)[0];
      return insertOpportunity(state, must(pipeline, "a pipeline"), contact, body, null).id;
    },
    editOpportunity: (id, body) => changeOpportunity(state, opportunity(id), body, null),
    deleteOpportunity: (id) => deleteOpportunity(state, opportunity(id), null),
    opportunities: (locationId) =>
      [...state.opportunities.all()]
        .filter((stored) => !stored.deleted && (locationId === undefined || stored.locationId === locationId))
        .map((stored) => opportunityShape(state, stored)),
    pipelines,
  };
}
