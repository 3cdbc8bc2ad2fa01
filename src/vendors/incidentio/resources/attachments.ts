import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Send } from "../send.ts";

const attachment = z.looseObject({
  id: z.string(),
  incident_id: z.string(),
  resource: z.looseObject({ resource_type: z.string(), external_id: z.string(), permalink: z.string(), title: z.string().nullish() }),
});
export type AttachmentJson = z.infer<typeof attachment>;

const single = z.looseObject({ incident_attachment: attachment });
const list = z.looseObject({ incident_attachments: z.array(attachment) });

/** A plain link; it holds no personal data and is signed or behind a login (P5). */
export interface LinkDraft {
  readonly url: string;
  readonly title: string;
  /** Shortcode without colons. */
  readonly emoji?: string;
}

/** Links on incidents. A create is not idempotent, so look for the permalink before repeating one (I4); nothing changes one. */
export interface AttachmentsResource {
  /** All of an incident. */
  ofIncident(incidentId: string, call: CallOptions): Promise<readonly AttachmentJson[]>;
  attachLink(incidentId: string, link: LinkDraft, call: CallOptions): Promise<AttachmentJson>;
  remove(id: string, call: CallOptions): Promise<void>;
}

export function attachmentsResource(send: Send): AttachmentsResource {
  return {
    ofIncident: async (incidentId, call) =>
      (await send("attachments.list", { path: {}, query: { incident_id: incidentId }, answer: list }, call)).incident_attachments,
    async attachLink(incidentId, link, call) {
      const body = { incident_id: incidentId, resource: { resource_type: "arbitrary_url", ...link } };
      return (await send("attachments.create", { path: {}, body, answer: single }, call)).incident_attachment;
    },
    remove: async (id, call) => void (await send("attachments.delete", { path: { id }, answer: z.unknown() }, call)),
  };
}
