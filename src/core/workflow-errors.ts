import { entry, type ErrorEntry } from "./error-entry.ts";

/** Errors of workflows, their runs and their steps. */
export const workflowErrors = {
  HW_WORKFLOW_INVALID: entry(
    "HW-6001",
    "request",
    "The workflow cannot be used as it is",
    "Something in its definition is missing, unknown or out of place.",
    "operator",
    "Correct the named places and save it again; what runs now goes on as it was published.",
  ),
  HW_STEP_VALUE: entry(
    "HW-6002",
    "workflow",
    "A step got a value that it cannot use",
    "What was picked from an earlier step is not of the kind that this step needs, or is not there.",
    "operator",
    "See with `highwire runs show` at which step. Let it pick something else, publish, and start it anew with `highwire runs replay`.",
  ),
  HW_STEP_TEXT: entry(
    "HW-6003",
    "workflow",
    "A text of a step could not be made",
    "The template cannot be read, or takes more time or room than a text may.",
    "operator",
    "Make the text simpler, publish, and start it anew with `highwire runs replay`.",
  ),
  HW_STEP_UNCERTAIN: entry(
    "HW-6004",
    "workflow",
    "It is not known whether the step was done",
    "The call was cut off, and the vendor offers no way to ask whether it arrived. Doing it again might do it twice.",
    "operator",
    "Look at the vendor whether it is there. If so, go on with `highwire runs retry --was-done`; without the flag the step is done again.",
  ),
  HW_STEP_RUN_FAILED: entry(
    "HW-6005",
    "workflow",
    "A workflow that this one runs failed",
    "The other workflow's run ended without reaching its end.",
    "operator",
    "See with `highwire runs list` which run that is and why it ended. Mend it first, then start this one anew with `highwire runs replay`.",
  ),
  HW_RUN_LIMIT: entry(
    "HW-6006",
    "workflow",
    "A run did more than one run may",
    "It reached the limit of calls, of steps, of items of a list, or of what it may remember.",
    "operator",
    "Let the workflow do less at once, or raise its limit of calls. Publish it, and start it anew with `highwire runs replay`.",
  ),
  HW_RUN_HOPS_SPENT: entry(
    "HW-6007",
    "workflow",
    "Workflows start each other in circles",
    "This run began because of what a run before it wrote, and so did that one. The workflow allows no longer chain.",
    "operator",
    "See the chain with `highwire runs show`, and add a filter to one of its workflows. Then let this run go on with `highwire runs retry`, or end it.",
  ),
  HW_WAIT_OVER: entry(
    "HW-6008",
    "workflow",
    "What the run waited for did not come in time",
    "No event, or no answer of a person, came before the step's time was over.",
    "operator",
    "Start it anew with `highwire runs replay`. Where that happens often, give the step more time, or let it go on without an answer.",
  ),
} as const satisfies Record<string, ErrorEntry>;
