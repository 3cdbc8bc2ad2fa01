import { hasNotes, hasTasks, sweepCases } from "../case-steps.ts";
import { population } from "../expectations.ts";
import { alertNotes, isLinked, known, wasCareful } from "../expectations-of-flows.ts";
import type { Scenario } from "../scenario.ts";
import { ADDRESS, alerted, attached, linkField, namesAddress, resolved, says, saysInstead } from "../steps-of-alerts.ts";
import { affects, ageKept, deleteNote, editNote, flow, loadFlows, note, sweepFlows } from "../steps-of-flows.ts";
import { contact, faults, later, load, setMode, settings, settle, sweep } from "../steps.ts";

const STRANGER = "stranger@example.com";
const withStrangers = [contact("ada"), load, settle, flow("new-contact", { emailField: ADDRESS }), loadFlows, settle] as const;
const withAlert = [
  contact("ada"),
  load,
  settle,
  flow("alert-note", { alertAttribute: ADDRESS }),
  alerted("ada"),
  later(10_000),
  loadFlows,
  settle,
] as const;
const withItem = [contact("ada"), load, settle, flow("timeline-note"), ageKept, affects("ada"), loadFlows, settle, ageKept] as const;
const withField = [contact("ada"), load, settle, linkField("Dashboard"), flow("board", { linkField: "Dashboard" }), ageKept] as const;
const lost = (side: "highlevel" | "incident", operation: string) => faults(side, { fault: { kind: "500-after" }, match: { operation }, times: 1 });
const look = [sweepCases, settle] as const;

/** Twelve people who are noticed while the bridge is stopped. */
const crowd = ["ada", "bo", "cem", "dag", "eva", "fay", "gus", "hal", "ida", "jan", "kim", "lea"];
const noticed = [load, settings({ mode: "paused" }), ...crowd.map((who) => contact(who)), sweep("highlevel")] as const;

/** Whom incidents and alerts name otherwise than in the field of entries, what is told of them, and the careful first run. */
export const affected: readonly Scenario[] = [
  { name: "new-contact-made", arrange: withStrangers, act: [namesAddress(STRANGER), ...look], end: [known(STRANGER, 1)] },
  {
    name: "new-contact-made-without-answer",
    arrange: [...withStrangers, lost("highlevel", "POST /contacts/upsert")],
    act: [namesAddress(STRANGER), ...look],
    end: [known(STRANGER, 1)],
  },
  {
    name: "case-by-alert",
    arrange: [contact("ada"), load, settle, flow("case-task", { alertAttribute: ADDRESS }), alerted("ada"), ...look],
    act: [attached, ...look],
    end: [hasTasks("ada", false)],
  },
  { name: "link-field-written", arrange: withField, act: [affects("ada"), ...look], end: [isLinked] },
  {
    name: "link-field-written-without-answer",
    arrange: [...withField, lost("incident", "POST /v2/incidents/{id}/actions/edit")],
    act: [affects("ada"), ...look],
    end: [isLinked],
  },
  { name: "item-as-note", arrange: withItem, act: [says("They called"), sweepFlows("incident"), settle], end: [hasNotes("ada", "They called")] },
  {
    name: "item-as-note-edited",
    arrange: [...withItem, says("They called"), sweepFlows("incident"), settle, ageKept],
    act: [saysInstead("They called", "They called twice"), sweepFlows("incident"), settle],
    end: [hasNotes("ada", "They called twice")],
  },
  {
    name: "item-as-note-edited-without-answer",
    arrange: [...withItem, says("They called"), sweepFlows("incident"), settle, ageKept, lost("highlevel", "PUT /contacts/{contactId}/notes/{id}")],
    act: [saysInstead("They called", "They called twice"), sweepFlows("incident"), settle],
    end: [hasNotes("ada", "They called twice")],
  },
  { name: "alert-note", arrange: withAlert, act: [note("ada", "They wait"), settle], end: [alertNotes(told("They wait"))] },
  {
    name: "alert-note-without-answer",
    arrange: [...withAlert, lost("incident", "POST /v1/alert_notes")],
    act: [note("ada", "They wait"), settle],
    end: [alertNotes(told("They wait"))],
  },
  {
    name: "alert-note-edited",
    arrange: [...withAlert, note("ada", "They wait"), settle, ageKept],
    act: [editNote("They wait", "They wait no more"), settle],
    end: [alertNotes(told("They wait no more"))],
  },
  {
    name: "alert-note-deleted",
    arrange: [...withAlert, note("ada", "They wait"), settle, ageKept],
    act: [deleteNote("They wait"), settle],
    end: [alertNotes()],
  },
  {
    name: "alert-note-of-resolved",
    arrange: [...withAlert, note("ada", "They wait"), settle, ageKept],
    act: [resolved, editNote("They wait", "They wait no more"), later(10_000), note("ada", "Afterwards"), settle],
    end: [alertNotes(told("They wait no more"))],
  },
  {
    name: "careful-run",
    arrange: noticed,
    act: [setMode("canary"), settle],
    end: [wasCareful],
    meant: /^(?:S3 \d+ records have no counterpart|S2 link \S+ did not come to rest.*)$/u,
    mayDiffer: "a record that was begun when the process died counts as one of the ten",
  },
  { name: "careful-run-then-live", arrange: noticed, act: [setMode("canary"), settle, setMode("live"), settle], end: [population(12, 12)] },
];

function told(text: string): string {
  return `Note on ada\\@example.com\n\n${text}`;
}
