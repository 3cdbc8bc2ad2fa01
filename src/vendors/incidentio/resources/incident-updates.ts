import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Send } from "../send.ts";
import { actor } from "./actor.ts";
import { pageOf, paging, type Page } from "./pages.ts";
import { severity, status } from "./settings.ts";

const update = z.looseObject({
  id: z.string(),
  incident_id: z.string(),
  message: z.string().nullish(),
  new_incident_status: status,
  new_severity: severity.nullish(),
  merged_into_incident_id: z.string().nullish(),
  updater: actor.nullish(),
  created_at: z.string(),
});
export type IncidentUpdateJson = z.infer<typeof update>;

const single = z.looseObject({ incident_update: update });
const list = z.looseObject({ incident_updates: z.array(update), pagination_meta: paging });

/** Says or changes something: one part at least besides the key and the incident. */
export interface IncidentUpdateDraft {
  /** A repeat under it answers with the first update. */
  readonly idempotency_key: string;
  readonly incident_id: string;
  /** Markdown. */
  readonly message?: string;
  readonly to_incident_status_id?: string;
  readonly to_severity_id?: string;
}

/** What responders tell about incidents. It is public communication, so a bridge writes it only when somebody asked for that. */
export interface IncidentUpdatesResource {
  /** One page, 250 at most. */
  list(
    query: { readonly incidentId: string; readonly pageSize: number; readonly after: string | null },
    call: CallOptions,
  ): Promise<Page<IncidentUpdateJson>>;
  create(draft: IncidentUpdateDraft, call: CallOptions): Promise<IncidentUpdateJson>;
}

export function incidentUpdatesResource(send: Send): IncidentUpdatesResource {
  return {
    async list({ incidentId, pageSize, after }, call) {
      const query = { incident_id: incidentId, page_size: pageSize, after: after ?? undefined };
      const { incident_updates, pagination_meta } = await send("incident-updates.list", { path: {}, query, answer: list }, call);
      return pageOf(incident_updates, pagination_meta);
    },
    create: async (body, call) => (await send("incident-updates.create", { path: {}, body, answer: single }, call)).incident_update,
  };
}
