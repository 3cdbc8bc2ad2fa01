import { facts, items } from "../expectations-of-flows.ts";
import { affects, ageKept, createTask, deleteNote, editNote, flow, loadFlows, note } from "../steps-of-flows.ts";
import type { Scenario } from "../scenario.ts";
import { contact, load, settle } from "../steps.ts";

const onTimeline = [contact("ada"), load, settle, flow("timeline"), ageKept, affects("ada"), loadFlows, settle];
const withFacts = [contact("ada"), load, settle, flow("contact-facts"), ageKept, affects("ada"), loadFlows, settle, ageKept];

/** What hangs on incidents: notes on their timelines, facts on their contacts' entries. */
export const flows: readonly Scenario[] = [
  {
    name: "timeline-note",
    arrange: onTimeline,
    act: [note("ada", "They wait"), settle],
    end: [items("Note on Ada Birch: They wait")],
  },
  {
    name: "timeline-note-edited",
    arrange: [...onTimeline, note("ada", "They wait"), settle, ageKept],
    act: [editNote("They wait", "They wait no more"), settle],
    end: [items("Note on Ada Birch: They wait no more")],
  },
  {
    name: "timeline-note-edited-while-written",
    arrange: onTimeline,
    act: [note("ada", "They wait"), editNote("They wait", "They wait no more"), settle],
    end: [items("Note on Ada Birch: They wait no more")],
  },
  {
    name: "timeline-note-deleted",
    arrange: [...onTimeline, note("ada", "They wait"), settle, ageKept],
    act: [deleteNote("They wait"), settle],
    end: [items("Removed in HighLevel: ")],
    mayDiffer: "whoever looks once more finds neither the note nor a last line that names it, and ends the link",
  },
  {
    name: "contact-facts-first",
    arrange: [contact("ada"), createTask("ada"), load, settle, flow("contact-facts"), affects("ada")],
    act: [loadFlows, settle],
    end: [facts("ada", { hw_open_tasks: "1", hw_open_opportunities: "0", hw_open_pipeline_value: "0" })],
  },
  {
    name: "contact-facts-change",
    arrange: withFacts,
    act: [createTask("ada"), note("ada", "They wait"), settle],
    end: [facts("ada", { hw_open_tasks: "1", hw_recent_notes: /: They wait$/u, hw_open_opportunities: "0", hw_open_pipeline_value: "0" })],
  },
];
