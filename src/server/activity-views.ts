import type { ActivityEntry, ActivityStory, ActivityVerb } from "#contract/activity.ts";
import type { CanonicalValue } from "#core/record/canonical.ts";
import { maskedJson } from "#core/text/masked-json.ts";
import type { ActivityLine } from "#engine/activity/list-activity.ts";
import type { EntryStory } from "#engine/activity/tell-entry.ts";
import { causeWords } from "#engine/explain/sentences.ts";
import { asValue, isHidden, shownAs, type Sight } from "./values.ts";

export function toActivityEntry({ entry, sentence, title, flow, result, tookMs, calls }: ActivityLine): ActivityEntry {
  const code = entry.detail["code"];
  return {
    id: entry.id,
    at: entry.at,
    kind: entry.kind,
    result,
    sentence,
    contactId: entry.linkId,
    title,
    flow: entry.bridgeId,
    flowName: flow,
    side: entry.side,
    code: typeof code === "string" ? code : null,
    chain: entry.cause.map(causeWords),
    tookMs,
    calls,
  };
}

export function toActivityStory(story: EntryStory): ActivityStory {
  const { entry, link, bridge, event } = story;
  const first = story.steps[0];
  return {
    ...toActivityEntry({
      ...story,
      flow: bridge?.name ?? null,
      tookMs: first?.name === "received" ? entry.at - first.from : null,
      calls: story.calls.length,
    }),
    linkState: link?.state ?? null,
    because: link?.because ?? null,
    highlevelId: link?.leftId ?? null,
    incidentId: link?.rightId ?? null,
    diff: diffOf(story, "masked"),
    why: story.chain.map(({ text, evidence }) => ({ text, evidence })),
    steps: story.steps.map((step) => ({ ...step })),
    requests: story.calls.map(({ linkId: _link, mutating: _mutating, headers, ...call }) => ({ ...call, headers: { ...headers } })),
    event:
      event === null
        ? null
        : {
            source: event.source,
            eventId: event.eventId,
            type: event.type,
            receivedAt: event.receivedAt,
            signedBy: event.signedBy,
            decision: event.decision,
            quarantine: event.quarantine,
            body: event.body === null ? null : maskedJson(new TextDecoder().decode(event.body)),
          },
    verbs: verbsOf(story),
  };
}

/** Before and after of what was written. */
export function diffOf({ entry, bridge }: EntryStory, sight: Sight): ActivityStory["diff"] {
  return entry.values.map(({ field, before, after }) => {
    const map = bridge?.fields.find((one) => one.field === field);
    const shown = (value: CanonicalValue) => asValue(shownAs(map, value, sight));
    return { field, label: map?.label ?? field, masked: isHidden(map, sight), before: shown(before), after: shown(after) };
  });
}

/** What can be done about an entry as its record stands now. */
function verbsOf({ entry, link, event, bridge }: EntryStory): readonly ActivityVerb[] & ActivityVerb[] {
  const stands = link !== null && bridge !== null && link.state !== "tombstone";
  const action = entry.detail["action"];
  const isWrite = entry.kind === "write" && entry.values.length > 0 && (action === "update" || action === "create");
  return [
    ...(stands && link.state === "parked" ? (["retry", "ignore"] as const) : []),
    ...(event?.body ? (["replay"] as const) : []),
    ...(stands ? (["resync"] as const) : []),
    ...(stands && isWrite ? (["undo"] as const) : []),
  ];
}
