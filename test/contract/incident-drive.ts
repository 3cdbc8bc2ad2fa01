import type { ContractWorld } from "./contract-world.ts";
import { firstId, idIn, shown } from "./shown.ts";

/** Calls every operation of follow-ups, actions … with success. */
export async function driveIncidentEntities(world: ContractWorld): Promise<void> {
  const { control } = world.incident;
  const incidentId = control.addIncident("Contract");
  await driveWork(world, incidentId, 3);
  control.setQuirks({ sunsetV2: false });
  await driveWork(world, incidentId, 2);
  control.setQuirks({ sunsetV2: true });
  await driveTimeline(world, incidentId);
  await driveSettings(world);
  await driveAttachments(world, incidentId);
  await driveAlerts(world, incidentId);
  const told = { idempotency_key: "contract-told", incident_id: incidentId, message: "Of the contract" };
  shown(await world.call("incident", "POST /v2/incident_updates", told));
  control.mergeIncident(incidentId, control.addIncident("Contract too"));
  shown(await world.call("incident", `GET /v2/incident_updates?incident_id=${incidentId}&page_size=5`));
}

async function driveWork({ call }: ContractWorld, incidentId: string, version: 2 | 3): Promise<void> {
  const assignee_id = firstId(await call("incident", "GET /v2/users?page_size=1"), "users");
  const team = firstId(await call("incident", "GET /v3/teams?page_size=1"), "teams");
  const about = { incident_id: incidentId, description: "Tell them", assignee_id };
  const followUp = { ...about, title: "Write", labels: ["contract"], assignee_team_id: team };
  const windows = version === 3 ? "&page_size=5&created_at[gte]=2026-01-01&updated_at[date_range]=2026-01-01~2027-01-01" : "";
  for (const [kind, body, change] of [
    ["follow_up", followUp, { title: "Write again" }],
    ["action", about, { description: "Tell them twice" }],
  ] as const) {
    const at = `/v${String(version)}/${kind}s`;
    const id = idIn(await call("incident", `POST ${at}`, body), kind);
    shown(await call("incident", `PUT ${at}/${id}`, { ...change, status: "completed" }));
    shown(await call("incident", `GET ${at}/${id}`));
    shown(await call("incident", `GET ${at}?incident_id=${incidentId}&incident_mode=standard${windows}`));
    shown(await call("incident", `DELETE ${at}/${id}`));
  }
}

async function driveTimeline({ call, incident: { control } }: ContractWorld, incidentId: string): Promise<void> {
  control.addTimelineItem(incidentId, { title: "From the log", promoted: true });
  const body = { idempotency_key: "contract", incident_id: incidentId, timestamp: "2026-09-01T08:00:00Z", title: "Note", description: "All" };
  const id = idIn(await call("incident", "POST /v2/incident_timeline_items", body), "incident_timeline_item");
  shown(await call("incident", `PATCH /v2/incident_timeline_items/${id}`, { description: "" }));
  shown(await call("incident", `GET /v2/incident_timeline_items?incident_id=${incidentId}&page_size=5`));
}

async function driveSettings({ call }: ContractWorld): Promise<void> {
  const about = { name: "Contract", description: "Of the contract" };
  const severity = idIn(await call("incident", "POST /v1/severities", { ...about, rank: 9 }), "severity");
  shown(await call("incident", `PUT /v1/severities/${severity}`, { ...about, name: "Contract too" }));
  shown(await call("incident", `DELETE /v1/severities/${severity}`));
  const status = idIn(await call("incident", "POST /v1/incident_statuses", { ...about, category: "live" }), "incident_status");
  shown(await call("incident", `PUT /v1/incident_statuses/${status}`, { ...about, name: "Contract too" }));
  shown(await call("incident", `DELETE /v1/incident_statuses/${status}`));
  const field = idIn(await call("incident", "POST /v2/custom_fields", { ...about, field_type: "single_select" }), "custom_field");
  const option = idIn(
    await call("incident", "POST /v1/custom_field_options", { custom_field_id: field, value: "One", sort_key: 7 }),
    "custom_field_option",
  );
  shown(await call("incident", `GET /v1/custom_field_options/${option}`));
  shown(await call("incident", `PUT /v1/custom_field_options/${option}`, { value: "Uno", sort_key: 8 }));
  shown(await call("incident", `GET /v1/custom_field_options?custom_field_id=${field}&page_size=5`));
  shown(await call("incident", `DELETE /v1/custom_field_options/${option}`));
  shown(await call("incident", `DELETE /v2/custom_fields/${field}`));
}

async function driveAttachments({ call }: ContractWorld, incidentId: string): Promise<void> {
  const resource = { resource_type: "arbitrary_url", url: "https://crm.example.com/i/2", title: "Contract", emoji: "fire" };
  const id = idIn(await call("incident", "POST /v1/incident_attachments", { incident_id: incidentId, resource }), "incident_attachment");
  shown(await call("incident", `GET /v1/incident_attachments?incident_id=${incidentId}`));
  shown(await call("incident", "GET /v1/incident_attachments?resource_type=arbitrary_url&external_id=1"));
  shown(await call("incident", `DELETE /v1/incident_attachments/${id}`));
}

async function driveAlerts({ call, incident: { control } }: ContractWorld, incidentId: string): Promise<void> {
  const type = `CatalogEntry["${String(control.types()[0]?.id)}"]`;
  const about = { name: "Contract", type, array: false, required: false, emoji: "bust" };
  const attribute = idIn(await call("incident", "POST /v2/alert_attributes", about), "alert_attribute");
  shown(await call("incident", `PUT /v2/alert_attributes/${attribute}`, { ...about, name: "Contract too" }));
  shown(await call("incident", `GET /v2/alert_attributes/${attribute}`));
  shown(await call("incident", "GET /v2/alert_attributes"));
  const template = {
    title: { reference: "alert.title" },
    description: { literal: "Of the contract" },
    is_private: false,
    attributes: [{ alert_attribute_id: attribute, binding: { value: { literal: String(control.entries()[0]?.["id"]) } } }],
    expressions: [],
  };
  const source = idIn(await call("incident", "POST /v2/alert_sources", { name: "Contract", source_type: "http", template }), "alert_source");
  shown(await call("incident", `PUT /v2/alert_sources/${source}`, { name: "Contract too", template }));
  shown(await call("incident", `GET /v2/alert_sources/${source}`));
  shown(await call("incident", "GET /v2/alert_sources"));
  const { secretToken } = control.alertSources().find(({ id }) => id === source) ?? { secretToken: "" };
  const event = { title: "Contract", status: "firing", deduplication_key: "contract", metadata: { a: 1 } };
  const authorization = `Bearer ${secretToken}`;
  shown(await call("incident", `POST /v2/alert_events/http/${source}`, event, { authorization }));
  const id = firstId(await call("incident", `GET /v2/alerts?page_size=5&status[one_of]=firing&alert_source[one_of]=${source}`), "alerts");
  shown(await call("incident", `GET /v2/alerts/${id}`));
  control.attachAlert(id, incidentId);
  shown(await call("incident", `GET /v2/incident_alerts?page_size=5&incident_id=${incidentId}`));
  const note = idIn(await call("incident", "POST /v1/alert_notes", { alert_id: id, content: "Of the contract" }), "alert_note");
  shown(await call("incident", `PUT /v1/alert_notes/${note}`, { content: "Of it" }));
  shown(await call("incident", `GET /v1/alert_notes/${note}`));
  shown(await call("incident", `GET /v1/alert_notes?alert_id=${id}&page_size=5`));
  shown(await call("incident", `DELETE /v1/alert_notes/${note}`));
  shown(await call("incident", `POST /v2/alerts/${id}/actions/resolve`));
  shown(await call("incident", `DELETE /v2/alert_sources/${source}`));
  shown(await call("incident", `DELETE /v2/alert_attributes/${attribute}`));
}
