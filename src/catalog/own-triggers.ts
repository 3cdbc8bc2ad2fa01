import type { JsonSchema, Trigger } from "#core/catalog/operation.ts";

const anything: JsonSchema = { type: "object" };

function own(name: string, object: string, title: string, sentence: string, output: JsonSchema): Trigger {
  return {
    id: `highwire.${name}`,
    vendor: "highwire",
    kind: "trigger",
    object,
    title,
    sentence,
    effect: null,
    scopes: [],
    // A test of the workflow engine begins runs with each.
    badge: "tested",
    curated: true,
    event: null,
    output,
  };
}

/** What a run can begin with that no vendor sends: one for each kind of trigger that a definition may have beside events. */
export const ownTriggers: readonly Trigger[] = [
  own("schedule", "Time", "On a schedule", "Starts at the times that you choose, in your time zone.", {
    type: "object",
    properties: { at: { type: "string", format: "date-time" } },
    required: ["at"],
  }),
  own("webhook", "Calls", "A call to its own address", "Starts when somebody sends JSON with the workflow's secret to its own address.", anything),
  own("manual", "People", "By hand", "Starts when somebody presses Run, or asks for it through the API, with what they give it.", anything),
];
