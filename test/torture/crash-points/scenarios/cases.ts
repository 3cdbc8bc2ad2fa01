import type { CaseEntity } from "#core/bridge.ts";
import { dropped, hasNotes, hasTasks, holding, isTagged, status, sweepCases } from "../case-steps.ts";
import type { Expectation, Scenario, Step } from "../scenario.ts";
import { affects, flow } from "../steps-of-flows.ts";
import { contact, faults, forgetEverything, load, settle } from "../steps.ts";

interface Kind {
  readonly entity: CaseEntity;
  /** The calls that write to HighLevel. */
  readonly writes: readonly string[];
  readonly opened: Expectation;
  readonly ended: Expectation;
}

const kinds: readonly Kind[] = [
  {
    entity: "case-task",
    writes: ["POST /contacts/{contactId}/tasks", "PUT /contacts/{contactId}/tasks/{taskId}"],
    opened: hasTasks("ada", false),
    ended: hasTasks("ada", true),
  },
  {
    entity: "case-tags",
    writes: ["POST /contacts/{contactId}/tags", "DELETE /contacts/{contactId}/tags"],
    opened: isTagged("ada", true),
    ended: isTagged("ada", false),
  },
  {
    entity: "case-note",
    writes: ["POST /contacts/{contactId}/notes"],
    opened: hasNotes("ada", "opened"),
    ended: hasNotes("ada", "opened", "over"),
  },
];

const look: readonly Step[] = [sweepCases, settle];

const ofEachKind: readonly Scenario[] = kinds.flatMap(({ entity, writes, opened, ended }): readonly Scenario[] => {
  const ready = [contact("ada"), load, settle, flow(entity), holding, ...look];
  const lostAnswer = faults("highlevel", ...writes.map((operation) => ({ fault: { kind: "500-after" }, match: { operation }, times: 1 }) as const));
  const begins = { arrange: ready, act: [affects("ada"), ...look], end: [opened] };
  const ends = { arrange: [...ready, affects("ada"), ...look], act: [status("Closed"), ...look], end: [ended] };
  return [
    { name: `${entity}-begins`, ...begins },
    { name: `${entity}-begins-without-answer`, ...begins, arrange: [...begins.arrange, lostAnswer] },
    { name: `${entity}-ends`, ...ends },
    { name: `${entity}-ends-without-answer`, ...ends, arrange: [...ends.arrange, lostAnswer] },
    // Notes stay; whatever else the incident put on the contact goes as at its end.
    { name: `${entity}-dropped`, arrange: ends.arrange, act: [dropped, ...look], end: [entity === "case-note" ? opened : ended] },
  ];
});

/** Incidents that name somebody: whatever dies, what they put on the contact is there once, and goes at their end. */
export const cases: readonly Scenario[] = [
  ...ofEachKind,
  {
    // Everything here is lost while the incident goes on, and it is over before anybody looks again.
    name: "case-tags-left-behind",
    arrange: [
      contact("ada"),
      load,
      settle,
      flow("case-tags"),
      holding,
      ...look,
      affects("ada"),
      ...look,
      forgetEverything,
      status("Closed"),
      load,
      settle,
    ],
    act: look,
    end: [isTagged("ada", false)],
  },
];
