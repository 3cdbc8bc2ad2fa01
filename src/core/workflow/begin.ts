import type { StartRun } from "../ports/workflow-store.ts";
import type { Trigger, VendorSource, WorkflowDefinition } from "./definition.ts";
import { fill, isGroup, type Json } from "./expression.ts";
import type { OwnEvent } from "./own-events.ts";
import type { RunId, ToldEvent, Workflow } from "./run.ts";

/** Ids of records that one event or one write names, at most. */
const MAX_NAMES = 50;
const MAX_NAME = 128;
/** Ids that every record of an account carries: they tell nothing about which record is meant. */
const shared = new Set([
  "locationId",
  "companyId",
  "location_id",
  "company_id",
  "webhookId",
  "webhook_id",
  "appId",
  "traceId",
  "versionId",
  "userId",
]);

/** Ids that an event carries, those nearest to its top first: under `id` and names that end in Id or _id. */
export function namesIn(event: Json): readonly string[] {
  const names = new Set<string>();
  let level: readonly Json[] = [event];
  for (let depth = 0; depth < 6 && level.length > 0 && names.size < MAX_NAMES; depth += 1) {
    for (const value of level) for (const name of ownNames(value)) if (names.size < MAX_NAMES) names.add(name);
    level = level.flatMap((value) => (typeof value === "object" && value !== null ? (Object.values(value) as readonly Json[]) : [])).slice(0, 500);
  }
  return [...names];
}

function ownNames(value: Json): readonly string[] {
  if (!isGroup(value)) return [];
  return Object.entries(value).flatMap(([key, id]) => (typeof id === "string" && id !== "" && id.length <= MAX_NAME && isIdKey(key) ? [id] : []));
}

const isIdKey = (key: string): boolean => !shared.has(key) && (key === "id" || key.endsWith("Id") || key.endsWith("_id"));

/** Ids of the records that a write was about: those in its path, and the id of what came back. */
export function writtenNames(input: Json, output: Json): readonly string[] {
  const inPath = isGroup(input) ? ownNames((input as { readonly path?: Json }).path ?? null) : [];
  const outer = ownNames(output).slice(0, 1);
  const inner = isGroup(output) ? Object.values(output as Readonly<Record<string, Json>>).flatMap((value) => ownNames(value).slice(0, 1)) : [];
  return [...new Set([...inPath, ...outer, ...inner])].slice(0, MAX_NAMES);
}

/**
 * What a run finds of an event: HighLevel's as it came; incident.io's with its content under `payload`, because it comes under the event's own name,
 * which no pick could spell.
 */
export function eventData(source: VendorSource, type: string, body: Json): Json {
  if (source === "highlevel" || !isGroup(body)) return body;
  return { event_type: type, payload: (body as Readonly<Record<string, Json>>)[type] ?? null };
}

/** A run of a workflow's published version; null while it is off or was never published. */
export function startOf(
  workflow: Workflow,
  given: {
    readonly id: RunId;
    readonly cause: string;
    readonly trigger: Json;
    readonly chain?: readonly string[];
    readonly parent?: StartRun["parent"];
  },
): StartRun | null {
  const { version, live, mode } = workflow;
  if (version === null || live === null || mode === "off") return null;
  return { ...runOf(workflow, version, live, given), shadow: mode === "shadow" };
}

/** A run of one version, whatever the workflow's mode is. */
export function runOf(
  { id: workflowId, workspaceId }: Pick<Workflow, "id" | "workspaceId">,
  version: number,
  { oneAtATime, limits }: Pick<WorkflowDefinition, "oneAtATime" | "limits">,
  given: Parameters<typeof startOf>[1],
): StartRun {
  const { id, cause, trigger, chain = [], parent = null } = given;
  const scope = { trigger, steps: {}, run: { id, startedAt: "" } };
  const queue = oneAtATime === null ? null : JSON.stringify(fill(oneAtATime, scope)).slice(0, 200);
  return {
    id,
    workspaceId,
    workflowId,
    version,
    shadow: false,
    cause,
    trigger,
    queue,
    names: namesIn(trigger),
    chain,
    parent,
    mostHops: limits.hops,
  };
}

/** Whether an event begins runs of a workflow with this trigger. */
export function begins(trigger: Trigger, event: { readonly source: string; readonly type: string; readonly connectionId: string | null }): boolean {
  if (trigger.kind !== "event" || trigger.source !== event.source || !trigger.types.includes(event.type)) return false;
  return trigger.connection === null || trigger.connection === event.connectionId;
}

/** Whether the published version begins with something that happens here, and may begin now. */
export function hearsOwnEvents({ live, mode }: Pick<Workflow, "live" | "mode">): boolean {
  return mode !== "off" && live?.trigger.kind === "event" && live.trigger.source === "highwire";
}

/** Whether its published version begins with this event that happens here. */
export const hearsOf = ({ live }: Pick<Workflow, "live">, type: OwnEvent): boolean =>
  live !== null && begins(live.trigger, { source: "highwire", type, connectionId: null });

/** Something that happened here; its id is the same whenever it is told. */
interface Happened {
  readonly type: OwnEvent;
  readonly id: string;
  readonly data: Json;
}

/** What it means to the runs that wait for it. */
export const toldOfOwn = ({ type, id, data }: Happened): ToldEvent => ({
  id: `own ${type} ${id}`,
  names: namesIn(data),
  signal: { kind: "event", source: "highwire", type, data },
});

/** What it means to the workflows that hear of it. */
export function startsOfOwn(
  workflows: readonly Workflow[],
  event: Happened & { readonly chain?: readonly string[] },
  newId: () => RunId,
): readonly StartRun[] {
  const { type, id, data, chain = [] } = event;
  return workflows.flatMap((workflow) =>
    hearsOf(workflow, type) ? (startOf(workflow, { id: newId(), cause: `own ${type} ${id}`, trigger: data, chain }) ?? []) : [],
  );
}
