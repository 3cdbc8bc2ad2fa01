import type { CallOptions } from "#core/ports/records-port.ts";
import { must } from "#lib/must.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import type { ContractWorld } from "./contract-world.ts";

const call: CallOptions = { priority: "person" };
const since = "2026-01-01T00:00:00Z";

/** Makes our incident.io client use every operation beside the catalog's in the ways the flows do. */
export async function runIncidentEntities({ incidentClient: client, incident: { control } }: ContractWorld): Promise<void> {
  const fieldId = await useCustomFields(client, String(must(control.entries()[0], "an entry")["catalog_type_id"]));
  const incidentId = await useIncidents(client, fieldId, String(control.entries()[0]?.["id"]));
  await client.customFields.remove(fieldId, call);
  await useFollowUps(client, incidentId);
  await useActions(client, incidentId);
  await useTimeline(client, incidentId);
  await useAttachments(client, incidentId);
  await useAlerts(client, incidentId);
}

async function useFollowUps({ followUps, users }: IncidentClient, incidentId: string): Promise<void> {
  // No call lists priorities and categories: they are learnt from follow-ups that have one.
  const furnished = (await followUps.list({ pageSize: 250, after: null }, call)).rows;
  const assignee = must(await users.findByEmail("Bo@example.com", call), "an assignee");
  const page = await users.list({ pageSize: 1, after: null }, call);
  await users.list({ pageSize: 100, after: page.next }, call);
  await users.show(assignee.id, call);
  const options = {
    follow_up_priority_option_id: must(furnished.flatMap(({ priority }) => priority?.id ?? [])[0], "a priority"),
    follow_up_category_id: must(furnished.flatMap(({ category }) => category?.id ?? [])[0], "a category"),
    assignee_id: assignee.id,
  };
  const draft = { incident_id: incidentId, title: "Call Ada", description: "About **both** invoices", labels: ["highwire"], ...options };
  const { id } = await followUps.create(draft, call);
  await followUps.update(id, { title: "Call Ada again", status: "completed", description: "", labels: [], assignee_id: null }, call);
  await followUps.update(id, { title: "Call Ada again", status: "outstanding" }, call);
  await followUps.show(id, call);
  const first = await followUps.list({ pageSize: 1, after: null, incidentMode: "standard" }, call);
  await followUps.list({ pageSize: 50, after: first.next, incidentId, createdSince: since, updatedSince: since }, call);
  await followUps.remove(id, call);
}

async function useActions({ actions }: IncidentClient, incidentId: string): Promise<void> {
  const { id } = await actions.create({ incident_id: incidentId, description: "Stop the invoice run" }, call);
  await actions.update(id, { description: "Stop both invoice runs", status: "not_doing", assignee_id: null }, call);
  await actions.show(id, call);
  const first = await actions.list({ pageSize: 1, after: null, incidentMode: "standard" }, call);
  await actions.list({ pageSize: 50, after: first.next, incidentId, createdSince: since, updatedSince: since }, call);
  await actions.remove(id, call);
}

async function useTimeline({ timeline }: IncidentClient, incidentId: string): Promise<void> {
  const draft = {
    idempotency_key: "hw:1",
    incident_id: incidentId,
    timestamp: "2026-09-01T10:00:00+02:00",
    title: "Note",
    description: "*All* of it",
  };
  const { id } = await timeline.create(draft, call);
  await timeline.create({ ...draft, idempotency_key: "hw:2", title: "Another" }, call);
  await timeline.update(id, { title: "Removed in HighLevel", description: "", timestamp: "2026-09-01T09:00:00Z" }, call);
  const first = await timeline.list({ incidentId, pageSize: 1, after: null }, call);
  await timeline.list({ incidentId, pageSize: 250, after: first.next }, call);
}

/** Makes the field by which incidents name contacts. */
async function useCustomFields({ customFields }: IncidentClient, typeId: string): Promise<string> {
  const draft = { name: "Hit contacts", description: "Who is hit", field_type: "multi_select", catalog_type_id: typeId } as const;
  const { id } = await customFields.create(draft, call);
  await customFields.update(id, { name: "Hit customers", description: "Who is hit" }, call);
  await customFields.show(id, call);
  await customFields.list(call);
  const select = await customFields.create({ name: "Marketing", description: "", field_type: "single_select" }, call);
  const option = await customFields.addOption(select.id, { value: "On hold", sort_key: 10 }, call);
  await customFields.updateOption(option.id, { value: "Held", sort_key: 20 }, call);
  await customFields.options(select.id, { pageSize: 250, after: null }, call);
  await customFields.removeOption(option.id, call);
  await customFields.remove(select.id, call);
  return id;
}

async function useIncidents({ incidents, incidentUpdates, settings }: IncidentClient, fieldId: string, entryId: string): Promise<string> {
  const statuses = await settings.statuses(call);
  const named = (name: string): string => must(statuses.find((status) => status.name === name)?.id, name);
  const type = must(
    (await settings.incidentTypes(call)).find(({ is_default }) => is_default),
    "a default type",
  );
  const lead = must(
    (await settings.roles(call)).find(({ role_type }) => role_type === "lead"),
    "a lead's role",
  );
  const severity_id = must((await settings.severities(call))[0], "a severity").id;
  const custom_field_entries = [{ custom_field_id: fieldId, values: [{ value_catalog_entry_id: entryId }] }];
  const assigned = [{ incident_role_id: lead.id, assignee: { email: "bo@example.com" } }];
  const about = { name: "Invoices sent twice", summary: "Since noon", severity_id, incident_type_id: type.id, incident_status_id: named("Fixing") };
  const draft = { idempotency_key: "hw:incident", visibility: "public", mode: "standard", ...about } as const;
  const { id } = await incidents.create({ ...draft, custom_field_entries, incident_role_assignments: assigned }, call);
  await incidents.edit(id, { incident_status_id: named("Monitoring"), custom_field_entries: [{ custom_field_id: fieldId, values: [] }] }, call);
  await incidents.edit(id, { name: "Invoices sent thrice", summary: "Since one" }, { ...call, tellChannel: true });
  await incidents.show(id, call);
  const told = {
    idempotency_key: "hw:told",
    incident_id: id,
    message: "*Nearly* over",
    to_incident_status_id: named("Fixing"),
    to_severity_id: severity_id,
  };
  await incidentUpdates.create(told, call);
  await incidentUpdates.create({ idempotency_key: "hw:again", incident_id: id, message: "Over" }, call);
  const page = await incidentUpdates.list({ incidentId: id, pageSize: 1, after: null }, call);
  await incidentUpdates.list({ incidentId: id, pageSize: 250, after: page.next }, call);
  const first = await incidents.list({ pageSize: 1, after: null, statusCategories: ["live", "learning"], modes: ["standard", "test"] }, call);
  const naming = { customFieldId: fieldId, ids: [entryId] };
  await incidents.list({ pageSize: 250, after: first.next, createdSince: since, updatedSince: since }, call);
  await incidents.list({ pageSize: 250, after: null, naming }, call);
  return id;
}

async function useAttachments({ attachments }: IncidentClient, incidentId: string): Promise<void> {
  const link = { url: "https://crm.example.com/i/1", title: "HighLevel: affected contacts", emoji: "telephone_receiver" };
  const { id } = await attachments.attachLink(incidentId, link, call);
  must(
    (await attachments.ofIncident(incidentId, call)).find(({ resource }) => resource.permalink === link.url),
    "the link",
  );
  await attachments.remove(id, call);
}

async function useAlerts({ alerts, alertNotes, alertSetup }: IncidentClient, incidentId: string): Promise<void> {
  const customer = await alertSetup.createAttribute({ name: "Reported by", type: "String", array: false }, call);
  await alertSetup.attributes(call);
  const tags = await alertSetup.createAttribute({ name: "Tags", type: "String", array: true }, call);
  const fills = [
    { attribute: customer, from: "e-mail" },
    { attribute: tags, from: "tags" },
  ];
  const created = await alertSetup.createSource({ name: "Highwire", fills, isPrivate: false }, call);
  await alertSetup.sources(call);
  const { id, secret_token } = await alertSetup.source(created.id, call);
  const source = { id, secret: must(secret_token, "a secret") };
  const event = { deduplication_key: "hl:1", title: "Three tickets", description: "*Now*", source_url: "https://crm.example.com/c/1" };
  await alerts.sendEvent(source, { ...event, status: "firing", metadata: { "e-mail": "ada@example.com", tags: ["vip", "late"] } }, call);
  const query = { pageSize: 50, after: null, status: "firing", sourceId: id, deduplicationKey: "hl:1", createdSince: since } as const;
  const alert = must((await alerts.list(query, call)).rows[0], "the alert");
  must(alert.attributes[0]?.value?.literal === "ada@example.com" ? true : null, "the address in its attribute");
  must(alert.attributes[1]?.array_value?.length === 2 ? true : null, "both tags in theirs");
  await alerts.show(alert.id, call);
  const note = await alertNotes.create(alert.id, "Called _back_", call);
  await alertNotes.update(note.id, "Called back", call);
  await alertNotes.show(note.id, call);
  await alertNotes.list({ alertId: alert.id, pageSize: 250, after: null }, call);
  await alertNotes.remove(note.id, call);
  await alerts.resolve(alert.id, call);
  const first = await alerts.list({ pageSize: 1, after: null }, call);
  await alerts.list({ pageSize: 1, after: first.next }, call);
  await alerts.attached({ alertId: alert.id, pageSize: 50, after: null }, call);
  await alerts.attached({ incidentId, pageSize: 50, after: null }, call);
  await alerts.sendEvent(source, { ...event, status: "resolved" }, call);
}
