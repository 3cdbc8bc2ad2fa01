import type { Counters } from "./counters.ts";
import type { SandboxRequest, SandboxResponse } from "./http-app.ts";

/** What both sandboxes' controls have in common. */
export interface Control {
  counters(): ReturnType<Counters["read"]>;
  resetCounters(): void;
}

/** The calls that the control API offers over HTTP: any method of the control, by name, with a JSON array of arguments. */
export function controlRoutes(control: Control): (request: SandboxRequest) => Promise<SandboxResponse | null> {
  const methods = control as unknown as Readonly<Record<string, unknown>>;
  return async (request) => {
    if (!request.path.startsWith("/__sandbox/")) return null;
    // A page of some website that a browser on this machine shows must not steer the sandbox.
    if (request.headers["origin"] !== undefined) return { status: 403, body: { message: "sandbox: the control API is not for browsers" } };
    const name = request.path.slice("/__sandbox/".length);
    const offered = Object.keys(methods)
      .filter((key) => key !== "random")
      .toSorted();
    if (name === "help") return { status: 200, body: { result: offered } };
    const method = offered.includes(name) ? methods[name] : undefined;
    if (typeof method !== "function") return { status: 404, body: { message: `sandbox: no control named ${name}`, offered } };
    const parsed = request.body.length === 0 ? [] : parseArguments(request.body);
    if (parsed === null) return { status: 400, body: { message: "sandbox: send the arguments as a JSON array" } };
    try {
      const result = (await (method as (...args: unknown[]) => unknown)(...parsed)) ?? null;
      return { status: 200, body: { result } };
    } catch (error) {
      return { status: 400, body: { message: error instanceof Error ? error.message : "sandbox: refused" } };
    }
  };
}

function parseArguments(body: Buffer): readonly unknown[] | null {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** The body as an object; empty is an empty object, anything else null. */
export function parseJsonBody(request: SandboxRequest): Readonly<Record<string, unknown>> | null {
  if (request.body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(request.body.toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

/** The body as whatever JSON it is; empty is an empty object, what is no JSON is undefined. */
export function parseAnyBody({ body }: SandboxRequest): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}
