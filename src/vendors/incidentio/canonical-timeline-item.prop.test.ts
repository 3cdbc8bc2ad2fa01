import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalTimelineItem } from "./canonical-timeline-item.ts";

const runs = { numRuns: 500 };
const line = fc.array(fc.constantFrom("a", "é", "丽", "*", " ", "."), { maxLength: 8 }).map((letters) => `a${letters.join("")}`.trim());
const moment = fc.date({ min: new Date("2000-01-01"), max: new Date("2060-01-01"), noInvalidDate: true }).map((at) => at.toISOString());
const item = fc.record({
  id: fc.constant("t"),
  incident_id: fc.constant("i"),
  title: line,
  description: line,
  timestamp: moment,
  creator: fc.record({ user: fc.record({ id: fc.uuid(), name: line }) }),
  updated_at: moment,
});

describe("a timeline item, reduced", () => {
  it("says what the item says", () => {
    fc.assert(
      fc.property(item, (given) => {
        expect(canonicalTimelineItem(given)).toEqual({
          id: "t",
          incidentId: "i",
          version: given.updated_at,
          byPerson: true,
          authorId: given.creator.user.id,
          creatorKeyId: null,
          fields: { title: given.title, description: given.description, at: given.timestamp },
        });
      }),
      runs,
    );
  });

  it("is by a person only when nothing else can have written it", () => {
    const id = "01HX";
    for (const other of [
      { creator: { api_key: { id } } },
      { creator: { workflow: { id } } },
      { creator: {} },
      { creator: null },
      { activity_log_id: id },
    ])
      fc.assert(
        fc.property(item, (given) => {
          expect(canonicalTimelineItem({ ...given, ...other }).byPerson).toBe(false);
        }),
        { numRuns: 20 },
      );
  });

  it("is the same whether an empty property is missing, null or empty text", () => {
    fc.assert(
      fc.property(item, fc.constantFrom("title", "description", "timestamp", "creator", "incident_id"), (given, empty) => {
        const { [empty]: _left, ...without } = given;
        const missing = canonicalTimelineItem(without as typeof given);
        for (const value of [null, "", "  "]) expect(canonicalTimelineItem({ ...given, [empty]: value } as never)).toEqual(missing);
      }),
      runs,
    );
  });

  it("never fails, and changes with nothing that it does not speak of", () => {
    fc.assert(
      fc.property(item, fc.dictionary(fc.string(), fc.anything()), (given, anything) => {
        expect(() => canonicalTimelineItem({ ...anything, id: "t" })).not.toThrow();
        const { activity_log_id: _promoted, ...others } = anything;
        expect(canonicalTimelineItem({ ...others, ...given })).toEqual(canonicalTimelineItem(given));
      }),
      runs,
    );
  });
});
