import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { Connection } from "#core/ports/store.ts";
import { leastCalls, mostCalls } from "#core/workflow/count-calls.ts";
import { eachStep, type ActionStep, type Trigger, type WorkflowDefinition } from "#core/workflow/definition.ts";
import { eventSamples, MOST_SAMPLES, type EventChoice } from "./event-samples.ts";
import { flawOfSchedule, nextTick } from "./schedules.ts";
import { connectionOf } from "./step-target.ts";
import type { CallFacts, WorkflowPorts } from "./workflow-ports.ts";

const DAY_MS = 86_400_000;
/** Ticks of a schedule that are counted: one a minute for a day. */
const MOST_TICKS = 1_440;

/** Something that does not stand in the way of publishing, and is worth knowing before. */
export interface WorkflowNote {
  readonly step: string;
  /**
   * `scope-missing`: the account was found to lack a permission. `scope-unproven`: it is not known to have it. `may-loop`: what the step writes may begin
   * this workflow anew, until the limit of runs in a row stops it (E4).
   */
  readonly code: "scope-missing" | "scope-unproven" | "may-loop";
  /** The permission; of a loop what is written. */
  readonly about: string;
}

/** What a workflow would take of the vendors' limits in a day, judged by the events of late or by its schedule. */
export interface CallForecast {
  readonly runs: number;
  /** Calls of all those runs, with lists of one item, and with lists as long as they may be; of one run at most its limit. */
  readonly least: number;
  readonly most: number;
}

export interface Advice {
  readonly notes: readonly WorkflowNote[];
  /** Null where nothing tells how often it would begin. */
  readonly perDay: CallForecast | null;
}

/** What is worth knowing of a sound definition before it is published. */
export async function advise(ports: WorkflowPorts, workspaceId: WorkspaceId, definition: WorkflowDefinition): Promise<Advice> {
  const notes: WorkflowNote[] = [];
  const connections = await ports.store.connections(workspaceId);
  for (const step of eachStep(definition.steps)) {
    if (step.kind !== "action") continue;
    const facts = await ports.calls.facts(step.operation);
    if (facts === null) continue;
    notes.push(...scopeNotes(step, facts, connectionOf(connections, step, facts)));
    if (await mayLoop(ports, definition.trigger, facts)) notes.push({ step: step.id, code: "may-loop", about: facts.object });
  }
  const runs = await runsPerDay(ports, workspaceId, definition.trigger);
  const ofRun = (calls: number): number => Math.min(calls, definition.limits.calls);
  const [least, most] = [ofRun(leastCalls(definition.steps)), ofRun(mostCalls(definition.steps))];
  return { notes, perDay: runs === null ? null : { runs, least: runs * least, most: runs * most } };
}

function scopeNotes(step: ActionStep, { scopes }: CallFacts, connection: Connection | null): readonly WorkflowNote[] {
  if (connection === null) return [];
  const [missing, granted] = [listIn(connection, "missing"), listIn(connection, "granted")];
  return scopes.flatMap((scope): readonly WorkflowNote[] => {
    if (missing.includes(scope)) return [{ step: step.id, code: "scope-missing", about: scope }];
    return granted.length > 0 && !granted.includes(scope) ? [{ step: step.id, code: "scope-unproven", about: scope }] : [];
  });
}

function listIn({ facts }: Connection, name: string): readonly unknown[] {
  const list = facts[name];
  return Array.isArray(list) ? (list as readonly unknown[]) : [];
}

/** A write about what the workflow begins with, at the same vendor, may come back as the event that begins it. */
async function mayLoop({ calls }: WorkflowPorts, trigger: Trigger, { vendor, writes, object }: CallFacts): Promise<boolean> {
  if (trigger.kind !== "event" || trigger.source !== vendor || !writes) return false;
  const objects = await Promise.all(trigger.types.map((type) => calls.eventObject(trigger.source, type)));
  return objects.some((one) => one !== null && isSameThing(one, object));
}

/** `Contact tasks` are tasks: of two names, one has the other's last word. */
function isSameThing(one: string, other: string): boolean {
  const last = (name: string): string => name.toLowerCase().split(" ").at(-1)?.replace(/s$/u, "") ?? "";
  return last(one) === last(other);
}

async function runsPerDay(ports: WorkflowPorts, workspaceId: WorkspaceId, trigger: Trigger): Promise<number | null> {
  const now = ports.clock.now();
  if (trigger.kind === "schedule")
    return flawOfSchedule(trigger.cron, trigger.timeZone) === null ? ticksOfDay(trigger.cron, trigger.timeZone, now) : null;
  if (trigger.kind !== "event") return null;
  const times = await recentTimes(ports, workspaceId, trigger);
  const oldest = times.at(-1);
  if (oldest === undefined) return 0;
  if (times.length < MOST_SAMPLES) return times.filter((at) => at > now - DAY_MS).length;
  return Math.round((times.length * DAY_MS) / Math.max(1, now - oldest));
}

/** When the newest of these events came, newest first; of vendors' also those whose content has gone. */
async function recentTimes(ports: WorkflowPorts, workspaceId: WorkspaceId, { source, types }: EventChoice): Promise<readonly Instant[]> {
  if (source === "highwire") return (await eventSamples(ports, workspaceId, { source, types }, MOST_SAMPLES)).map(({ at }) => at);
  return (await ports.store.recentEvents(workspaceId, { source, types, limit: MOST_SAMPLES })).map(({ receivedAt }) => receivedAt);
}

function ticksOfDay(cron: string, timeZone: string, now: Instant): number {
  let [count, at]: [number, Instant | null] = [0, nextTick(cron, timeZone, now)];
  while (at !== null && at <= now + DAY_MS && count < MOST_TICKS) {
    count += 1;
    at = nextTick(cron, timeZone, at);
  }
  return count;
}
