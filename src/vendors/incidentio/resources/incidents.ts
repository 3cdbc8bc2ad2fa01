import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Send } from "../send.ts";
import { actor, embeddedUser } from "./actor.ts";
import { pageOf, paging, type Page } from "./pages.ts";
import { status, severity } from "./settings.ts";

const value = z.looseObject({
  value_catalog_entry: z
    .looseObject({ id: z.string(), name: z.string().nullish(), external_id: z.string().nullish(), aliases: z.array(z.string()).nullish() })
    .nullish(),
  value_option: z.looseObject({ id: z.string(), value: z.string() }).nullish(),
  value_text: z.string().nullish(),
  value_link: z.string().nullish(),
  value_numeric: z.string().nullish(),
});
const incident = z.looseObject({
  id: z.string(),
  reference: z.string(),
  name: z.string(),
  summary: z.string().nullish(),
  permalink: z.string().nullish(),
  visibility: z.string(),
  mode: z.string(),
  incident_status: status,
  severity: severity.nullish(),
  incident_type: z.looseObject({ id: z.string() }).nullish(),
  creator: actor.nullish(),
  custom_field_entries: z.array(z.looseObject({ custom_field: z.looseObject({ id: z.string() }), values: z.array(value) })),
  incident_role_assignments: z
    .array(z.looseObject({ role: z.looseObject({ id: z.string(), role_type: z.string() }), assignee: embeddedUser.nullish() }))
    .nullish(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type IncidentJson = z.infer<typeof incident>;

const single = z.looseObject({ incident });
const list = z.looseObject({ incidents: z.array(incident), pagination_meta: paging });

/** One value of a custom field, by the field's type. A catalog entry is named by id, external id or alias. */
export type FieldValueWrite =
  | { readonly value_catalog_entry_id: string }
  | { readonly value_option_id: string }
  | { readonly value_text: string }
  | { readonly value_link: string }
  | { readonly value_numeric: string };

/** What is left out stays. The values of a field that is named are replaced, and none clears it: read first, and keep people's values (M3). */
export interface IncidentWrite {
  readonly name?: string;
  readonly summary?: string;
  readonly severity_id?: string;
  readonly incident_status_id?: string;
  readonly custom_field_entries?: readonly { readonly custom_field_id: string; readonly values: readonly FieldValueWrite[] }[];
  readonly incident_role_assignments?: readonly {
    readonly incident_role_id: string;
    readonly assignee: { readonly id: string } | { readonly email: string };
  }[];
}
export interface IncidentDraft extends IncidentWrite {
  /** A repeat under it answers with the first incident. */
  readonly idempotency_key: string;
  readonly visibility: "public" | "private";
  readonly incident_type_id?: string;
  /** `standard` by default. */
  readonly mode?: "standard" | "retrospective" | "test" | "tutorial";
}

export interface IncidentsQuery {
  /** 250 at most. */
  readonly pageSize: number;
  readonly after: string | null;
  /** ISO; it belongs to what is found. */
  readonly createdSince?: string;
  readonly updatedSince?: string;
  /** Such as `live`, which the dashboard calls active, and `learning`, which it calls post-incident. */
  readonly statusCategories?: readonly string[];
  /** Without it, standard and retrospective ones. */
  readonly modes?: readonly string[];
  /** Incidents of which a custom field names one of these: ids of catalog entries or options. */
  readonly naming?: { readonly customFieldId: string; readonly ids: readonly string[] };
}

/** Incidents, version 2. Private ones are there only for keys with global access. */
export interface IncidentsResource {
  /** One page, oldest first. */
  list(query: IncidentsQuery, call: CallOptions): Promise<Page<IncidentJson>>;
  /** By id, or by the number of `INC-123`. */
  show(idOrNumber: string, call: CallOptions): Promise<IncidentJson>;
  create(draft: IncidentDraft, call: CallOptions): Promise<IncidentJson>;
  /** The incident's channel is told only when asked: responders should not read of our housekeeping. */
  edit(id: string, changes: IncidentWrite, call: CallOptions & { readonly tellChannel?: boolean }): Promise<IncidentJson>;
}

export function incidentsResource(send: Send): IncidentsResource {
  return {
    async list(query, call) {
      const { incidents, pagination_meta } = await send("incidents.list", { path: {}, query: queryOf(query), answer: list }, call);
      return pageOf(incidents, pagination_meta);
    },
    show: async (id, call) => (await send("incidents.show", { path: { id }, answer: single }, call)).incident,
    create: async (body, call) => (await send("incidents.create", { path: {}, body, answer: single }, call)).incident,
    async edit(id, changes, { tellChannel = false, ...call }) {
      const body = { incident: changes, notify_incident_channel: tellChannel };
      return (await send("incidents.edit", { path: { id }, body, answer: single }, call)).incident;
    },
  };
}

function queryOf({
  pageSize,
  after,
  createdSince,
  updatedSince,
  statusCategories,
  modes,
  naming,
}: IncidentsQuery): Parameters<Send>[1]["query"] & object {
  return {
    page_size: pageSize,
    after: after ?? undefined,
    sort_by: "created_at_oldest_first",
    "created_at[gte]": createdSince,
    "updated_at[gte]": updatedSince,
    "status_category[one_of]": statusCategories,
    "mode[one_of]": modes,
    ...(naming !== undefined && { [`custom_field[${naming.customFieldId}][one_of]`]: naming.ids }),
  };
}
