import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalAction, canonicalFollowUp, shownByFollowUpEvent } from "./canonical-follow-up.ts";

const runs = { numRuns: 500 };
const letter = fc.constantFrom("a", "Z", "9", "é", "ß", "я", "丽", "👩🏽‍🚀", " ", "*", "_", ".");
const line = fc.array(letter, { maxLength: 10 }).map((letters) => `a${letters.join("")}`.trim());
const moment = fc.date({ min: new Date("2000-01-01"), max: new Date("2060-01-01"), noInvalidDate: true });
const followUp = fc.record({
  id: fc.constant("f"),
  incident_id: fc.constant("i"),
  title: line,
  description: fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join("\n")),
  status: fc.constantFrom("outstanding", "completed", "not_doing", "deleted", "something-new"),
  labels: fc.uniqueArray(line, { maxLength: 4 }),
  assignee: fc.record({ id: fc.uuid(), name: line, email: fc.emailAddress() }),
  creator: fc.record({ api_key: fc.record({ id: fc.uuid(), name: line }) }),
  updated_at: moment.map((at) => at.toISOString()),
});

describe("a follow-up, reduced", () => {
  it("says what the follow-up says", () => {
    fc.assert(
      fc.property(followUp, (given) => {
        const { title, description, status, labels, assignee, creator } = given;
        expect(canonicalFollowUp(given)).toEqual({
          kind: "follow-up",
          id: "f",
          incidentId: "i",
          version: given.updated_at,
          gone: status === "deleted",
          assigneeEmail: assignee.email.toLowerCase(),
          creatorKeyId: creator.api_key.id,
          fields: { title, description, status, assigneeId: assignee.id, labels: labels.toSorted() },
        });
      }),
      runs,
    );
  });

  it("is the same whatever the order and number of its labels, and however many digits a second has", () => {
    fc.assert(
      fc.property(followUp, ({ updated_at, labels, ...given }) => {
        const [whole = ""] = updated_at.split(".");
        const one = canonicalFollowUp({ ...given, labels, updated_at: `${whole}Z` });
        expect(canonicalFollowUp({ ...given, labels: [...labels, ...labels].toReversed(), updated_at: `${whole}.0Z` })).toEqual(one);
      }),
      runs,
    );
  });

  it("is the same whether an empty property is missing, null or empty text", () => {
    const key = fc.constantFrom("title", "description", "assignee", "labels", "creator");
    fc.assert(
      fc.property(followUp, key, (given, empty) => {
        const { [empty]: _left, ...without } = given;
        const missing = canonicalFollowUp(without as typeof given);
        for (const value of [null, "", "  "]) expect(canonicalFollowUp({ ...given, [empty]: value } as never)).toEqual(missing);
      }),
      runs,
    );
  });

  it("never fails, and changes with nothing that it does not speak of", () => {
    fc.assert(
      fc.property(followUp, fc.dictionary(fc.string(), fc.anything()), (given, anything) => {
        expect(() => canonicalFollowUp({ ...anything, id: "f" })).not.toThrow();
        expect(() => shownByFollowUpEvent({ event_type: "public_incident.follow_up_updated_v2", ...anything })).not.toThrow();
        expect(canonicalFollowUp({ ...anything, ...given })).toEqual(canonicalFollowUp(given));
      }),
      runs,
    );
  });

  it("has neither title nor labels when it is an action", () => {
    fc.assert(
      fc.property(followUp, (given) => {
        const { fields } = canonicalFollowUp(given);
        const action = canonicalAction({ ...given, labels: undefined });
        expect(action).toMatchObject({ kind: "action", fields: { ...fields, title: null, labels: [] } });
      }),
      runs,
    );
  });
});

describe("what an event of a follow-up shows", () => {
  it("is what a read shows, or the id alone when the incident is private", () => {
    fc.assert(
      fc.property(followUp, fc.constantFrom("created", "updated"), (given, what) => {
        const eventOf = (visibility: string): object => {
          const type = `${visibility}_incident.follow_up_${what}_v2`;
          return { event_type: type, [type]: given };
        };
        expect(shownByFollowUpEvent(eventOf("public"))).toEqual({ kind: "shown", record: canonicalFollowUp(given) });
        expect(shownByFollowUpEvent(eventOf("private"))).toEqual({ kind: "private", of: "follow-up", id: "f" });
      }),
      runs,
    );
  });

  it("is an action's for events of actions, which do not say who made it", () => {
    const type = "public_incident.action_updated_v1";
    const event = { event_type: type, [type]: { id: "a", incident_id: "i", status: "completed", follow_up: false, description: "Restart" } };
    expect(shownByFollowUpEvent(event)).toMatchObject({ record: { kind: "action", creatorKeyId: null, fields: { description: "Restart" } } });
  });

  it.each([
    ["the old event of a follow-up, which has no title", { event_type: "public_incident.follow_up_updated_v1" }],
    ["an event of an incident", { event_type: "public_incident.incident_updated_v2", "public_incident.incident_updated_v2": { id: "i" } }],
    ["an event of another family", { event_type: "public_alert.follow_up_updated_v2", "public_alert.follow_up_updated_v2": { id: "i" } }],
    ["an event without a payload", { event_type: "public_incident.follow_up_updated_v2" }],
    ["a payload without an id", { event_type: "public_incident.follow_up_updated_v2", "public_incident.follow_up_updated_v2": {} }],
    ["no event at all", []],
  ])("is nothing for %s", (_name, event) => {
    expect(shownByFollowUpEvent(event)).toBeNull();
  });
});
