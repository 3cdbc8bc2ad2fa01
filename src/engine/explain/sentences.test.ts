import { expect, it } from "vitest";
import { fieldLabels } from "#core/mapping/field-label.ts";
import type { BridgeId } from "#core/ids.ts";
import type { JournalRow } from "#core/ports/store.ts";
import { causeWords, sentenceForEntry } from "./sentences.ts";

const bridgeId = "b" as BridgeId;
const label = fieldLabels([{ id: bridgeId, fields: [{ field: "custom_seats", label: "Seats" } as never] }]);
const said = (entry: Partial<JournalRow>): string => sentenceForEntry({ side: null, detail: {}, bridgeId, ...entry } as JournalRow, label);

it("calls fields as people do, and by their name where no bridge knows them", () => {
  const write = { kind: "write", side: "incident", detail: { action: "update", fields: ["custom_seats", "phone"] } } as const;
  expect(said(write)).toBe("Wrote Seats, phone in incident.io.");
  expect(said({ ...write, bridgeId: null })).toBe("Wrote custom_seats, phone in incident.io.");
});

it.each([
  [
    { kind: "write", side: "incident", detail: { workflow: "w", run: "r", step: "note", operation: "incident.alert-routes-v2.delete" } },
    'A workflow\'s step "note" did "alert routes: delete" in incident.io.',
  ],
  [
    { kind: "parked", detail: { workflow: "w", run: "r", step: "note", code: "HW_STEP_UNCERTAIN" } },
    'A workflow\'s run was set aside at "note": It is not known whether the step was done.',
  ],
  [
    { kind: "parked", detail: { workflow: "w", run: "r", step: "note", code: "HW_OF_ANOTHER_VERSION" } },
    'A workflow\'s run was set aside at "note".',
  ],
  [{ kind: "config", detail: { workflow: "w", version: 3, note: "x" } }, "A person published version 3 of a workflow."],
  [{ kind: "asked", detail: { workflow: "w", run: "r", asked: "cancel" } }, "A person ended a workflow's run."],
] as const)("tells of workflows: %j", (entry, sentence) => {
  expect(said(entry)).toBe(sentence);
});

it("tells what began a workflow's run", () => {
  expect(causeWords("schedule 2026-01-01T08:00:00.000Z")).toBe("the schedule, 2026-01-01T08:00:00.000Z");
  expect(causeWords("workflow w:r")).toBe("what a workflow's run wrote, r");
});

it("tells open questions from a rule's decisions", () => {
  const conflicts = [
    { kind: "field", field: "custom_seats", state: "open" },
    { kind: "field", field: "phone", state: "decided" },
  ];
  expect(said({ kind: "conflict", detail: { conflicts } })).toBe(
    "Waits for a person to decide: Seats. A rule decided about phone; the other value is kept.",
  );
  expect(said({ kind: "conflict", detail: { conflicts: [{ kind: "ambiguous", field: "*" }] } })).toBe(
    "Waits for a person to decide: the whole record.",
  );
});

it.each([
  [{ mode: "live" }, "A person switched the bridge to live."],
  [{ brake: "released" }, "A person released the mass-delete brake."],
  [{ connection: "c", state: "paused" }, "A person paused a connection."],
  [{ shareLink: "made", link: "l" }, "A person made a link to an incident's page."],
  [{ shareLink: "revoked", link: "l" }, "A person ended a link to an incident's page."],
])("tells what was configured: %j", (detail, sentence) => {
  expect(said({ kind: "config", detail })).toBe(sentence);
});

it("says what to do when a connection was paused", () => {
  expect(said({ kind: "config", detail: { connectionPaused: "c", code: "HW_VENDOR_REAUTH_NEEDED" } })).toMatch(
    /^Paused a connection: .+\(HW-\d{4}\)\. \S/u,
  );
});

it("shows the vendor's evidence of a refusal", () => {
  const detail = { code: "HW_VENDOR_VALIDATION", httpStatus: 422, field: "phone" };
  expect(said({ kind: "failed", side: "incident", detail })).toMatch(/^A write in incident\.io failed: .+ \(HW-1422, HTTP 422, field phone\)\. \S/u);
});

it.each([
  ["webhook highlevel 6b7c2fd0", "HighLevel's event 6b7c2fd0"],
  ["sweep", "a sweep saw it differ"],
  ["person cli", "a person, by the command line"],
  ["something new", "something new"],
])("words the cause %j", (cause, words) => {
  expect(causeWords(cause)).toBe(words);
});
