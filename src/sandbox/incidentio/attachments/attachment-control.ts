import { must } from "#lib/must.ts";
import type { IncidentState } from "../state.ts";
import { attachmentShape, insertAttachment, LINK } from "./attachment.ts";

/** What a person does with an incident's attachments; no event tells of it, because the vendor has none. */
export interface AttachmentControl {
  /** Attaches a plain link. Returns the id. */
  attachLink(incidentId: string, url: string, title?: string): string;
  detach(id: string): void;
  /** All of them, or those of one incident, as the API shows them. */
  attachments(incidentId?: string): readonly Readonly<Record<string, unknown>>[];
}

export function attachmentControl(state: IncidentState): AttachmentControl {
  return {
    attachLink(incidentId, url, title) {
      const incident = must(state.incidents.find(incidentId), `incident ${incidentId}`);
      return insertAttachment(state, { incidentId: incident.id, resourceType: LINK, externalId: null, permalink: url, title: title ?? null }).id;
    },
    detach: (id) => void must(state.attachments.remove(id) ? true : null, `attachment ${id}`),
    attachments: (incidentId) =>
      state.attachments
        .all()
        .filter((row) => incidentId === undefined || row.incidentId === incidentId)
        .map(attachmentShape),
  };
}
