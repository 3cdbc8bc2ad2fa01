import type { Bridge } from "../bridge.ts";
import type { Instant } from "../ids.ts";
import type { JournalRow, LinkRow } from "../ports/store.ts";
import type { Json } from "./expression.ts";
import type { RunOutcome } from "./plan-run.ts";
import type { WorkflowRun } from "./run.ts";

/** What Highwire itself does that a workflow can begin with or wait for: what the journal tells of records and bridges. */
export const journalEvents = [
  "record.linked",
  "record.unlinked",
  "record.written",
  "record.deleted",
  "record.set-aside",
  "write.failed",
  "conflict.opened",
  "conflict.decided",
  "conflict.resolved",
  "bridge.braked",
  "bridge.loaded",
  "sweep.found",
  "plan.began",
  "connection.paused",
] as const;

/** How runs of workflows come to rest. */
export const runEvents = ["run.finished", "run.failed", "run.set-aside"] as const;

export const ownEvents = [...journalEvents, ...runEvents] as const;
export type OwnEvent = (typeof ownEvents)[number];
type JournalEvent = (typeof journalEvents)[number];
type RunEvent = (typeof runEvents)[number];

interface Detail {
  readonly workflow?: string;
  readonly conflicts?: readonly { readonly field?: string; readonly state?: string }[];
  readonly choose?: string;
  readonly connectionPaused?: string;
  readonly [more: string]: unknown;
}

/** Which event an entry of the journal is; null for most of them, and for those of workflows' own runs, which tell of themselves. */
export function ownEventIn({ kind, linkId, detail }: Pick<JournalRow, "kind" | "linkId" | "detail">): JournalEvent | null {
  const said = detail as Detail;
  if (said.workflow !== undefined) return said.connectionPaused === undefined ? null : "connection.paused";
  switch (kind) {
    case "linked":
      return "record.linked";
    case "unlinked":
      return "record.unlinked";
    case "write":
      return "record.written";
    case "deleted":
      return "record.deleted";
    case "parked":
      return linkId === null ? null : "record.set-aside";
    case "failed":
      return "write.failed";
    case "conflict":
      return (said.conflicts ?? []).some(({ state }) => state !== "decided") ? "conflict.opened" : "conflict.decided";
    case "resolved":
      // A person's answer comes first, with what they chose; this is when it has been carried out.
      return said.choose === undefined ? "conflict.resolved" : null;
    case "brake":
      return "bridge.braked";
    case "backfill":
      return "bridge.loaded";
    case "sweep":
      return "sweep.found";
    case "run":
      return "plan.began";
    case "config":
      return said.connectionPaused === undefined ? null : "connection.paused";
    default:
      return null;
  }
}

/**
 * What a run finds of such an entry. An id of several parts comes with its parts as well, because a workflow's step writes by those, and by them it is known
 * whether a run's own write began this one (E4).
 */
export function dataOfEntry(
  type: JournalEvent,
  { id: entry, at, side, detail, values }: Pick<JournalRow, "id" | "at" | "side" | "detail" | "values">,
  { bridge, link }: { readonly bridge: Bridge | null; readonly link: LinkRow | null },
): Json {
  const said = detail as Detail;
  return plain({
    type,
    entry,
    at: isoOf(at),
    side,
    bridge: bridge === null ? null : { name: bridge.name, entity: bridge.entity, bridgeId: bridge.id },
    record: link === null ? null : recordIn(link),
    code: said["code"] ?? null,
    fields: said["fields"] ?? said.conflicts?.map(({ field }) => field) ?? [],
    changes: values,
    connectionId: said.connectionPaused ?? null,
    counts: Object.fromEntries(Object.entries(said).filter(([, value]) => typeof value === "number")),
  });
}

function recordIn({ id, leftId, rightId }: LinkRow): Readonly<Record<string, unknown>> {
  const parts = [leftId, rightId].flatMap((one) => one?.split(/[/:]/u) ?? []).filter((part) => part !== "");
  return {
    linkId: id,
    highlevelId: leftId,
    incidentId: rightId,
    parts: [...new Set(parts)].map((part) => ({ id: part })),
  };
}

/** What came of a run, as an event; null where it only rests, and where it was not meant. */
export function runEventOf({ state }: Pick<WorkflowRun, "state">): RunEvent | null {
  if (state === "done" || state === "stopped") return "run.finished";
  if (state === "failed") return "run.failed";
  return state === "parked" ? "run.set-aside" : null;
}

/** What a run finds that begins because another came to its end. */
export function dataOfRun(
  type: RunEvent,
  { id, workflowId, version, startedAt }: Pick<WorkflowRun, "id" | "workflowId" | "version" | "startedAt">,
  { state, because, at: step, reason }: RunOutcome,
  now: Instant,
): Json {
  return { type, at: isoOf(now), run: { runId: id, workflowId, version, state, code: because, step, reason, startedAt: isoOf(startedAt) } };
}

const isoOf = (at: Instant): string => new Date(at).toISOString();
const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
