import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import { actionsResource, type ActionsResource } from "./resources/actions.ts";
import { alertNotesResource, type AlertNotesResource } from "./resources/alert-notes.ts";
import { alertSetupResource, type AlertSetupResource } from "./resources/alert-setup.ts";
import { alertsResource, type AlertsResource } from "./resources/alerts.ts";
import { attachmentsResource, type AttachmentsResource } from "./resources/attachments.ts";
import { customFieldsResource, type CustomFieldsResource } from "./resources/custom-fields.ts";
import { followUpsResource, type FollowUpsResource } from "./resources/follow-ups.ts";
import { incidentUpdatesResource, type IncidentUpdatesResource } from "./resources/incident-updates.ts";
import { incidentsResource, type IncidentsResource } from "./resources/incidents.ts";
import { settingsResource, type SettingsResource } from "./resources/settings.ts";
import { timelineResource, type TimelineResource } from "./resources/timeline.ts";
import { usersResource, type UsersResource } from "./resources/users.ts";
import { createSend, type IncidentClientParts, type Send } from "./send.ts";

const literal = z.looseObject({ literal: z.string().nullish(), label: z.string().nullish() });
const value = z.looseObject({ value: literal.nullish(), array_value: z.array(literal).nullish() });
const entry = z.looseObject({
  id: z.string(),
  name: z.string(),
  updated_at: z.string(),
  external_id: z.string().nullish(),
  archived_at: z.string().nullish(),
  attribute_values: z.record(z.string(), value),
});
export type EntryJson = z.infer<typeof entry>;

const attribute = z.looseObject({ id: z.string(), name: z.string(), type: z.string(), array: z.boolean(), mode: z.string().nullish() });
const type = z.looseObject({
  id: z.string(),
  type_name: z.string(),
  annotations: z.record(z.string(), z.string()).nullish(),
  schema: z.looseObject({ version: z.number(), attributes: z.array(attribute) }),
});
export type TypeJson = z.infer<typeof type>;

const oneEntry = z.looseObject({ catalog_entry: entry });
const entries = z.looseObject({
  catalog_entries: z.array(entry),
  pagination_meta: z.looseObject({ after: z.string().nullish(), total_record_count: z.number().nullish() }),
});
const oneType = z.looseObject({ catalog_type: type });
const types = z.looseObject({ catalog_types: z.array(type) });
const identity = z.looseObject({
  identity: z.looseObject({
    name: z.string(),
    roles: z.array(z.string()),
    team_roles: z.array(z.string()).nullish(),
    teams: z.array(z.looseObject({ name: z.string() })).nullish(),
  }),
});

export interface AttributeWrite {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly array: boolean;
  readonly mode: string;
}

/** incident.io's operations with one API key: the catalog's at the top, the others by resource. Every method throws `HighwireError` of a `vendor.*` kind. */
export interface IncidentClient extends CatalogCalls {
  readonly incidents: IncidentsResource;
  readonly incidentUpdates: IncidentUpdatesResource;
  readonly customFields: CustomFieldsResource;
  readonly settings: SettingsResource;
  readonly followUps: FollowUpsResource;
  readonly actions: ActionsResource;
  readonly timeline: TimelineResource;
  readonly attachments: AttachmentsResource;
  readonly users: UsersResource;
  readonly alerts: AlertsResource;
  readonly alertNotes: AlertNotesResource;
  readonly alertSetup: AlertSetupResource;
}

/** Catalog and identity. */
interface CatalogCalls {
  identity(call: CallOptions): Promise<z.infer<typeof identity>["identity"]>;
  listTypes(call: CallOptions): Promise<readonly TypeJson[]>;
  showType(id: string, call: CallOptions): Promise<TypeJson>;
  createType(body: Readonly<Record<string, unknown>>, call: CallOptions): Promise<TypeJson>;
  deleteType(id: string, call: CallOptions): Promise<void>;
  updateSchema(id: string, version: number, attributes: readonly AttributeWrite[], call: CallOptions): Promise<TypeJson>;
  listEntries(
    query: { readonly typeId: string; readonly pageSize: number; readonly after?: string; readonly identifier?: string },
    call: CallOptions,
  ): Promise<z.infer<typeof entries>>;
  showEntry(id: string, call: CallOptions): Promise<EntryJson>;
  createEntry(body: Readonly<Record<string, unknown>>, call: CallOptions): Promise<EntryJson>;
  updateEntry(id: string, body: Readonly<Record<string, unknown>>, call: CallOptions): Promise<EntryJson>;
  bulkUpdate(body: Readonly<Record<string, unknown>>, call: CallOptions): Promise<void>;
  deleteEntry(id: string, call: CallOptions): Promise<void>;
}

export function createIncidentClient(parts: IncidentClientParts): IncidentClient {
  const send = createSend(parts);
  return {
    ...catalogCalls(send),
    incidents: incidentsResource(send),
    incidentUpdates: incidentUpdatesResource(send),
    customFields: customFieldsResource(send),
    settings: settingsResource(send),
    followUps: followUpsResource(send),
    actions: actionsResource(send),
    timeline: timelineResource(send),
    attachments: attachmentsResource(send),
    users: usersResource(send),
    alerts: alertsResource(send),
    alertNotes: alertNotesResource(send),
    alertSetup: alertSetupResource(send),
  };
}

function catalogCalls(send: Send): CatalogCalls {
  return {
    identity: async (call) => (await send("identity", { path: {}, answer: identity }, call)).identity,
    listTypes: async (call) => (await send("catalog-types.list", { path: {}, answer: types }, call)).catalog_types,
    showType: async (id, call) => (await send("catalog-types.show", { path: { id }, answer: oneType }, call)).catalog_type,
    createType: async (body, call) => (await send("catalog-types.create", { path: {}, body, answer: oneType }, call)).catalog_type,
    deleteType: async (id, call) => void (await send("catalog-types.delete", { path: { id }, answer: z.unknown() }, call)),
    updateSchema: async (id, version, attributes, call) =>
      (await send("catalog-types.schema", { path: { id }, body: { version, attributes }, answer: oneType }, call)).catalog_type,
    listEntries: ({ typeId, pageSize, after, identifier }, call) => {
      const query = { catalog_type_id: typeId, page_size: pageSize, after, identifier };
      return send("catalog-entries.list", { path: {}, query, answer: entries }, call);
    },
    showEntry: async (id, call) => (await send("catalog-entries.show", { path: { id }, answer: oneEntry }, call)).catalog_entry,
    createEntry: async (body, call) => (await send("catalog-entries.create", { path: {}, body, answer: oneEntry }, call)).catalog_entry,
    updateEntry: async (id, body, call) => (await send("catalog-entries.update", { path: { id }, body, answer: oneEntry }, call)).catalog_entry,
    bulkUpdate: async (body, call) => void (await send("catalog-entries.bulk-update", { path: {}, body, answer: z.unknown() }, call)),
    deleteEntry: async (id, call) => void (await send("catalog-entries.delete", { path: { id }, answer: z.unknown() }, call)),
  };
}
