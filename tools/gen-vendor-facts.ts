/**
 * Writes the vendor facts that clients and sandboxes share. Facts only, no vendor sentences: for every operation its method, path, id and
 * scopes; for those of the flows also version, parameters, body fields and success codes; the names of all webhook events.
 * Reads HIGHWIRE_FACTS and HIGHWIRE_SPECS (default ../shared/facts, ../shared/specs); without them it says so and changes nothing, and fails
 * only when the missing one was named. `--check` fails when the committed files are stale.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scopesOf } from "./catalog-operations.ts";
import { laterDocument, type OperationFacts } from "./later-operations.ts";
import { Documents, type Json, type Located } from "./open-api-documents.ts";

/** Operations that connecting, mapping and the flows touch, as `METHOD path`. */
const highlevelFlow = [
  "POST /contacts/search",
  "GET /contacts/search/duplicate",
  "POST /contacts/upsert",
  "POST /contacts/",
  "GET /contacts/{contactId}",
  "PUT /contacts/{contactId}",
  "DELETE /contacts/{contactId}",
  "POST /contacts/{contactId}/tags",
  "DELETE /contacts/{contactId}/tags",
  "GET /contacts/{contactId}/tasks",
  "POST /contacts/{contactId}/tasks",
  "GET /contacts/{contactId}/tasks/{taskId}",
  "PUT /contacts/{contactId}/tasks/{taskId}",
  "DELETE /contacts/{contactId}/tasks/{taskId}",
  "PUT /contacts/{contactId}/tasks/{taskId}/completed",
  "POST /locations/{locationId}/tasks/search",
  "GET /contacts/{contactId}/notes",
  "POST /contacts/{contactId}/notes",
  "GET /contacts/{contactId}/notes/{id}",
  "PUT /contacts/{contactId}/notes/{id}",
  "DELETE /contacts/{contactId}/notes/{id}",
  "GET /contacts/{contactId}/appointments",
  "GET /calendars/",
  "GET /calendars/{calendarId}",
  "GET /calendars/events",
  "POST /calendars/events/appointments",
  "GET /calendars/events/appointments/{eventId}",
  "PUT /calendars/events/appointments/{eventId}",
  "DELETE /calendars/events/{eventId}",
  "GET /calendars/appointments/{appointmentId}/notes",
  "POST /calendars/appointments/{appointmentId}/notes",
  "PUT /calendars/appointments/{appointmentId}/notes/{noteId}",
  "DELETE /calendars/appointments/{appointmentId}/notes/{noteId}",
  "GET /businesses/",
  "POST /businesses/",
  "GET /businesses/{businessId}",
  "PUT /businesses/{businessId}",
  "DELETE /businesses/{businessId}",
  "GET /contacts/business/{businessId}",
  "POST /contacts/bulk/business",
  "GET /opportunities/search",
  "GET /opportunities/pipelines",
  "POST /opportunities/",
  "GET /opportunities/{id}",
  "PUT /opportunities/{id}",
  "DELETE /opportunities/{id}",
  "PUT /opportunities/{id}/status",
  "GET /workflows/",
  "POST /contacts/{contactId}/workflow/{workflowId}",
  "DELETE /contacts/{contactId}/workflow/{workflowId}",
  "GET /campaigns/",
  "POST /contacts/{contactId}/campaigns/{campaignId}",
  "DELETE /contacts/{contactId}/campaigns/{campaignId}",
  "DELETE /contacts/{contactId}/campaigns/removeAll",
  "POST /contacts/{contactId}/followers",
  "DELETE /contacts/{contactId}/followers",
  "GET /users/",
  "GET /users/{userId}",
  "GET /locations/{locationId}",
  "GET /locations/{locationId}/tags",
  "GET /locations/{locationId}/customFields",
  "POST /oauth/token",
  "POST /oauth/locationToken",
  "GET /oauth/installedLocations",
] as const;

const incidentFlow = [
  "GET /v1/identity",
  "GET /v1/api_keys",
  "GET /v3/catalog_types",
  "POST /v3/catalog_types",
  "GET /v3/catalog_types/{id}",
  "PUT /v3/catalog_types/{id}",
  "DELETE /v3/catalog_types/{id}",
  "POST /v3/catalog_types/{id}/actions/update_schema",
  "GET /v3/catalog_resources",
  "GET /v3/catalog_entries",
  "POST /v3/catalog_entries",
  "GET /v3/catalog_entries/{id}",
  "PUT /v3/catalog_entries/{id}",
  "DELETE /v3/catalog_entries/{id}",
  "POST /v3/catalog_entries/actions/bulk_update",
  "GET /v2/incidents",
  "GET /v2/incidents/{id}",
  "POST /v2/incidents",
  "POST /v2/incidents/{id}/actions/edit",
  "GET /v2/incident_updates",
  "POST /v2/incident_updates",
  "GET /v1/severities",
  "GET /v1/incident_statuses",
  "GET /v1/incident_types",
  "GET /v2/incident_roles",
  "GET /v2/custom_fields",
  "POST /v2/custom_fields",
  "GET /v2/custom_fields/{id}",
  "PUT /v2/custom_fields/{id}",
  "DELETE /v2/custom_fields/{id}",
  "GET /v1/custom_field_options",
  "POST /v1/custom_field_options",
  "PUT /v1/custom_field_options/{id}",
  "DELETE /v1/custom_field_options/{id}",
  "GET /v2/users",
  "GET /v2/users/{id}",
  "GET /v1/incident_attachments",
  "POST /v1/incident_attachments",
  "DELETE /v1/incident_attachments/{id}",
  "GET /v2/alerts",
  "GET /v2/alerts/{id}",
  "POST /v2/alerts/{id}/actions/resolve",
  "GET /v2/incident_alerts",
  "POST /v2/alert_events/http/{alert_source_config_id}",
  "GET /v1/alert_notes",
  "POST /v1/alert_notes",
  "GET /v1/alert_notes/{id}",
  "PUT /v1/alert_notes/{id}",
  "DELETE /v1/alert_notes/{id}",
  "GET /v2/alert_attributes",
  "POST /v2/alert_attributes",
  "GET /v2/alert_sources",
  "POST /v2/alert_sources",
  "GET /v2/alert_sources/{id}",
  "GET /v3/follow_ups",
  "POST /v3/follow_ups",
  "GET /v3/follow_ups/{id}",
  "PUT /v3/follow_ups/{id}",
  "DELETE /v3/follow_ups/{id}",
  "GET /v3/actions",
  "POST /v3/actions",
  "GET /v3/actions/{id}",
  "PUT /v3/actions/{id}",
  "DELETE /v3/actions/{id}",
  "GET /v2/incident_timeline_items",
  "POST /v2/incident_timeline_items",
  "PATCH /v2/incident_timeline_items/{id}",
] as const;

/** Documents of the flows, below the folder of the specs. */
const highlevelDocuments = ["contacts", "locations", "oauth", "users", "calendars", "businesses", "opportunities", "workflows", "campaigns"].map(
  (name) => `highlevel/v2/${name}.json`,
);
const incidentDocument = "incidentio/openapi3.json";
/** Not a file: what the facts know of operations that came after the document. */
const incidentLater = "incidentio/later.json";

function openDocuments(folder: string, files: readonly string[]): Documents {
  const documents = new Documents(folder);
  for (const file of files) documents.document(file);
  return documents;
}

interface SourceOperation {
  readonly method: string;
  readonly path: string;
  readonly operationId?: string;
  readonly id?: string;
  readonly scopes?: readonly string[] | null;
}

/** All operations of a vendor: enough to tell a path that exists from one that does not. */
function renderOperations(name: string, operations: readonly SourceOperation[]): string {
  const byKey = new Map<string, string>();
  for (const { method, path, operationId, id, scopes } of operations) {
    const key = `${method} ${path}`;
    const row = [
      ...[method, path, operationId ?? id ?? key].map((text) => JSON.stringify(text)),
      JSON.stringify([...(scopes ?? [])].toSorted()),
    ].join(", ");
    if (!byKey.has(key)) byKey.set(key, row);
  }
  const order = (key: string): string => key.split(" ").toReversed().join(" ");
  const rows = [...byKey].toSorted(([one], [other]) => (order(one) < order(other) ? -1 : 1)).map(([, row]) => `  [${row}],`);
  return [
    "/** Method, path, operation id, scopes. */",
    `export const ${name}: readonly (readonly [method: string, path: string, id: string, scopes: readonly string[]])[] = [`,
    ...rows,
    "];",
    "",
  ].join("\n");
}

/** Names of a vendor's webhook events. */
function renderEvents(name: string, events: readonly string[]): string {
  return [
    `/** Values of the field that names the event. */`,
    `export const ${name} = [`,
    ...[...new Set(events)].toSorted().map((event) => `  ${JSON.stringify(event)},`),
    "] as const;",
    "",
  ].join("\n");
}

/** The operations of one flow with everything that a request must hold. Types end in `?` where the field may be left out, in `|null` where it may be null. */
function renderFlow(name: string, documents: Documents, files: readonly string[], wanted: readonly string[]): string {
  const rows = wanted.map((key) => {
    const found = findOperation(documents, files, key);
    return `  ${JSON.stringify(key)}: ${JSON.stringify(factsOf(documents, key, found))},`;
  });
  return [
    "/** By method and path: id, version header, scopes, parameters, body fields, success codes. Types end in `?` where optional, in `|null` where null is taken. */",
    `export const ${name} = {`,
    ...rows,
    "} as const;",
    "",
  ].join("\n");
}

function findOperation(documents: Documents, files: readonly string[], key: string): Located {
  const [method = "", path = ""] = key.split(" ");
  for (const file of files) {
    const operation = ((documents.document(file)["paths"] as Json)[path] as Json | undefined)?.[method.toLowerCase()];
    if (operation !== undefined) return { schema: operation as Json, file };
  }
  throw new Error(`no document describes ${key}`);
}

function factsOf(documents: Documents, key: string, { schema: operation, file }: Located): Json {
  const [method, path] = key.split(" ");
  const parameters = ((operation["parameters"] ?? []) as readonly Json[]).map((schema) => documents.resolve({ schema, file }).schema);
  const version = parameters.find((parameter) => parameter["in"] === "header" && parameter["name"] === "Version");
  const query = parameters.filter((parameter) => parameter["in"] === "query");
  const media = ((operation["requestBody"] as Json | undefined)?.["content"] ?? {}) as Json;
  const [encoding] = Object.keys(media);
  return {
    method,
    path,
    id: operation["operationId"],
    ...(version !== undefined && { version: ((version["schema"] as Json)["enum"] as readonly string[])[0] }),
    scopes: scopesOf(operation),
    ...(query.length > 0 && {
      query: Object.fromEntries(
        query.map((parameter) => [
          parameter["name"],
          typeOf(documents, { schema: parameter["schema"] as Json, file }, parameter["required"] === true),
        ]),
      ),
    }),
    ...(encoding !== undefined && { encoding, body: fieldsOf(documents, { schema: (media[encoding] as Json)["schema"] as Json, file }) }),
    success: Object.keys(operation["responses"] as Json)
      .map(Number)
      .filter((status) => status < 300),
  };
}

function fieldsOf(documents: Documents, located: Located): Json {
  const { schema, file } = documents.resolve(located);
  const required = new Set((schema["required"] ?? []) as readonly string[]);
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, Json>>;
  return Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [name, typeOf(documents, { schema: field, file }, required.has(name))]),
  );
}

function typeOf(documents: Documents, located: Located, required: boolean): string {
  return `${plainType(documents, located)}${located.schema["nullable"] === true ? "|null" : ""}${required ? "" : "?"}`;
}

function plainType(documents: Documents, located: Located): string {
  const { schema, file } = documents.resolve(located);
  if (Array.isArray(schema["enum"])) return schema["enum"].map(String).join("|");
  if (schema["type"] === "array") return `[${plainType(documents, { schema: (schema["items"] ?? {}) as Json, file })}]`;
  return typeof schema["type"] === "string" ? schema["type"] : "object";
}

const facts = process.env["HIGHWIRE_FACTS"] ?? "../shared/facts";
const specs = process.env["HIGHWIRE_SPECS"] ?? "../shared/specs";
const check = process.argv.includes("--check");

for (const [name, folder] of Object.entries({ HIGHWIRE_FACTS: facts, HIGHWIRE_SPECS: specs })) {
  if (existsSync(folder)) continue;
  // The vendors' texts are not part of the project, so their absence is an error only where somebody has said that they are there.
  const isNamed = process.env[name] !== undefined;
  process.stdout.write(`vendor facts: ${isNamed ? "failed" : "skipped"}, ${folder} is not here (${name} names it)\n`);
  process.exit(isNamed ? 1 : 0);
}

const read = <Shape>(file: string): Shape => JSON.parse(readFileSync(join(facts, file), "utf8")) as Shape;

interface Operations {
  readonly operations: Parameters<typeof renderOperations>[1];
}
interface HighLevelEvents {
  /** Null for pages whose examples show no type. */
  readonly events: readonly { readonly wireType: string | null }[];
}
interface IncidentEvents {
  readonly events: readonly { readonly event_type: string }[];
}

const documents = openDocuments(specs, [...highlevelDocuments, incidentDocument]);
documents.add(incidentLater, laterDocument(read<OperationFacts>("incidentio-operations.json")));
const outputs: Readonly<Record<string, string>> = {
  "highlevel-operations.ts": renderOperations("highlevelOperations", read<Operations>("highlevel-operations.json").operations),
  "incidentio-operations.ts": renderOperations("incidentioOperations", read<Operations>("incidentio-operations.json").operations),
  "highlevel-flow.ts": renderFlow("highlevelFlow", documents, highlevelDocuments, highlevelFlow),
  "incidentio-flow.ts": renderFlow("incidentioFlow", documents, [incidentDocument, incidentLater], incidentFlow),
  "webhook-events.ts": [
    renderEvents(
      "highlevelEvents",
      read<HighLevelEvents>("highlevel-webhooks.json").events.flatMap(({ wireType }) => wireType ?? []),
    ),
    renderEvents(
      "incidentioEvents",
      read<IncidentEvents>("incidentio-webhooks.json").events.map(({ event_type }) => event_type),
    ),
  ].join("\n"),
};

const banner = "// Generated by tools/gen-vendor-facts.ts from the vendors' published documents; do not edit.\n";
let stale = 0;
for (const [file, rendered] of Object.entries(outputs)) {
  const path = join(import.meta.dirname, "..", "src", "vendors", "generated", file);
  const text = banner + rendered;
  if (!check) writeFileSync(path, text);
  else if (!existsSync(path) || readFileSync(path, "utf8") !== text) {
    stale += 1;
    process.stderr.write(`${file} is stale: run \`npm run gen\`\n`);
  }
}
process.exit(stale > 0 ? 1 : 0);
