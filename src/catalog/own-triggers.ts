import type { JsonSchema, Trigger } from "#core/catalog/operation.ts";

/** Texts by name. */
const texts = (...names: readonly string[]): JsonSchema => ({
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
  required: names,
});

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
    badge: "documented",
    curated: true,
    event: null,
    output,
  };
}

const link = texts("flow", "link", "entity", "highlevelId", "incidentId");

/** What a run can begin with that no vendor sends. */
export const ownTriggers: readonly Trigger[] = [
  own("schedule", "Time", "On a schedule", "Starts at the times that you choose, in your time zone.", texts("at")),
  own("manual", "People", "By hand", "Starts when somebody presses Run, or asks for it through the API.", texts("at", "by")),
  own("sync.created", "Sync", "A record got its counterpart", "Starts when the sync made a record on the other side and linked the two.", link),
  own("sync.updated", "Sync", "A record was brought into step", "Starts when the sync wrote changed fields to the other side.", link),
  own("sync.deleted", "Sync", "A record was deleted on both sides", "Starts when the sync followed a deletion.", link),
  own("sync.conflict", "Sync", "A conflict waits for a decision", "Starts when both sides changed the same field and somebody has to choose.", {
    ...texts("flow", "link", "conflict", "field"),
  }),
  own(
    "sync.parked",
    "Sync",
    "A record was set aside",
    "Starts when a record could not be kept in step and waits for somebody.",
    texts("flow", "link", "code"),
  ),
  own(
    "sync.brake",
    "Sync",
    "A flow was stopped by the brake",
    "Starts when a flow wanted to delete more than looks right and was stopped.",
    texts("flow"),
  ),
  own(
    "connection.paused",
    "Connections",
    "A connection was paused",
    "Starts when a vendor no longer accepts a token, or somebody paused the connection.",
    {
      ...texts("connection", "vendor", "because"),
    },
  ),
];
