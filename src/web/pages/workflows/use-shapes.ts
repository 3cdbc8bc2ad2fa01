import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import type { JsonSchema } from "#core/catalog/operation.ts";
import { eachStep, type WorkflowDefinition } from "#core/workflow/definition.ts";
import type { Shapes } from "#core/workflow/edit/known-at.ts";
import { entryQuery } from "../../api/catalog-calls.ts";

/** What the values of a workflow look like, from the catalog's documents of its operations and events; what is still on its way is not known yet. */
export function useShapes(definition: WorkflowDefinition): Shapes {
  const ids = [...new Set(entriesOf(definition))].toSorted();
  const found = useQueries({ queries: ids.map(entryQuery) });
  const outputs = JSON.stringify(found.map(({ data }) => data?.id));
  return useMemo(() => {
    const shapes = new Map(found.flatMap(({ data }) => (data === undefined ? [] : [[data.id, data.output as JsonSchema | null] as const])));
    const of = (id: string): JsonSchema | null => shapes.get(id) ?? null;
    const event = (source: string, type: string): JsonSchema | null => asRunsFindIt(source, of(`${source}.event.${type}`));
    const { trigger } = definition;
    const begun = trigger.kind === "event" ? trigger.types.map((type) => event(trigger.source, type)).find((shape) => shape !== null) : undefined;
    return { trigger: begun ?? null, operation: of, event };
    // oxlint-disable-next-line react/exhaustive-deps -- `found` is another list each time; what matters of it is which have arrived
  }, [outputs, definition.trigger]);
}

/** Events of incident.io have their content under `payload`. */
const asRunsFindIt = (source: string, shape: JsonSchema | null): JsonSchema | null =>
  source === "incident" && shape !== null ? { type: "object", properties: { event_type: { type: "string" }, payload: shape } } : shape;

function entriesOf({ trigger, steps }: WorkflowDefinition): readonly string[] {
  const events = (source: string, types: readonly string[]): readonly string[] => types.map((type) => `${source}.event.${type}`);
  return [
    ...(trigger.kind === "event" ? events(trigger.source, trigger.types) : []),
    ...[...eachStep(steps)].flatMap((step) =>
      step.kind === "action" ? [step.operation] : step.kind === "wait" ? events(step.event.source, step.event.types) : [],
    ),
  ];
}
