import type { SandboxClock } from "../kit/clock.ts";
import type { IncidentSandboxOptions } from "./create-state.ts";
import { createIncidentSandbox, type IncidentSandbox } from "./start-incident-sandbox.ts";

/** A moment without fraction digits: 2026-09-01T08:00:00Z. */
export const START_MS = Date.UTC(2026, 8, 1, 8);
/** Stands still; only `control.advance` moves the sandbox's time. */
export const stoppedClock: SandboxClock = { now: () => START_MS, sleep: () => new Promise(() => {}) };

// oxlint-disable-next-line typescript/no-explicit-any -- an answer's shape is what the tests are about, so they look into it without a schema
type Json = any;

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

export type Call = (method: string, pathAndQuery: string, body?: unknown) => Promise<Answered>;

/** Calls a sandbox in process with a token, and gives back what JSON would have carried. */
export function caller(sandbox: IncidentSandbox, token: string | null = sandbox.apiKey): Call {
  return async (method, pathAndQuery, body) => {
    const url = new URL(pathAndQuery, "http://sandbox");
    const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
    const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
    const answer = await sandbox.app.handle({ method, path: url.pathname, query: url.searchParams, headers, body: bytes });
    return {
      status: answer.status,
      headers: answer.headers ?? {},
      body: answer.body === undefined ? undefined : JSON.parse(JSON.stringify(answer.body)),
    };
  };
}

/** A sandbox whose time stands still, with a caller. */
export function stopped(options: IncidentSandboxOptions = {}): { readonly sandbox: IncidentSandbox; readonly call: Call } {
  const sandbox = createIncidentSandbox({ clock: stoppedClock, ...options });
  return { sandbox, call: caller(sandbox) };
}

export const contactAttributes = [
  { id: "email", name: "Email", type: "String", array: false, mode: "dashboard" },
  { id: "phone", name: "Phone", type: "String", array: false, mode: "dashboard" },
  { id: "tags", name: "Tags", type: "String", array: true, mode: "dashboard" },
  { id: "seats", name: "Seats", type: "Number", array: false, mode: "" },
  { id: "vip", name: "VIP", type: "Bool", array: false, mode: "api" },
  { id: "hl_url", name: "Link", type: "String", array: false, mode: "api" },
] as const;

/** Creates the contact type as the bridge does and returns its id. */
export async function contactType(call: Call, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const created = await call("POST", "/v3/catalog_types", {
    name: "HighLevel contact",
    description: "",
    type_name: 'Custom["HighLevelContact"]',
    ...more,
  });
  const { id, schema } = created.body.catalog_type;
  await call("POST", `/v3/catalog_types/${id}/actions/update_schema`, { version: schema.version, attributes: contactAttributes });
  return String(id);
}

export const text = (literal: string): unknown => ({ value: { literal } });
export const list = (...literals: readonly string[]): unknown => ({ array_value: literals.map((literal) => ({ literal })) });

/** Creates an entry and returns it as the API shows it. */
export async function addEntry(call: Call, typeId: string, fields: Readonly<Record<string, unknown>> = {}): Promise<Json> {
  const created = await call("POST", "/v3/catalog_entries", { catalog_type_id: typeId, name: "Ada Abara", attribute_values: {}, ...fields });
  return created.body.catalog_entry;
}
