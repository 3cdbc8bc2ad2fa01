import { z } from "zod";
import { HighwireError } from "#core/errors.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions } from "#core/ports/contacts-port.ts";
import type { Transport, VendorCall } from "#vendors/transport/transport.ts";
import { interpretIncidentFailure } from "./failure.ts";
import { incidentLimits, readIncidentLimits } from "./limits.ts";

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
const identity = z.looseObject({ identity: z.looseObject({ name: z.string(), roles: z.array(z.string()) }) });
const incidents = z.looseObject({ incidents: z.array(z.looseObject({ id: z.string(), name: z.string() })) });

export interface AttributeWrite {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly array: boolean;
  readonly mode: string;
}

/** incident.io's catalog, identity and incident reads with one API key. Every method throws `HighwireError` of a `vendor.*` kind. */
export interface IncidentClient {
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
  listIncidents(pageSize: number, call: CallOptions): Promise<z.infer<typeof incidents>["incidents"]>;
}

export interface IncidentClientParts {
  readonly transport: Transport;
  readonly baseUrl: string;
  readonly apiKey: () => Promise<string>;
  /** Which key's bucket counts the calls; any stable text that is not the key. */
  readonly limitKey: string;
  readonly clock: Clock;
}

interface Request<Schema extends z.ZodType> {
  readonly operation: string;
  readonly method: VendorCall["method"];
  readonly path: string;
  readonly body?: unknown;
  readonly answer: Schema;
}

export function createIncidentClient(parts: IncidentClientParts): IncidentClient {
  const send = <Schema extends z.ZodType>(request: Request<Schema>, call: CallOptions): Promise<z.infer<Schema>> => sendOnce(parts, request, call);
  const typeAt = (id: string): string => `/v3/catalog_types/${encodeURIComponent(id)}`;
  const entryAt = (id: string): string => `/v3/catalog_entries/${encodeURIComponent(id)}`;
  return {
    identity: async (call) => (await send({ operation: "identity", method: "GET", path: "/v1/identity", answer: identity }, call)).identity,
    listTypes: async (call) =>
      (await send({ operation: "catalog-types.list", method: "GET", path: "/v3/catalog_types", answer: types }, call)).catalog_types,
    showType: async (id, call) =>
      (await send({ operation: "catalog-types.show", method: "GET", path: typeAt(id), answer: oneType }, call)).catalog_type,
    createType: async (body, call) =>
      (await send({ operation: "catalog-types.create", method: "POST", path: "/v3/catalog_types", body, answer: oneType }, call)).catalog_type,
    deleteType: async (id, call) =>
      void (await send({ operation: "catalog-types.delete", method: "DELETE", path: typeAt(id), answer: z.unknown() }, call)),
    updateSchema: async (id, version, attributes, call) =>
      (
        await send(
          {
            operation: "catalog-types.schema",
            method: "POST",
            path: `${typeAt(id)}/actions/update_schema`,
            body: { version, attributes },
            answer: oneType,
          },
          call,
        )
      ).catalog_type,
    listEntries: ({ typeId, pageSize, after, identifier }, call) => {
      const query = new URLSearchParams({
        catalog_type_id: typeId,
        page_size: String(pageSize),
        ...(after !== undefined && { after }),
        ...(identifier !== undefined && { identifier }),
      });
      return send({ operation: "catalog-entries.list", method: "GET", path: `/v3/catalog_entries?${query.toString()}`, answer: entries }, call);
    },
    showEntry: async (id, call) =>
      (await send({ operation: "catalog-entries.show", method: "GET", path: entryAt(id), answer: oneEntry }, call)).catalog_entry,
    createEntry: async (body, call) =>
      (await send({ operation: "catalog-entries.create", method: "POST", path: "/v3/catalog_entries", body, answer: oneEntry }, call)).catalog_entry,
    updateEntry: async (id, body, call) =>
      (await send({ operation: "catalog-entries.update", method: "PUT", path: entryAt(id), body, answer: oneEntry }, call)).catalog_entry,
    bulkUpdate: async (body, call) =>
      void (await send(
        { operation: "catalog-entries.bulk-update", method: "POST", path: "/v3/catalog_entries/actions/bulk_update", body, answer: z.unknown() },
        call,
      )),
    deleteEntry: async (id, call) =>
      void (await send({ operation: "catalog-entries.delete", method: "DELETE", path: entryAt(id), answer: z.unknown() }, call)),
    listIncidents: async (pageSize, call) =>
      (await send({ operation: "incidents.list", method: "GET", path: `/v2/incidents?page_size=${String(pageSize)}`, answer: incidents }, call))
        .incidents,
  };
}

async function sendOnce<Schema extends z.ZodType>(parts: IncidentClientParts, request: Request<Schema>, call: CallOptions): Promise<z.infer<Schema>> {
  const mutating = request.method !== "GET";
  const { json } = await parts.transport.send({
    vendor: "incident",
    operation: request.operation,
    method: request.method,
    url: parts.baseUrl + request.path,
    headers: { authorization: `Bearer ${await parts.apiKey()}` },
    ...(request.body !== undefined && { body: request.body }),
    mutating,
    limitKey: parts.limitKey,
    limits: incidentLimits,
    call,
    interpretFailure: (status, headers, body) => interpretIncidentFailure(status, headers, body, parts.clock.now()),
    readLimits: (status, headers) => readIncidentLimits(status, headers, parts.clock.now()),
  });
  const result = request.answer.safeParse(json);
  if (result.success) return result.data;
  const path = result.error.issues[0]?.path.join(".") ?? "";
  throw new HighwireError("HW_VENDOR_DRIFT", {
    vendor: "incident",
    operation: request.operation,
    detail: `unexpected answer at ${path || "the top"}`,
    mayHaveHappened: mutating,
  });
}
