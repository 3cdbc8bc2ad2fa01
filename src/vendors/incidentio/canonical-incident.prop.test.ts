import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalIncident, shownByIncidentEvent } from "./canonical-incident.ts";

const runs = { numRuns: 500 };
const line = fc.array(fc.constantFrom("a", "é", "丽", " ", "."), { maxLength: 8 }).map((letters) => `a${letters.join("")}`.trim());
const moment = fc.date({ min: new Date("2000-01-01"), max: new Date("2060-01-01"), noInvalidDate: true }).map((at) => at.toISOString());
const entry = fc.record({ id: fc.uuid(), name: line, external_id: fc.uuid(), aliases: fc.array(line, { maxLength: 3 }) });
const value = fc.oneof(
  entry.map((value_catalog_entry) => ({ value_catalog_entry })),
  line.map((value_text) => ({ value_text })),
  fc.webUrl().map((value_link) => ({ value_link })),
  fc.integer().map((number) => ({ value_numeric: String(number) })),
  line.map((text) => ({ value_option: { id: "o", value: text } })),
);
const field = fc.record({ custom_field: fc.record({ id: fc.constantFrom("f", "g", "h"), name: line }), values: fc.array(value, { maxLength: 4 }) });
const user = fc.record({ id: fc.uuid(), name: line, email: fc.emailAddress() });
const incident = fc.record({
  id: fc.constant("i"),
  reference: fc.constant("INC-7"),
  name: line,
  summary: line,
  permalink: fc.webUrl(),
  visibility: fc.constantFrom("public", "private"),
  mode: fc.constantFrom("standard", "retrospective", "test", "tutorial"),
  incident_status: fc.record({ id: fc.uuid(), name: line, category: fc.constantFrom("live", "closed", "merged") }),
  severity: fc.record({ id: fc.uuid(), name: line, rank: fc.integer() }),
  creator: fc.record({ api_key: fc.record({ id: fc.uuid(), name: line }) }),
  incident_role_assignments: fc
    .tuple(user, user)
    .map(([lead, reporter]) => [
      { role: { id: "l", role_type: "lead" }, assignee: lead },
      { role: { id: "r", role_type: "reporter" }, assignee: reporter },
      { role: { id: "c", role_type: "custom" } },
    ]),
  custom_field_entries: fc.uniqueArray(field, { maxLength: 3, selector: ({ custom_field }) => custom_field.id }),
  created_at: moment,
  updated_at: moment,
});

describe("an incident, reduced", () => {
  it("says what the incident says", () => {
    fc.assert(
      fc.property(incident, (given) => {
        const { incident_status, severity, incident_role_assignments } = given;
        const reduced = canonicalIncident(given);
        expect(reduced.fields).toEqual({
          name: given.name,
          summary: given.summary,
          statusId: incident_status.id,
          statusCategory: incident_status.category,
          severityId: severity.id,
        });
        expect(reduced).toMatchObject({
          version: given.updated_at,
          createdAt: given.created_at,
          isPrivate: given.visibility === "private",
          isDrill: given.mode === "test" || given.mode === "tutorial",
          statusName: incident_status.name,
          severityName: severity.name,
          creatorKeyId: given.creator.api_key.id,
          leadEmail: incident_role_assignments[0]?.assignee?.email.toLowerCase(),
          reporterEmail: incident_role_assignments[1]?.assignee?.email.toLowerCase(),
        });
      }),
      runs,
    );
  });

  it("loses no value of its custom fields, and keeps entries apart from texts", () => {
    fc.assert(
      fc.property(incident, (given) => {
        const { named, texts } = canonicalIncident(given);
        for (const { custom_field, values } of given.custom_field_entries) {
          const kept = [...(named[custom_field.id] ?? []), ...(texts[custom_field.id] ?? [])];
          expect(kept).toHaveLength(values.length);
          const ids = values.flatMap((one) => ("value_catalog_entry" in one ? [one.value_catalog_entry.id] : []));
          expect((named[custom_field.id] ?? []).map(({ id }) => id)).toEqual(ids);
        }
      }),
      runs,
    );
  });

  it("P1 is private unless the vendor says that it is public", () => {
    for (const visibility of [undefined, null, "", "internal", "PUBLIC", true])
      expect(canonicalIncident({ id: "i", visibility }).isPrivate).toBe(true);
    expect(canonicalIncident({ id: "i", visibility: "public" }).isPrivate).toBe(false);
  });

  it("is the same whether an empty property is missing, null or empty text", () => {
    const key = fc.constantFrom("name", "summary", "severity", "creator", "custom_field_entries", "incident_role_assignments", "permalink");
    fc.assert(
      fc.property(incident, key, (given, empty) => {
        const { [empty]: _left, ...without } = given;
        const missing = canonicalIncident(without as typeof given);
        for (const none of [null, "", "  "]) expect(canonicalIncident({ ...given, [empty]: none } as never)).toEqual(missing);
      }),
      runs,
    );
  });

  it("never fails, and changes with nothing that it does not speak of", () => {
    fc.assert(
      fc.property(incident, fc.dictionary(fc.string(), fc.anything()), (given, anything) => {
        expect(() => canonicalIncident({ ...anything, id: "i" })).not.toThrow();
        expect(() => canonicalIncident({ id: "i", custom_field_entries: [anything], incident_role_assignments: [anything] })).not.toThrow();
        expect(canonicalIncident({ ...anything, ...given })).toEqual(canonicalIncident(given));
      }),
      runs,
    );
  });
});

describe("what an event of an incident shows", () => {
  const type = "public_incident.incident_status_updated_v2";

  it("is the incident and the status that it left", () => {
    fc.assert(
      fc.property(incident, (given) => {
        const event = { event_type: type, [type]: { incident: given, previous_status: { id: "p" }, message: "Nearly" } };
        expect(shownByIncidentEvent(event)).toEqual({ kind: "shown", record: canonicalIncident(given), leftStatusId: "p", message: "Nearly" });
      }),
      runs,
    );
  });

  it.each([
    ["an event of something else", { event_type: "public_incident.action_updated_v1", "public_incident.action_updated_v1": { id: "a" } }],
    ["a change of status without an incident", { event_type: type, [type]: { previous_status: { id: "p" } } }],
    ["an incident without an id", { event_type: type, [type]: { incident: {} } }],
    ["no event at all", null],
  ])("is nothing for %s", (_name, event) => {
    expect(shownByIncidentEvent(event)).toBeNull();
  });
});
