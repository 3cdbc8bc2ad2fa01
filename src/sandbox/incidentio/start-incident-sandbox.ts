import { createHmac } from "node:crypto";
import { incidentioOperations } from "#vendors/generated/incidentio-operations.ts";
import { must } from "#lib/must.ts";
import { systemSandboxClock, type SandboxClock } from "../kit/clock.ts";
import { controlRoutes, parseJsonBody, type Control } from "../kit/control.ts";
import { Counters } from "../kit/counters.ts";
import { Faults, type FaultRule } from "../kit/faults.ts";
import { HttpApp, type SandboxRequest, type SandboxResponse } from "../kit/http-app.ts";
import { KnownPaths, patternOf } from "../kit/known-paths.ts";
import { Prng } from "../kit/prng.ts";
import { deliverTo, WebhookSender, type Deliver, type DeliveryFaults } from "../kit/webhook-sender.ts";
import * as catalog from "./catalog-routes.ts";
import { CatalogStore, type AttributeValue } from "./catalog-store.ts";
import { problem } from "./envelope.ts";
import { IncidentStore, incidentShape, listIncidents, showIncident } from "./incidents.ts";
import { KeyAccess, standardLimits, type ApiKey, type BucketLimits, type RetryAfterStyle } from "./key-access.ts";
import type { IncidentState, Quirks } from "./state.ts";

export interface IncidentSandboxOptions {
  readonly port?: number;
  readonly clock?: SandboxClock;
  readonly seed?: number;
  /** Default `standard`. */
  readonly limits?: "standard" | "off" | BucketLimits;
  readonly webhook?: { readonly url: string } | { readonly deliver: Deliver };
}

/** Edits data as a person would in incident.io's dashboard. Catalog edits send no event, because the vendor has none. */
export interface IncidentControl extends Control {
  createEntry(typeId: string, name: string, values: Readonly<Record<string, string | readonly string[]>>): string;
  editEntry(id: string, name: string | null, values: Readonly<Record<string, string | readonly string[] | null>>): void;
  archiveEntry(id: string): void;
  entries(typeId?: string): readonly Readonly<Record<string, unknown>>[];
  types(): readonly { readonly id: string; readonly type_name: string }[];
  addIncident(name: string, entries?: readonly string[], visibility?: "public" | "private"): string;
  editIncident(id: string, name: string): void;
  addKey(roles: readonly string[]): string;
  setQuirks(quirks: Partial<Quirks & { retryAfterStyle: RetryAfterStyle; rateHeadersOff: boolean }>): void;
  setFaults(rules: readonly FaultRule[]): void;
  setDeliveryFaults(faults: DeliveryFaults): void;
  setLimits(limits: BucketLimits | null): void;
  webhooksTo(target: string | Deliver | null): void;
  webhooksUnderway(): number;
}

export interface IncidentSandbox {
  /** Empty until it listens. */
  readonly baseUrl: string;
  readonly app: HttpApp;
  readonly control: IncidentControl;
  /** `whsec_` and base64. */
  readonly webhookSecret: string;
  readonly apiKey: string;
  close(): Promise<void>;
}

const defaultRoles = ["viewer", "catalog_viewer", "catalog_editor", "incident_editor", "incident_creator", "manage_settings"] as const;

type Route = readonly [method: string, path: string, run: (call: catalog.RouteCall) => SandboxResponse];
const routes: readonly Route[] = [
  ["GET", "/v1/identity", identity],
  ["GET", "/v3/catalog_types", catalog.listTypes],
  ["POST", "/v3/catalog_types", catalog.createType],
  ["GET", "/v3/catalog_types/{id}", catalog.showType],
  ["PUT", "/v3/catalog_types/{id}", catalog.updateType],
  ["DELETE", "/v3/catalog_types/{id}", catalog.deleteType],
  ["POST", "/v3/catalog_types/{id}/actions/update_schema", catalog.updateSchema],
  ["POST", "/v3/catalog_entries/actions/bulk_update", catalog.bulkUpdate],
  ["GET", "/v3/catalog_entries", catalog.listEntries],
  ["POST", "/v3/catalog_entries", catalog.createEntry],
  ["GET", "/v3/catalog_entries/{id}", catalog.showEntry],
  ["PUT", "/v3/catalog_entries/{id}", catalog.updateEntry],
  ["DELETE", "/v3/catalog_entries/{id}", catalog.deleteEntry],
  ["GET", "/v2/incidents", listIncidents],
  ["GET", "/v2/incidents/{id}", showIncident],
];
const compiled = routes.map(([method, path, run]) => ({ method, pattern: patternOf(path), run, name: `${method} ${path}` }));
const known = new KnownPaths(incidentioOperations);

function identity({ key }: catalog.RouteCall): SandboxResponse {
  return { status: 200, body: { identity: { name: key.name, dashboard_url: "https://app.example.com/sandbox", roles: key.roles, team_roles: [], teams: [] } } };
}

/** Starts an emulated incident.io on 127.0.0.1. Everything lives in memory. */
export async function startIncidentSandbox(options: IncidentSandboxOptions = {}): Promise<IncidentSandbox> {
  const sandbox = createIncidentSandbox(options);
  return { ...sandbox, baseUrl: await sandbox.app.listen(options.port ?? 0) };
}

/** The same without sockets: call `app.handle`. */
export function createIncidentSandbox(options: IncidentSandboxOptions = {}): IncidentSandbox {
  const clock = options.clock ?? systemSandboxClock;
  const seed = options.seed ?? 1;
  const prng = new Prng(seed + 100);
  const counters = new Counters();
  const faults = new Faults(new Prng(seed + 101), clock);
  const { limits = "standard" } = options;
  const state: IncidentState = {
    clock, prng, counters, access: new KeyAccess(clock, counters, limits === "off" ? null : limits === "standard" ? standardLimits : limits),
    catalog: new CatalogStore(clock, prng), incidents: new IncidentStore(clock, prng),
    quirks: { staleSchemaStatus: 409, literalEmpty: false, dashboardWrites: true, truncateValuesAt: null, shuffledOrder: false, endByEmptyPage: false },
  };
  const webhookSecret = `whsec_${Buffer.from(prng.text(24, "abcdefghijklmnopqrstuvwxyz0123456789")).toString("base64")}`;
  const deliver = options.webhook === undefined ? null : "url" in options.webhook ? deliverTo(options.webhook.url) : options.webhook.deliver;
  // 24 hours of back-off, doubling from five seconds.
  const sender = new WebhookSender({ clock, prng: new Prng(seed + 102), deliver, retryDelay: (tries) => (tries > 14 ? null : 5_000 * 2 ** (tries - 1)) });
  const events = eventSender(state, sender, webhookSecret);
  const apiKey = addKey(state, defaultRoles);
  for (const [name, visibility] of [["Checkout is slow", "public"], ["Login errors in EU", "public"], ["Data export delayed", "public"], ["Security review", "private"]] as const) {
    state.incidents.add(name, { visibility });
  }
  const control = createControl(state, faults, sender, events);
  const answerControl = controlRoutes(control);
  const handle = async (request: SandboxRequest): Promise<SandboxResponse> => (await answerControl(request)) ?? (await faults.around(request, async () => answer(state, request)));
  const app = new HttpApp(handle);
  return { baseUrl: "", app, control, webhookSecret, apiKey, close: () => app.close() };
}

function addKey(state: IncidentState, roles: readonly string[]): string {
  const value = `inc_${state.prng.text(64, "0123456789abcdef")}`;
  state.access.keys.set(value, { value, id: state.catalog.id(), name: "Sandbox organisation", roles });
  return value;
}

function answer(state: IncidentState, request: SandboxRequest): SandboxResponse {
  const admitted = state.access.admit(request);
  if ("status" in admitted) return admitted;
  const { refusal, headers } = state.access.take(admitted);
  const response = refusal ?? route(state, request, admitted);
  return { ...response, headers: { ...headers, ...response.headers } };
}

function route(state: IncidentState, request: SandboxRequest, key: ApiKey): SandboxResponse {
  const published = known.find(request.method, request.path);
  const found = compiled.find((candidate) => candidate.method === request.method && candidate.pattern.test(request.path));
  if (found === undefined) {
    if (published === null) return problem(404, "not_found", "No such address");
    return { status: 501, body: { type: "api_error", status: 501, request_id: "sandbox", errors: [{ code: "not_emulated", message: `sandbox: not emulated: ${request.method} ${request.path}` }] } };
  }
  state.counters.count(found.name, !found.name.startsWith("GET "));
  if (!state.access.allows(key, published?.scopes ?? [])) return problem(403, "forbidden", `The key lacks a role for this`);
  const body = parseJsonBody(request);
  if (body === null) return problem(400, "invalid_json", "The body is not JSON");
  return found.run({ state, request, key, body, params: (found.pattern.exec(request.path) ?? []).slice(1).map((part) => decodeURIComponent(part)) });
}

type EventSender = (type: string, id: string) => void;

/** Standard Webhooks: HMAC-SHA256 over id, time and body, stamped anew with each try. Private incidents tell only their id. */
function eventSender(state: IncidentState, sender: WebhookSender, secret: string): EventSender {
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  return (type, id) => {
    const incident = must(state.incidents.all.get(id), `incident ${id}`);
    const isPrivate = incident.visibility === "private";
    const eventType = `${isPrivate ? "private" : "public"}_incident.${type}`;
    const body = JSON.stringify({ event_type: eventType, [eventType]: isPrivate ? { id } : incidentShape(incident) });
    const messageId = `msg_${state.prng.text(27, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")}`;
    sender.send({
      body,
      headers: (nowMs) => {
        const timestamp = String(Math.floor(nowMs / 1_000));
        const signature = createHmac("sha256", key).update(`${messageId}.${timestamp}.${body}`).digest("base64");
        return { "webhook-id": messageId, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
      },
    });
  };
}

function createControl(state: IncidentState, faults: Faults, sender: WebhookSender, events: EventSender): IncidentControl {
  const entry = (id: string): NonNullable<ReturnType<typeof state.catalog.entries.get>> => must(state.catalog.entries.get(id), `entry ${id}`);
  return {
    createEntry(typeId, name, values) {
      const at = state.catalog.stamp();
      const created = {
        id: state.catalog.id(), catalog_type_id: typeId, name, external_id: null, aliases: [], rank: 0, values: toValues(values), created_at: at, updated_at: at, archived_at: null,
      };
      state.catalog.addEntry(created);
      return created.id;
    },
    editEntry(id, name, values) {
      state.catalog.change(entry(id), (stored) => {
        if (name !== null) stored.name = name;
        for (const [attribute, value] of Object.entries(values)) {
          if (value === null || value === "" || value.length === 0) delete stored.values[attribute];
          else Object.assign(stored.values, toValues({ [attribute]: value }));
        }
      });
    },
    archiveEntry: (id) => catalog.archive(state, entry(id)),
    entries: (typeId) => [...state.catalog.entries.values()].filter((stored) => stored.archived_at === null && (typeId === undefined || stored.catalog_type_id === typeId)).map((stored) => catalog.entryShape(state, stored)),
    types: () => [...state.catalog.types.values()].map(({ id, type_name }) => ({ id, type_name })),
    addIncident(name, entries = [], visibility = "public") {
      const incident = state.incidents.add(name, { entries, visibility });
      events("incident_created_v2", incident.id);
      return incident.id;
    },
    editIncident(id, name) {
      const incident = must(state.incidents.all.get(id), `incident ${id}`);
      incident.name = name;
      incident.updated_at = state.catalog.stamp();
      events("incident_updated_v2", id);
    },
    addKey: (roles) => addKey(state, roles),
    setQuirks({ retryAfterStyle, rateHeadersOff, ...quirks }) {
      Object.assign(state.quirks, quirks);
      if (retryAfterStyle !== undefined) state.access.retryAfterStyle = retryAfterStyle;
      if (rateHeadersOff !== undefined) state.access.headersOff = rateHeadersOff;
    },
    setFaults: (rules) => faults.set(rules),
    setDeliveryFaults(next) {
      sender.faults = next;
    },
    setLimits(limits) {
      state.access.limits = limits;
    },
    webhooksTo: (target) => sender.target(typeof target === "string" ? deliverTo(target) : target),
    webhooksUnderway: () => sender.underway,
    counters: () => state.counters.read(),
    resetCounters: () => state.counters.reset(),
  };
}

function toValues(values: Readonly<Record<string, string | readonly string[] | null>>): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([id, value]) => {
      if (value === null) return [];
      return [[id, typeof value === "string" ? { value: { literal: value } } : { array_value: value.map((literal) => ({ literal })) }] as const];
    }),
  );
}
