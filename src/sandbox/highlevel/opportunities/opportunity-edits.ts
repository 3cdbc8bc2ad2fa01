import { textOf, type Body } from "../contact-write.ts";
import type { StoredContact } from "../contact.ts";
import { tell, touchContact, type Editor } from "../editor.ts";
import type { HighLevelState } from "../state.ts";
import type { EventType } from "../webhooks.ts";
import { opportunityEvent, type OpportunityStatus, type StoredOpportunity, type StoredPipeline } from "./opportunity.ts";

/** A new opportunity, however it comes about, with its events; without a stage it begins in the first. */
export function insertOpportunity(
  state: HighLevelState,
  pipeline: StoredPipeline,
  contact: StoredContact,
  body: Body,
  editor: Editor,
): StoredOpportunity {
  const blank = state.opportunities.blank(contact.locationId);
  const made: StoredOpportunity = {
    ...blank,
    contactId: contact.id,
    name: "",
    pipelineId: pipeline.id,
    pipelineStageId: pipeline.stages[0]?.id ?? "",
    status: "open",
    monetaryValue: 0,
    assignedTo: null,
    lastStatusChangeAt: blank.dateAdded,
    lastStageChangeAt: blank.dateAdded,
    deleted: false,
  };
  write(state, made, body);
  const opportunity = state.opportunities.insert(made);
  touchContact(state, contact.id);
  tellOf(state, editor, ["OpportunityCreate"], opportunity);
  return opportunity;
}

/** A change; what changed decides which events go with the general one. */
export function changeOpportunity(state: HighLevelState, opportunity: StoredOpportunity, body: Body, editor: Editor): void {
  const before = structuredClone(opportunity);
  const trial = structuredClone(opportunity);
  write(state, trial, body);
  if (!state.quirks.idleWritesTell && JSON.stringify(trial) === JSON.stringify(before)) return;
  state.opportunities.save(opportunity, (stored) => {
    write(state, stored, body);
    const at = new Date(state.clock.now() + state.quirks.clockSkewMs).toISOString();
    if (stored.status !== before.status) stored.lastStatusChangeAt = at;
    if (stored.pipelineStageId !== before.pipelineStageId) stored.lastStageChangeAt = at;
  });
  touchContact(state, opportunity.contactId);
  const special = (
    [
      ["status", "Status"],
      ["pipelineStageId", "Stage"],
      ["monetaryValue", "MonetaryValue"],
      ["assignedTo", "AssignedTo"],
    ] as const
  )
    .filter(([key]) => opportunity[key] !== before[key])
    .map(([, name]) => `Opportunity${name}Update` as const);
  tellOf(state, editor, special, opportunity);
}

export function deleteOpportunity(state: HighLevelState, opportunity: StoredOpportunity, editor: Editor): void {
  forgetOpportunity(state, opportunity);
  touchContact(state, opportunity.contactId);
  tellOf(state, editor, ["OpportunityDelete"], opportunity);
}

/** Deletes without a word. */
export function forgetOpportunity(state: HighLevelState, opportunity: StoredOpportunity): void {
  state.opportunities.save(opportunity, (stored) => {
    stored.deleted = true;
  });
}

/** Each change emits OpportunityUpdate and the special event; so do creates and deletes (facts, section 8). */
function tellOf(state: HighLevelState, editor: Editor, types: readonly EventType[], opportunity: StoredOpportunity): void {
  for (const type of [...types, "OpportunityUpdate" as const]) tell(state, editor, type, opportunity.locationId, opportunityEvent(opportunity));
}

function write(state: HighLevelState, opportunity: StoredOpportunity, body: Body): void {
  const { quirks, pipelines } = state;
  if (textOf(body["name"], quirks) !== "") opportunity.name = textOf(body["name"], quirks);
  if (typeof body["pipelineId"] === "string" && body["pipelineId"] !== opportunity.pipelineId) {
    opportunity.pipelineId = body["pipelineId"];
    opportunity.pipelineStageId = pipelines.get(body["pipelineId"])?.stages[0]?.id ?? "";
  }
  if (typeof body["pipelineStageId"] === "string") opportunity.pipelineStageId = body["pipelineStageId"];
  if (typeof body["status"] === "string") opportunity.status = body["status"] as OpportunityStatus;
  if (typeof body["monetaryValue"] === "number") opportunity.monetaryValue = body["monetaryValue"];
  if ("assignedTo" in body) opportunity.assignedTo = textOf(body["assignedTo"], quirks) || null;
  if (typeof body["lostReasonId"] === "string") opportunity.lostReasonId = body["lostReasonId"];
}
