import type { Body } from "../contact-write.ts";
import { fullName } from "../contact.ts";
import { filled } from "../editor.ts";
import type { StoredRecord } from "../record-store.ts";
import type { HighLevelState } from "../state.ts";

export const opportunityStatuses = ["open", "won", "lost", "abandoned"] as const;
export type OpportunityStatus = (typeof opportunityStatuses)[number];

export interface StoredPipeline {
  readonly id: string;
  readonly locationId: string;
  readonly name: string;
  readonly stages: readonly { readonly id: string; readonly name: string; readonly position: number }[];
}

/** A deal with a contact. */
export interface StoredOpportunity extends StoredRecord {
  name: string;
  pipelineId: string;
  pipelineStageId: string;
  status: OpportunityStatus;
  monetaryValue: number;
  assignedTo: string | null;
  lostReasonId?: string;
  lastStatusChangeAt: string;
  lastStageChangeAt: string;
  deleted: boolean;
}

export function opportunityShape({ contacts }: HighLevelState, opportunity: StoredOpportunity): Body {
  const { id, locationId, contactId, name, pipelineId, pipelineStageId, status, monetaryValue, assignedTo, lostReasonId } = opportunity;
  const contact = contacts.get(contactId ?? "");
  const { dateAdded: createdAt, dateUpdated: updatedAt, lastStatusChangeAt, lastStageChangeAt } = opportunity;
  return {
    id,
    locationId,
    name,
    pipelineId,
    pipelineStageId,
    status,
    monetaryValue,
    ...(assignedTo !== null && { assignedTo }),
    ...(lostReasonId !== undefined && { lostReasonId }),
    createdAt,
    updatedAt,
    lastStatusChangeAt,
    lastStageChangeAt,
    contactId,
    ...(contact !== undefined && {
      contact: filled({
        id: contact.id,
        name: fullName(contact),
        companyName: contact.companyName,
        email: contact.email,
        phone: contact.phone,
        tags: contact.tags,
      }),
    }),
    customFields: [],
    followers: [],
  };
}

/** Body of an opportunity event. */
export function opportunityEvent(opportunity: StoredOpportunity): Body {
  const { id, assignedTo, contactId, monetaryValue, name, pipelineId, pipelineStageId, status, dateAdded } = opportunity;
  return filled({ id, assignedTo, contactId, monetaryValue, name, pipelineId, pipelineStageId, status, dateAdded });
}
