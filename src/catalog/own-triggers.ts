import type { JsonSchema, Trigger } from "#core/catalog/operation.ts";
import type { Trigger as Beginning } from "#core/workflow/definition.ts";

/** Ways in which a run begins that no vendor's event is. */
type OwnKind = Exclude<Beginning["kind"], "event">;

const own = (kind: OwnKind, object: string, title: string, sentence: string, output: JsonSchema): Trigger => ({
  id: `highwire.${kind}`,
  vendor: "highwire",
  kind: "trigger",
  object,
  title,
  sentence,
  effect: null,
  scopes: [],
  badge: "tested",
  curated: true,
  event: null,
  output,
});

/** Whatever the one who asks hands over. */
const anything: JsonSchema = { type: "object" };

const byKind: Readonly<Record<OwnKind, Trigger>> = {
  schedule: own("schedule", "Time", "On a schedule", "Starts at the times that you choose, in your time zone.", {
    type: "object",
    properties: { at: { type: "string", format: "date-time" } },
    required: ["at"],
  }),
  webhook: own("webhook", "Calls", "By a call", "Starts when something calls the workflow's own address with its secret.", anything),
  manual: own(
    "manual",
    "People",
    "By hand",
    "Starts when somebody asks for it, on the command line, over the API, or from another workflow.",
    anything,
  ),
};

/** What a run can begin with that no vendor sends. */
export const ownTriggers: readonly Trigger[] = Object.values(byKind);
