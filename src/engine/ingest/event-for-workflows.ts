import type { EventForWorkflows, IncomingEvent } from "#core/ports/store.ts";
import type { Random } from "#core/ports/random.ts";
import { begins, eventData, namesIn, startOf } from "#core/workflow/begin.ts";
import type { Json } from "#core/workflow/expression.ts";
import type { RunId } from "#core/workflow/run.ts";
import type { Route } from "./route-cache.ts";

/** What a verified event, whose body reads as `value`, means to the workflows of its workspace; undefined where there are none, which costs nothing. */
export function eventForWorkflows(
  route: Route,
  event: Pick<IncomingEvent, "connectionId" | "source" | "eventId" | "type">,
  value: Json,
  random: Random,
): EventForWorkflows | undefined {
  if (route.workflows.length === 0) return undefined;
  const { source, type, eventId } = event;
  const data = eventData(source, type, value);
  const start = route.workflows.flatMap((workflow) => {
    if (workflow.live === null || !begins(workflow.live.trigger, event)) return [];
    return startOf(workflow, { id: random.uuid() as RunId, cause: `webhook ${source} ${eventId}`, trigger: data }) ?? [];
  });
  return { start, names: namesIn(data), signal: { kind: "event", source, type, data } };
}
