/** An automation that contacts can be put into. */
export interface StoredWorkflow {
  /** A UUID, unlike other ids. */
  readonly id: string;
  readonly locationId: string;
  readonly name: string;
  readonly status: "draft" | "published";
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface StoredCampaign {
  readonly id: string;
  readonly locationId: string;
  readonly name: string;
  readonly status: "draft" | "published";
}

/** A contact in a workflow or campaign. */
export interface StoredEnrolment {
  readonly contactId: string;
  readonly kind: "workflow" | "campaign";
  /** Id of the workflow or campaign. */
  readonly of: string;
}

export const enrolmentKey = ({ contactId, kind, of }: StoredEnrolment): string => `${kind}:${contactId}:${of}`;
