import type { SandboxClock } from "../kit/clock.ts";
import type { HighLevelSandboxOptions } from "./create-state.ts";
import { createHighLevelSandbox, type HighLevelSandbox } from "./start-highlevel-sandbox.ts";

export const START_MS = Date.UTC(2026, 8, 1, 8);
/** Stands still; only `control.advance` moves the sandbox's time. */
export const stoppedClock: SandboxClock = { now: () => START_MS, sleep: () => new Promise(() => {}) };

// oxlint-disable-next-line typescript/no-explicit-any -- an answer's shape is what the tests are about, so they look into it without a schema
export type Json = any;

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly broken: string | undefined;
}

export interface CallOptions {
  /** Null sends none. Default the sandbox's own token. */
  readonly token?: string | null;
  /** Null sends none. Default `2021-07-28`. */
  readonly version?: string | null;
}
export type Call = (operation: string, body?: unknown, options?: CallOptions) => Promise<Answered>;

/** Calls a sandbox in process, `"GET /contacts/x"`, and gives back what JSON would have carried. A `URLSearchParams` body goes form-encoded. */
export function caller(sandbox: HighLevelSandbox): Call {
  return async (operation, body, { token = sandbox.token, version = "2021-07-28" } = {}) => {
    const [method = "", pathAndQuery = ""] = operation.split(" ");
    const url = new URL(pathAndQuery, "http://sandbox");
    const headers: Record<string, string> = { ...(token !== null && { authorization: `Bearer ${token}` }), ...(version !== null && { version }) };
    const text = body === undefined ? "" : body instanceof URLSearchParams || typeof body === "string" ? String(body) : JSON.stringify(body);
    const answer = await sandbox.app.handle({ method, path: url.pathname, query: url.searchParams, headers, body: Buffer.from(text) });
    return {
      status: answer.status,
      headers: answer.headers ?? {},
      body: answer.body === undefined ? undefined : JSON.parse(JSON.stringify(answer.body)),
      broken: answer.broken,
    };
  };
}

export interface Event {
  readonly type: string;
  readonly id: string;
  readonly body: Json;
  readonly raw: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Stopped {
  readonly sandbox: HighLevelSandbox;
  readonly call: Call;
  /** Every event that arrived, in order. Each is answered with the next of `answers`, then with 200. */
  readonly events: Event[];
  readonly answers: number[];
}

/** A sandbox whose time stands still, with a caller and somebody who receives its events. */
export function stopped(options: HighLevelSandboxOptions = {}): Stopped {
  const events: Event[] = [];
  const answers: number[] = [];
  const deliver = (headers: Readonly<Record<string, string>>, raw: string): Promise<number> => {
    const body = JSON.parse(raw) as Json;
    events.push({ type: String(body.type), id: String(body.id), body, raw, headers });
    return Promise.resolve(answers.shift() ?? 200);
  };
  const sandbox = createHighLevelSandbox({ clock: stoppedClock, webhook: { deliver }, ...options });
  return { sandbox, call: caller(sandbox), events, answers };
}

/** Creates a contact through the API and returns it as the API shows it. */
export async function addContact(
  { sandbox, call }: Stopped,
  fields: Readonly<Record<string, unknown>> = { firstName: "Ada", email: "ada@example.com" },
): Promise<Json> {
  const created = await call("POST /contacts/", { locationId: sandbox.locationId, ...fields });
  return created.body.contact;
}

/** Lets what is ready to run, run; no time passes. */
export async function breathe(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
