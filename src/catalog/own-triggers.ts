import type { JsonSchema, Trigger } from "#core/catalog/operation.ts";
import type { Trigger as Beginning } from "#core/workflow/definition.ts";
import { ownEvents, type OwnEvent } from "#core/workflow/own-events.ts";

/** Ways in which a run begins that no vendor's event is. */
type OwnKind = Exclude<Beginning["kind"], "event">;

const own = (id: string, object: string, title: string, sentence: string, output: JsonSchema): Trigger => ({
  id: `highwire.${id}`,
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
    "Starts when somebody asks for it, on its page, on the command line, over the API, or from another workflow.",
    anything,
  ),
};

const text: JsonSchema = { type: "string" };
const textOrNone: JsonSchema = { type: ["string", "null"] };
const group = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({ type: "object", properties, required: Object.keys(properties) });
const orNone = ({ properties = {}, required = [] }: JsonSchema): JsonSchema => ({ type: ["object", "null"], properties, required });
const listOf = (items: JsonSchema): JsonSchema => ({ type: "array", items });
const moment: JsonSchema = { type: "string", format: "date-time" };

const ofJournal: JsonSchema = group({
  type: text,
  entry: text,
  at: moment,
  side: { type: ["string", "null"], enum: ["highlevel", "incident", null] },
  bridge: orNone(group({ name: text, entity: text, bridgeId: text })),
  record: orNone(group({ linkId: text, highlevelId: textOrNone, incidentId: textOrNone, parts: listOf(group({ id: text })) })),
  code: textOrNone,
  fields: listOf(text),
  changes: listOf(group({ field: text, before: {}, after: {} })),
  connectionId: textOrNone,
  counts: { type: "object", additionalProperties: { type: "number" } },
});
const ofRun: JsonSchema = group({
  type: text,
  at: moment,
  run: group({
    runId: text,
    workflowId: text,
    version: { type: "number" },
    state: text,
    code: textOrNone,
    step: textOrNone,
    reason: textOrNone,
    startedAt: moment,
  }),
});
/** Object, title and sentence of each event that happens here. */
const words: Readonly<Record<OwnEvent, readonly [object: string, title: string, sentence: string]>> = {
  "record.linked": ["Records in step", "Two records linked", "Starts when a record of one vendor and its counterpart are linked."],
  "record.unlinked": ["Records in step", "A link ended", "Starts when two records are no longer kept in step."],
  "record.written": ["Records in step", "A record written", "Starts when a change was written to the other side."],
  "record.deleted": ["Records in step", "A record deleted", "Starts when a record was deleted because its counterpart was."],
  "record.set-aside": ["Records in step", "A record set aside", "Starts when a record waits for a person because it could not be kept in step."],
  "write.failed": ["Records in step", "A write failed", "Starts at each try of a write that failed, also when a later one goes through."],
  "conflict.opened": ["Conflicts", "A conflict opened", "Starts when both sides differ and a person has to decide."],
  "conflict.decided": ["Conflicts", "A rule decided", "Starts when both sides differed and your rule chose; the other value is kept."],
  "conflict.resolved": ["Conflicts", "A conflict resolved", "Starts when a person's choice has been carried out."],
  "bridge.braked": ["Bridges", "The brake was pulled", "Starts when a bridge was stopped because too much was to be deleted at once."],
  "bridge.loaded": ["Bridges", "A first load ended", "Starts when all records of a bridge have been read for the first time."],
  "sweep.found": ["Bridges", "A sweep found changes", "Starts when a sweep found changes that no event had told."],
  "plan.began": ["Plans", "A plan began", "Starts when a person has a plan carried out."],
  "connection.paused": ["Accounts", "An account was paused", "Starts when an account was paused because its vendor no longer lets us in."],
  "run.finished": ["Runs of workflows", "A run finished", "Starts when a run of another workflow has come to its end."],
  "run.failed": ["Runs of workflows", "A run failed", "Starts when a run of another workflow failed."],
  "run.set-aside": ["Runs of workflows", "A run set aside", "Starts when a run of another workflow waits for a person to mend it."],
};

const events = ownEvents.map((type): Trigger => {
  const [object, title, sentence] = words[type];
  return { ...own(`event.${type}`, object, title, sentence, type.startsWith("run.") ? ofRun : ofJournal), event: type };
});

/** What a run can begin with that no vendor sends. */
export const ownTriggers: readonly Trigger[] = [...Object.values(byKind), ...events];
