import { NEW_CONTACTS, type Bridge, type CaseRules } from "#core/bridge.ts";
import type { ConfigBridge, ConfigConnection, ConfigDocument, ConfigField, ConfigIncidents } from "#core/config/config-document.ts";
import { historyOf } from "#core/history.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { FieldMap } from "#core/mapping/field-map.ts";
import type { Connection, Store } from "#core/ports/store.ts";
import { retentionOf } from "../retention.ts";

/** A workspace's configuration as a document. */
export async function configOf(store: Pick<Store, "connections" | "bridges" | "choice">, workspaceId: WorkspaceId): Promise<ConfigDocument> {
  const [connections, bridges, retention] = await Promise.all([
    store.connections(workspaceId),
    store.bridges(workspaceId),
    retentionOf(store, workspaceId),
  ]);
  return { format: 1, connections: connections.map(connectionConfig), bridges: bridges.map(bridgeConfig), retention };
}

const connectionConfig = ({ id, vendor, name, account }: Connection): ConfigConnection => ({
  id,
  vendor,
  name,
  account: vendor === "highlevel" ? account : null,
});

/** A bridge as the document tells it. */
export const bridgeConfig = (bridge: Bridge): ConfigBridge => ({
  kind: bridge.entity,
  name: bridge.name,
  highlevel: bridge.left,
  incident: bridge.right,
  mode: bridge.mode,
  firstLink: bridge.firstLink,
  onDelete: bridge.onDelete,
  country: bridge.defaultCountry,
  match: bridge.matchKeys,
  history: historyOf(bridge),
  fields: bridge.fields.map(fieldConfig),
  incidents: bridge.cases === null ? null : incidentsConfig(bridge.cases),
});

export const fieldConfig = ({ field, label, kind, left, right, direction, creates, policy, personal, transforms }: FieldMap): ConfigField => ({
  field,
  label,
  kind,
  highlevel: left,
  incident: right,
  direction,
  creates: creates ?? direction,
  wins: policy,
  personal,
  transforms: transforms ?? [],
});

const incidentsConfig = (rules: CaseRules): ConfigIncidents => ({
  tellsPrivate: rules.tellsPrivate,
  tellsDrills: rules.tellsDrills,
  takesNew: rules.takesNew ?? false,
  mostNewContacts: rules.mostNewContacts ?? NEW_CONTACTS,
  holdTag: rules.holdTag,
  emailField: rules.emailField ?? null,
  alertAttribute: rules.alertAttribute ?? null,
  linkField: rules.linkField ?? null,
  assignees: rules.assignees ?? {},
});
