import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalAlert, canonicalAlertNote, shownByAlertEvent } from "./canonical-alert.ts";

const runs = { numRuns: 500 };
const line = fc.array(fc.constantFrom("a", "é", "丽", " ", "."), { maxLength: 8 }).map((letters) => `a${letters.join("")}`.trim());
const moment = fc.date({ min: new Date("2000-01-01"), max: new Date("2060-01-01"), noInvalidDate: true }).map((at) => at.toISOString());
const value = fc.oneof(
  fc.record({ label: line, literal: line }),
  fc.record({ label: line, literal: fc.uuid(), catalog_entry: fc.record({ id: fc.uuid(), name: line }) }),
);
const attribute = fc.oneof(
  fc.record({ attribute: fc.record({ id: fc.constantFrom("a", "b"), name: line }), value }),
  fc.record({ attribute: fc.record({ id: fc.constantFrom("c", "d"), name: line }), array_value: fc.array(value, { maxLength: 4 }) }),
);
const alert = fc.record({
  id: fc.constant("x"),
  alert_source_id: fc.uuid(),
  deduplication_key: fc.uuid(),
  title: line,
  description: line,
  source_url: fc.webUrl(),
  status: fc.constantFrom("firing", "resolved", "something-new"),
  attributes: fc.uniqueArray(attribute, { selector: (entry) => entry.attribute.id, maxLength: 4 }),
  created_at: moment,
  updated_at: moment,
});

describe("an alert, reduced", () => {
  it("says what the alert says, entries apart from texts, and loses no value", () => {
    fc.assert(
      fc.property(alert, (given) => {
        const { named, texts, ...rest } = canonicalAlert(given);
        expect(rest).toEqual({
          id: "x",
          sourceId: given.alert_source_id,
          deduplicationKey: given.deduplication_key,
          version: given.updated_at,
          createdAt: given.created_at,
          sourceUrl: given.source_url,
          fields: { title: given.title, description: given.description, status: given.status },
        });
        for (const entry of given.attributes) {
          const values = "value" in entry ? [entry.value] : entry.array_value;
          const ids = values.flatMap((one) => ("catalog_entry" in one ? [one.catalog_entry.id] : []));
          expect(named[entry.attribute.id] ?? []).toEqual(ids);
          expect(texts[entry.attribute.id] ?? []).toEqual(values.flatMap((one) => ("catalog_entry" in one ? [] : [one.literal])));
        }
      }),
      runs,
    );
  });

  it("reads the label where the literal is empty", () => {
    const given = { id: "x", attributes: [{ attribute: { id: "a" }, value: { literal: "", label: "Gold" } }] };
    expect(canonicalAlert(given).texts).toEqual({ a: ["Gold"] });
  });

  it("is the same whether an empty property is missing, null or empty text", () => {
    fc.assert(
      fc.property(alert, fc.constantFrom("title", "description", "source_url", "attributes", "deduplication_key"), (given, empty) => {
        const { [empty]: _left, ...without } = given;
        const missing = canonicalAlert(without as typeof given);
        for (const none of [null, "", "  "]) expect(canonicalAlert({ ...given, [empty]: none } as never)).toEqual(missing);
      }),
      runs,
    );
  });

  it("never fails, nor does a note of one, and changes with nothing that it does not speak of", () => {
    fc.assert(
      fc.property(alert, fc.dictionary(fc.string(), fc.anything()), (given, anything) => {
        expect(() => canonicalAlert({ ...anything, id: "x", attributes: [anything] })).not.toThrow();
        expect(() => canonicalAlertNote({ ...anything, id: "n" })).not.toThrow();
        expect(canonicalAlert({ ...anything, ...given })).toEqual(canonicalAlert(given));
      }),
      runs,
    );
  });
});

describe("what an event of an alert shows", () => {
  it("is what a read shows, or the id alone when the alert is private", () => {
    fc.assert(
      fc.property(alert, fc.constantFrom("alert_created_v1", "alert_resolved_v1"), (given, name) => {
        const eventOf = (visibility: string): object => ({ event_type: `${visibility}_alert.${name}`, [`${visibility}_alert.${name}`]: given });
        expect(shownByAlertEvent(eventOf("public"))).toEqual({ kind: "shown", record: canonicalAlert(given) });
        expect(shownByAlertEvent(eventOf("private"))).toEqual({ kind: "private", id: "x" });
      }),
      runs,
    );
  });

  it.each([
    ["an event of an incident", { event_type: "public_incident.alert_created_v1", "public_incident.alert_created_v1": { id: "x" } }],
    ["an alert without an id", { event_type: "public_alert.alert_created_v1", "public_alert.alert_created_v1": {} }],
    ["no event at all", "text"],
  ])("is nothing for %s", (_name, event) => {
    expect(shownByAlertEvent(event)).toBeNull();
  });
});
