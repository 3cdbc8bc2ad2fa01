import { must } from "#lib/must.ts";
import type { RecordedExchange } from "./contract-check.ts";
import type { ContractWorld } from "./contract-world.ts";
import { driveEntities } from "./entity-drive.ts";
import { driveIncidentEntities } from "./incident-drive.ts";
import { firstId, idIn, shown } from "./shown.ts";

/** Calls every operation that the sandboxes emulate, once at least and with success. */
export async function driveSandboxes(world: ContractWorld): Promise<void> {
  await driveContacts(world);
  await driveEntities(world);
  await driveLocation(world);
  await driveOAuth(world);
  await driveCatalog(world);
  await driveIncidents(world);
  await driveOrganisation(world);
  await driveIncidentEntities(world);
}

async function driveContacts({ call, highlevel: { locationId } }: ContractWorld): Promise<void> {
  const person = {
    locationId,
    firstName: "Bisi",
    lastName: "Cole",
    email: "bisi.contract@example.com",
    phone: "+12025550177",
    address1: "1 Example Way",
    city: "Example",
    state: "EX",
    country: "US",
    postalCode: "00001",
    website: "https://example.com",
    timezone: "Etc/UTC",
    source: "contract",
    companyName: "Example",
    dnd: false,
    tags: ["one"],
  };
  const id = idIn(await call("highlevel", "POST /contacts/", person), "contact");
  shown(await call("highlevel", `GET /contacts/${id}`));
  shown(await call("highlevel", `PUT /contacts/${id}`, { city: "Elsewhere", firstName: null }));
  shown(await call("highlevel", "POST /contacts/upsert", { ...person, city: "Back" }));
  shown(await call("highlevel", "POST /contacts/search", { locationId, pageLimit: 2, page: 1, filters: [{ field: "email", operator: "exists" }] }));
  shown(await call("highlevel", `GET /contacts/search/duplicate?locationId=${locationId}&number=%2B12025550177`));
  shown(await call("highlevel", `GET /contacts/?locationId=${locationId}&limit=2`));
  shown(await call("highlevel", `POST /contacts/${id}/tags`, { tags: ["two"] }));
  shown(await call("highlevel", `DELETE /contacts/${id}/tags`, { tags: ["two"] }));
  shown(await call("highlevel", "POST /contacts/bulk/tags/update/add", { contacts: [id], tags: ["three"], locationId }));
  shown(await call("highlevel", `DELETE /contacts/${id}`));
}

async function driveLocation({ call, highlevel: { locationId } }: ContractWorld): Promise<void> {
  const at = `/locations/${locationId}`;
  shown(await call("highlevel", `GET ${at}`));
  shown(await call("highlevel", "GET /locations/search?limit=5&order=asc"));
  const field = idIn(await call("highlevel", `POST ${at}/customFields`, { name: "Contract", dataType: "TEXT", model: "contact" }), "customField");
  shown(await call("highlevel", `GET ${at}/customFields?model=contact`));
  shown(await call("highlevel", `GET ${at}/customFields/${field}`));
  shown(await call("highlevel", `PUT ${at}/customFields/${field}`, { name: "Contract too" }));
  shown(await call("highlevel", `DELETE ${at}/customFields/${field}`));
  const tag = idIn(await call("highlevel", `POST ${at}/tags`, { name: "contract" }), "tag");
  shown(await call("highlevel", `GET ${at}/tags`));
  shown(await call("highlevel", `GET ${at}/tags/${tag}`));
  shown(await call("highlevel", `PUT ${at}/tags/${tag}`, { name: "contract-too" }));
  shown(await call("highlevel", `DELETE ${at}/tags/${tag}`));
}

async function driveOAuth({ call, highlevel }: ContractWorld): Promise<void> {
  const { oauth, companyId, locationId, control } = highlevel;
  const authorization = `Bearer ${control.addToken({ kind: "company", scopes: ["oauth.write", "oauth.readonly", "contacts.readonly"] })}`;
  const asked = `companyId=${companyId}&appId=${oauth.app.appId}`;
  const form = new URLSearchParams({ companyId, locationId });
  shown(await call("highlevel", "POST /oauth/locationToken", form, { authorization }));
  shown(await call("highlevel", `GET /oauth/installedLocations?${asked}`, undefined, { authorization }));
  shown(await call("highlevel", "POST /oauth/location-token", form, { authorization, version: "v3" }));
  shown(await call("highlevel", `GET /oauth/installed-locations?${asked}`, undefined, { authorization, version: "v3" }));
  const { refreshToken } = oauth.pair({ kind: "location", locationId, companyId, scopes: ["contacts.readonly"] }, "hand");
  const { clientId: client_id, clientSecret: client_secret } = oauth.app;
  shown(
    await call(
      "highlevel",
      "POST /oauth/token",
      new URLSearchParams({ client_id, client_secret, grant_type: "refresh_token", refresh_token: refreshToken }),
    ),
  );
}

async function driveCatalog({ call }: ContractWorld): Promise<void> {
  const about = {
    name: "Contract",
    description: "A type of the contract",
    categories: ["customer"],
    color: "green",
    icon: "tag",
    annotations: { a: "b" },
  };
  const type = idIn(await call("incident", "POST /v3/catalog_types", { ...about, type_name: 'Custom["Contract"]' }), "catalog_type");
  shown(await call("incident", "GET /v3/catalog_types"));
  shown(await call("incident", `PUT /v3/catalog_types/${type}`, about));
  const attributes = [
    { id: "text", name: "Text", type: "String", array: false, mode: "api" },
    { id: "many", name: "Many", type: "String", array: true, mode: "dashboard" },
    { id: "yes", name: "Yes", type: "Bool", array: false, mode: "" },
    { id: "parent", name: "Parent", type: 'Custom["Contract"]', array: false, mode: "api" },
  ];
  shown(await call("incident", `POST /v3/catalog_types/${type}/actions/update_schema`, { version: 1, attributes }));
  shown(await call("incident", `GET /v3/catalog_types/${type}`));
  shown(await call("incident", "GET /v3/catalog_resources"));
  const values = { text: { value: { literal: "x" } }, many: { array_value: [{ literal: "y" }] }, yes: { value: { literal: "true" } } };
  const body = { catalog_type_id: type, name: "One", external_id: "one", aliases: ["uno"], attribute_values: values };
  const entry = idIn(await call("incident", "POST /v3/catalog_entries", body), "catalog_entry");
  const child = { ...values, parent: { value: { literal: entry } } };
  shown(await call("incident", `PUT /v3/catalog_entries/${entry}`, { name: "One", attribute_values: child, rank: 2 }));
  shown(await call("incident", `GET /v3/catalog_entries/${entry}?expand=true`));
  shown(await call("incident", `GET /v3/catalog_entries?catalog_type_id=${type}&page_size=1`));
  const row = { entry_id: entry, name: "One", attribute_values: { text: { value: { literal: "z" } } } };
  shown(
    await call("incident", "POST /v3/catalog_entries/actions/bulk_update", { catalog_type_id: type, entries: [row], update_attributes: ["text"] }),
  );
  shown(await call("incident", `DELETE /v3/catalog_entries/${entry}`));
  shown(await call("incident", `DELETE /v3/catalog_types/${type}`));
}

async function driveIncidents({ call, incident: { control } }: ContractWorld): Promise<void> {
  const severity = firstId(await call("incident", "GET /v1/severities"), "severities");
  shown(await call("incident", `GET /v1/severities/${severity}`));
  const role = firstId(await call("incident", "GET /v2/incident_roles"), "incident_roles");
  shown(await call("incident", `GET /v2/incident_roles/${role}`));
  const status = firstId(await call("incident", "GET /v1/incident_statuses"), "incident_statuses");
  shown(await call("incident", `GET /v1/incident_statuses/${status}`));
  const type = firstId(await call("incident", "GET /v1/incident_types"), "incident_types");
  shown(await call("incident", `GET /v1/incident_types/${type}`));
  const entry = must(control.entries()[0], "an entry");
  const about = { name: "Affected", description: "Who is hit", field_type: "multi_select", catalog_type_id: String(entry["catalog_type_id"]) };
  const field = idIn(await call("incident", "POST /v2/custom_fields", about), "custom_field");
  shown(await call("incident", "GET /v2/custom_fields"));
  shown(await call("incident", `GET /v2/custom_fields/${field}`));
  shown(await call("incident", `PUT /v2/custom_fields/${field}`, { name: "Affected too", description: "Who is hit" }));
  const hit = { custom_field_entries: [{ custom_field_id: field, values: [{ value_catalog_entry_id: String(entry["id"]) }] }] };
  const assigned = { incident_role_assignments: [{ incident_role_id: role, assignee: { email: "nobody@example.com" } }] };
  const opened = {
    idempotency_key: "contract",
    visibility: "public",
    name: "Contract",
    severity_id: severity,
    incident_type_id: type,
    mode: "standard",
  };
  const id = idIn(await call("incident", "POST /v2/incidents", { ...opened, ...hit, ...assigned }), "incident");
  shown(await call("incident", `GET /v2/incidents/${id}`));
  shown(await call("incident", "GET /v2/incidents?page_size=3&sort_by=created_at_oldest_first&mode[one_of]=standard"));
  shown(await call("incident", `POST /v2/incidents/${id}/actions/edit`, { incident: { summary: "Edited" }, notify_incident_channel: false }));
  shown(await call("incident", `DELETE /v2/custom_fields/${field}`));
}

async function driveOrganisation({ call, incident: { control } }: ContractWorld): Promise<void> {
  shown(await call("incident", "GET /v1/identity"));
  const user = firstId(await call("incident", "GET /v2/users?page_size=2"), "users");
  shown(await call("incident", `GET /v2/users/${user}`));
  const team = firstId(await call("incident", "GET /v3/teams?page_size=1"), "teams");
  shown(await call("incident", `GET /v3/teams/${team}`));
  const authorization = `Bearer ${control.addKey(["api_keys_manage", "viewer"])}`;
  control.addKey(["viewer"]);
  const keys = await call("incident", "GET /v1/api_keys?page_size=25", undefined, { authorization });
  const rows = shown(keys)["api_keys"] as unknown as readonly { readonly id: string; readonly roles: readonly { readonly name: string }[] }[];
  const { id } = must(
    rows.find(({ roles }) => roles.length === 1 && roles[0]?.name === "viewer"),
    "a key with one role",
  );
  shown(await call("incident", `GET /v1/api_keys/${id}`, undefined, { authorization }));
  shown(await call("incident", `POST /v1/api_keys/${id}/actions/rotate`, { grace_period_minutes: 5 }, { authorization }));
}

/** Makes HighLevel's sandbox refuse in each documented way. incident.io documents no refusals. */
export async function driveRefusals({ call, highlevel: { locationId, control } }: ContractWorld): Promise<void> {
  const authorization = `Bearer ${control.addToken({ scopes: [] })}`;
  const email = "twice.contract@example.com";
  await call("highlevel", "POST /contacts/", { locationId, email });
  const refused: readonly [status: number, answer: RecordedExchange][] = [
    [401, await call("highlevel", "GET /contacts/nobody", undefined, { authorization: "Bearer pit-unknown" })],
    [401, await call("highlevel", `GET /locations/${locationId}/tags`, undefined, { authorization })],
    [400, await call("highlevel", "GET /contacts/nobody")],
    [400, await call("highlevel", "POST /contacts/", { locationId, email })],
    [400, await call("highlevel", `GET /contacts/?locationId=${locationId}&limit=101`)],
    [422, await call("highlevel", `POST /locations/${locationId}/tags`, { name: "" })],
    [422, await call("highlevel", "POST /contacts/upsert", { locationId, tags: "none" })],
    [400, await call("highlevel", "GET /contacts/nobody/tasks")],
    [400, await call("highlevel", `GET /contacts/${control.createContact({ firstName: "Cy" })}/notes/nothing`)],
    [422, await call("highlevel", "POST /contacts/nobody/tasks", { title: 7 })],
    [422, await call("highlevel", "POST /contacts/nobody/notes", {})],
    [401, await call("highlevel", `POST /locations/${locationId}/tasks/search`, {}, { authorization })],
    [400, await call("highlevel", "GET /calendars/events/appointments/nothing", undefined, { version: "2021-04-15" })],
    [400, await call("highlevel", "GET /calendars/nothing", undefined, { version: "2021-04-15" })],
    [400, await call("highlevel", "GET /businesses/nothing")],
    [422, await call("highlevel", "POST /businesses/", { locationId })],
    [400, await call("highlevel", "GET /opportunities/nothing")],
    [422, await call("highlevel", "PUT /opportunities/nothing/status", { status: "all" })],
    [400, await call("highlevel", "GET /users/nobody")],
  ];
  for (const [status, { path, status: answered }] of refused) must(status === answered ? true : null, `${path} to answer ${String(status)}`);
}
