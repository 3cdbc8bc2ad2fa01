import { pair, setAside } from "../expectations-of-flows.ts";
import type { Scenario } from "../scenario.ts";
import {
  affects,
  ageKept,
  completeTask,
  createTask,
  deleteTask,
  editFollowUp,
  editTask,
  flow,
  followUp,
  loadFlows,
  sweepFlows,
  takesNew,
} from "../steps-of-flows.ts";
import { contact, faults, load, settle } from "../steps.ts";

const onCase = [contact("ada"), load, settle, flow("follow-up"), affects("ada"), loadFlows, settle, ageKept] as const;
const linked = [...onCase, createTask("ada"), settle, ageKept] as const;
const lostAnswer = { fault: { kind: "timeout-after" }, match: { operation: "POST /v3/follow_ups" }, times: 1 } as const;
const DUE = "2027-01-05T10:00:00.000Z";

/** Tasks of affected contacts, and the follow-ups and actions that stand for them on the incident. */
export const followedTasks: readonly Scenario[] = [
  {
    name: "follow-up-from-task",
    arrange: onCase,
    act: [createTask("ada"), settle],
    end: [pair({ title: "Call" }, { title: "Call", status: "outstanding" })],
  },
  {
    name: "action-from-task",
    arrange: [contact("ada"), load, settle, flow("action"), affects("ada"), loadFlows, settle, ageKept],
    act: [createTask("ada"), settle],
    end: [pair({ title: "Call" }, { status: "outstanding" })],
  },
  {
    name: "follow-up-answer-lost",
    arrange: [...onCase, faults("incident", lostAnswer)],
    act: [createTask("ada"), settle],
    end: [pair({ title: "Call" }, { title: "Call", status: "outstanding" })],
  },
  {
    name: "follow-up-completed-left",
    arrange: linked,
    act: [completeTask, settle],
    end: [pair({ completed: true }, { status: "completed" })],
  },
  {
    name: "follow-up-completed-right",
    arrange: linked,
    act: [editFollowUp({ status: "completed" }), sweepFlows("incident"), settle],
    end: [pair({ completed: true }, { status: "completed" })],
  },
  {
    name: "follow-up-edited-on-both-sides",
    arrange: linked,
    act: [editTask({ dueDate: DUE }), editFollowUp({ title: "Call them" }), sweepFlows("highlevel"), sweepFlows("incident"), settle],
    end: [pair({ title: "Call them", dueDate: DUE }, { title: "Call them", status: "outstanding" })],
  },
  {
    name: "follow-up-of-deleted-task",
    arrange: linked,
    act: [deleteTask, settle],
    end: [setAside],
  },
  {
    name: "task-from-follow-up",
    arrange: [...onCase, takesNew],
    act: [followUp("Write to them"), sweepFlows("incident"), settle],
    end: [pair({ title: "Write to them", completed: false }, { title: "Write to them", status: "outstanding" })],
    mayDiffer: "the task got a due date by rule: who finds it after a crash cannot tell that from a person's, and tells it to the follow-up",
  },
];
