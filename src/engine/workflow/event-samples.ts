import type { Instant, WorkspaceId } from "#core/ids.ts";
import { eventData } from "#core/workflow/begin.ts";
import { Effort, EffortSpent, holds, type Condition } from "#core/workflow/condition.ts";
import type { TriggerSource } from "#core/workflow/definition.ts";
import type { Json, Scope } from "#core/workflow/expression.ts";
import { parseJson } from "#lib/json.ts";
import { ownEventSamples } from "./own-event-samples.ts";
import type { WorkflowPorts } from "./workflow-ports.ts";

/** Events that are looked at, at most. */
export const MOST_SAMPLES = 100;

/** Which events are meant. */
export interface EventChoice {
  readonly source: TriggerSource;
  readonly types: readonly string[];
}

/** A received event as a run would find it. */
export interface EventSample {
  readonly eventId: string;
  readonly type: string;
  readonly at: Instant;
  readonly data: Json;
}

/** The newest events of these types whose content is still kept, newest first. */
export async function eventSamples(
  ports: Pick<WorkflowPorts, "store">,
  workspaceId: WorkspaceId,
  { source, types }: EventChoice,
  limit: number,
): Promise<readonly EventSample[]> {
  if (source === "highwire") return ownEventSamples(ports, workspaceId, types, limit);
  const { store } = ports;
  const events = await store.recentEvents(workspaceId, { source, types, limit });
  return events.flatMap(({ eventId, type, receivedAt, body }) => {
    const parsed = body === null ? null : parseJson(body);
    return parsed === null || parsed.kind === "refused"
      ? []
      : [{ eventId, type, at: receivedAt, data: eventData(source, type, parsed.value as Json) }];
  });
}

/** Of how many of the newest events a condition holds that looks at nothing but what began the run. Of large ones fewer are looked at, so that nobody waits. */
export async function countMatches(
  ports: Pick<WorkflowPorts, "store">,
  workspaceId: WorkspaceId,
  events: EventChoice,
  condition: Condition,
): Promise<{ readonly matches: number; readonly of: number }> {
  const [run, effort] = [{ id: "", startedAt: "" }, new Effort()];
  let [matches, of] = [0, 0];
  for (const { data } of await eventSamples(ports, workspaceId, events, MOST_SAMPLES)) {
    const isMatch = holdsIfCheap(condition, { trigger: data, steps: {}, run }, effort);
    if (isMatch === null) break;
    matches += isMatch ? 1 : 0;
    of += 1;
  }
  return { matches, of };
}

/** Null when it would take too much. */
function holdsIfCheap(condition: Condition, scope: Scope, effort: Effort): boolean | null {
  try {
    return holds(condition, scope, effort);
  } catch (error) {
    if (error instanceof EffortSpent) return null;
    throw error;
  }
}
