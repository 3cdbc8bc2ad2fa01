import type { Bridge } from "#core/bridge.ts";
import type { RecordsPort, FieldChange } from "#core/ports/records-port.ts";
import { canonicalise } from "#core/record/canonicalise.ts";
import type { CanonicalValue, SideRecord } from "#core/record/canonical.ts";
import { must } from "#lib/must.ts";
import type { IncidentSandbox } from "#sandbox/incidentio/start-incident-sandbox.ts";

type Raw = Readonly<Record<string, unknown>>;
const PAGE = 250;

type Call = (method: string, path: string, body?: unknown) => Promise<Raw>;

/** Calls the emulator's handler directly: no network; limits are whatever the sandbox was started with. */
function callerOf(sandbox: IncidentSandbox): Call {
  return async (method, path, body) => {
    const url = new URL(path, "http://sandbox");
    const answer = await sandbox.app.handle({
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: { authorization: `Bearer ${sandbox.apiKey}` },
      body: Buffer.from(body === undefined ? "" : JSON.stringify(body)),
    });
    must(answer.status < 300 ? true : null, `${method} ${path}: ${String(answer.status)} ${JSON.stringify(answer.body)}`);
    return (answer.body ?? {}) as Raw;
  };
}

/** Makes the contact type with an attribute for each mapped field; returns its id. */
export async function makeContactType(sandbox: IncidentSandbox, bridge: Bridge): Promise<string> {
  const call = callerOf(sandbox);
  const made = (
    await call("POST", "/v3/catalog_types", { name: "HighLevel contact", description: "Contacts", type_name: 'Custom["HighLevelContact"]' })
  )["catalog_type"] as { id: string; schema: { version: number } };
  const attributes = bridge.fields
    .filter(({ right }) => right !== "name")
    .map((map) => ({
      id: map.right.slice("attribute:".length),
      name: map.label,
      type: map.kind === "number" ? "Number" : "String",
      array: map.kind === "set",
    }));
  await call("POST", `/v3/catalog_types/${made.id}/actions/update_schema`, { version: made.schema.version, attributes });
  return made.id;
}

/** Catalog entries as the engine needs them, straight on the emulator. */
export function doubleIncident(sandbox: IncidentSandbox, bridge: Bridge): RecordsPort {
  const call = callerOf(sandbox);
  const typeId = must(bridge.catalogTypeId, "catalog type");
  const all = (): readonly Raw[] => sandbox.control.entries(typeId);
  const find = (id: string): Raw | undefined => all().find((entry) => entry["id"] === id);
  const record = (raw: Raw): SideRecord => recordOf(raw, bridge);
  const write = async (method: string, path: string, name: string, more: Raw): Promise<SideRecord> =>
    record((await call(method, path, { catalog_type_id: typeId, name, ...more }))["catalog_entry"] as Raw);
  return {
    side: "incident",
    read: async (id) => {
      const raw = find(id);
      return raw === undefined ? { kind: "missing" } : { kind: "found", record: record(raw) };
    },
    list: async ({ after }) => {
      const from = Number(after ?? 0);
      const rows = all();
      return { records: rows.slice(from, from + PAGE).map(record), next: from + PAGE < rows.length ? String(from + PAGE) : null, total: rows.length };
    },
    candidates: async ({ counterpartId, email, phone }) =>
      all()
        .map(record)
        .flatMap((one) => {
          const matchedBy = [
            ...(counterpartId !== null && one.counterpartId === counterpartId ? ["marker" as const] : []),
            ...(email !== null && one.fields["email"] === email ? ["email" as const] : []),
            ...(phone !== null && one.fields["phone"] === phone ? ["phone" as const] : []),
          ];
          return matchedBy.length > 0 ? [{ record: one, matchedBy }] : [];
        }),
    create: ({ fields, counterpartId }) => {
      const values = Object.entries(fields).map(([field, value]) => ({ field, value }));
      return write("POST", "/v3/catalog_entries", String(fields["fullName"] ?? `Unnamed contact ${counterpartId}`), {
        external_id: `${bridge.locationId}:${counterpartId}`,
        attribute_values: attributesOf(bridge, values),
      });
    },
    update: ({ id }, changes) => {
      const values = attributesOf(bridge, changes);
      const name = changes.find(({ field }) => field === "fullName")?.value ?? find(id)?.["name"];
      return write("PUT", `/v3/catalog_entries/${id}`, String(name), { attribute_values: values, update_attributes: Object.keys(values) });
    },
    stamp: ({ id }, counterpartId) =>
      write("PUT", `/v3/catalog_entries/${id}`, String(find(id)?.["name"]), {
        attribute_values: {},
        update_attributes: [],
        external_id: `${bridge.locationId}:${counterpartId}`,
      }),
    remove: async (id) => void (await call("DELETE", `/v3/catalog_entries/${id}`)),
    canary: async () => true,
  };
}

function recordOf(raw: Raw, bridge: Bridge): SideRecord {
  const external = String(raw["external_id"] ?? "");
  const held = raw["attribute_values"] as Readonly<Record<string, { value?: { literal: string }; array_value?: readonly { literal: string }[] }>>;
  const fields = bridge.fields.map((map): readonly [string, CanonicalValue] => {
    const value = held[map.right.slice("attribute:".length)];
    const text =
      map.right === "name"
        ? String(raw["name"]).startsWith("Unnamed contact ")
          ? null
          : raw["name"]
        : map.kind === "set"
          ? value?.array_value?.map(({ literal }) => literal)
          : value?.value?.literal;
    return [map.field, canonicalise(map.kind, text, bridge)];
  });
  return {
    side: "incident",
    id: String(raw["id"]),
    version: String(raw["updated_at"]),
    fields: Object.fromEntries(fields),
    counterpartId: external.startsWith(`${bridge.locationId}:`) ? external.slice(bridge.locationId.length + 1) : null,
  };
}

function attributesOf(bridge: Bridge, values: readonly Pick<FieldChange, "field" | "value">[]): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const { field, value } of values) {
    const map = must(
      bridge.fields.find((one) => one.field === field),
      `mapping of ${field}`,
    );
    const id = map.right.slice("attribute:".length);
    if (map.right === "name") continue;
    attributes[id] =
      map.kind === "set"
        ? { array_value: ((value ?? []) as readonly string[]).map((literal) => ({ literal })) }
        : { value: value === null ? null : { literal: String(value) } };
  }
  return attributes;
}
