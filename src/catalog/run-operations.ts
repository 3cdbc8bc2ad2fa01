import { HighwireError } from "#core/errors.ts";
import type { OperationOutcome, OperationPort, OperationRun, SchemaIssue, SentRequest } from "#core/catalog/operation-port.ts";
import type { JsonSchema, OperationInput } from "#core/catalog/operation.ts";
import type { ConnectionId } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Connection } from "#core/ports/store.ts";
import { isObject } from "#lib/json.ts";
import type { VendorAnswer } from "#vendors/transport/transport.ts";
import { issuesOf } from "./check-value.ts";
import { filledInput } from "./filled-input.ts";
import { schemasOf, type OperationSchemas } from "./inlined-schema.ts";
import type { FactsReader, OperationFacts } from "./operation-facts.ts";
import { effectOf, idempotencyField, notRunnable } from "./operation-nature.ts";
import { requestTarget } from "./request-target.ts";

/** One operation, ready to leave for a connection's vendor. */
export interface PreparedCall {
  readonly operation: string;
  readonly method: OperationFacts["method"];
  /** Path and query. */
  readonly target: string;
  /** Value of HighLevel's version header. */
  readonly version: string;
  readonly mutating: boolean;
  readonly body?: unknown;
}

export interface RunPorts {
  readonly facts: FactsReader;
  readonly clock: Clock;
  /** Null when there is no such connection. */
  readonly connection: (id: ConnectionId) => Promise<Connection | null>;
  /** Sends under the connection's limits, with its credential. Throws `HighwireError`. */
  readonly send: (connection: Connection, prepared: PreparedCall, call: CallOptions) => Promise<VendorAnswer>;
}

/** Header by which a sandbox says that it made an answer up. */
export const GENERIC_HEADER = "x-sandbox-generic";

/** Operations of both vendors as one port: checked against the vendor's document before they leave, and their answers after. */
export function createOperations(ports: RunPorts): OperationPort {
  return {
    async run(run) {
      const found = await ports.facts.operation(run.operationId);
      if (found === null) return refused("HW_REQUEST_NOT_FOUND", "operationId", "there is no such operation");
      const { facts, defs } = found;
      const why = notRunnable(facts);
      if (why !== null) return refused("HW_REQUEST_CONFLICT", "operationId", why);
      const connection = run.known ?? (await ports.connection(run.connectionId));
      const trouble = connectionTrouble(connection, run);
      if (connection === null || trouble !== null) return trouble ?? refused("HW_REQUEST_NOT_FOUND", "connectionId", "there is no such connection");
      const schemas = schemasOf(facts, defs);
      const input = completed(facts, schemas.input, connection, run);
      const issues = [...issuesOf(schemas.input, input), ...pathIssues(input)];
      if (issues.length > 0) return { ...refused("HW_REQUEST_INVALID", issues[0]?.field ?? "", sentenceOf(issues)), issues };
      return sendChecked(ports, { facts, output: schemas.output, connection, input, run });
    },
  };
}

const refused = (
  code: "HW_REQUEST_NOT_FOUND" | "HW_REQUEST_CONFLICT" | "HW_REQUEST_INVALID" | "HW_NOT_CONNECTED",
  field: string,
  detail: string,
) => ({
  kind: "refused" as const,
  error: new HighwireError(code, { field, detail }),
  issues: [] as readonly SchemaIssue[],
});

function connectionTrouble(connection: Connection | null, { operationId }: OperationRun): OperationOutcome | null {
  if (connection === null) return null;
  if (connection.vendor !== operationId.split(".")[0])
    return refused("HW_REQUEST_INVALID", "connectionId", "this connection is with the other vendor");
  return connection.state === "active" ? null : refused("HW_NOT_CONNECTED", "connectionId", "this connection is paused; resume it first");
}

const sentenceOf = (issues: readonly SchemaIssue[]): string =>
  issues.map(({ field, problem }) => `${field === "" ? "the input" : field} ${problem}`).join("; ");

function completed(facts: OperationFacts, schema: JsonSchema, { vendor, account }: Connection, run: OperationRun): OperationInput {
  const field = idempotencyField(facts, schema);
  return filledInput(run.operationId, schema, run.input, {
    locationId: vendor === "highlevel" ? account : null,
    key: field === null ? null : { field, value: run.idempotencyKey },
  });
}

/** A part of a path that is empty, or means another folder, would lead to another operation. */
function pathIssues({ path = {} }: OperationInput): readonly SchemaIssue[] {
  return Object.entries(path).flatMap(([name, value]) =>
    ["", ".", ".."].includes(String(value)) ? [{ field: `path.${name}`, problem: "must name something" }] : [],
  );
}

interface Checked {
  readonly facts: OperationFacts;
  readonly output: OperationSchemas["output"];
  readonly connection: Connection;
  readonly input: OperationInput;
  readonly run: OperationRun;
}

async function sendChecked({ clock, send }: RunPorts, { facts, output, connection, input, run }: Checked): Promise<OperationOutcome> {
  const { id, method, version = "v3" } = facts;
  const target = requestTarget(facts.path, input);
  const sent: SentRequest = { method, url: connection.baseUrl + target, body: input.body ?? null };
  const startedMs = clock.monotonicMs();
  try {
    const prepared: PreparedCall = {
      operation: id,
      method,
      target,
      version,
      mutating: effectOf(facts) !== "read",
      ...(input.body !== undefined && { body: input.body }),
    };
    const call: CallOptions = { priority: run.priority ?? "webhook", ...(run.signal !== undefined && { signal: run.signal }) };
    const { status, headers, json } = await send(connection, prepared, call);
    const drift = output === null || run.looksForDrift === false ? [] : issuesOf(output, comparable(output, json));
    const generic = headers[GENERIC_HEADER] !== undefined;
    return { kind: "done", status, output: json, drift, generic, sent, durationMs: clock.monotonicMs() - startedMs };
  } catch (error) {
    if (!(error instanceof HighwireError)) throw error;
    return { kind: "failed", error, sent, durationMs: clock.monotonicMs() - startedMs };
  }
}

/** HighLevel's id of the request stands beside what was asked for, also where its documents do not have it. */
function comparable({ properties }: JsonSchema, json: unknown): unknown {
  if (!isObject(json) || properties?.["traceId"] !== undefined) return withoutNulls(json);
  const { traceId: _requestId, ...answer } = json;
  return withoutNulls(answer);
}

/** Both vendors write null for what is not there, whatever their documents say. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNulls(inner)]])));
}
