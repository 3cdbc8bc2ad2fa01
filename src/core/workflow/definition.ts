import type { Condition } from "./condition.ts";
import type { Expression } from "./expression.ts";

/**
 * What a workflow does, as a closed tree: nothing in it is code (ADR 0008). Written and read as YAML or JSON, edited by picking, checked by
 * `checkDefinition`. A step's id is what later steps call its output by (`steps.<id>`), and is unique in the whole tree.
 */
export interface WorkflowDefinition {
  /** Of this format; a later one is refused rather than misread. */
  readonly format: 1;
  readonly name: string;
  readonly trigger: Trigger;
  readonly steps: readonly Step[];
  readonly limits: RunLimits;
  /** Runs whose expression gives the same value go one after the other, oldest first. Null: they do not wait for each other. */
  readonly oneAtATime: Expression | null;
}

export interface RunLimits {
  /** Calls that one run may make, tries included. Default 100, at most 1,000. */
  readonly calls: number;
  /** Runs in a row that each began because of what the one before wrote (E4). Default 3, at most 10. */
  readonly hops: number;
}

/** Whose webhooks tell of events. */
export type VendorSource = "highlevel" | "incident";
/** `highwire`: what happens here, `ownEvents`. */
export type TriggerSource = VendorSource | "highwire";
export const eventSources = ["highlevel", "incident", "highwire"] as const satisfies readonly TriggerSource[];

export type Trigger =
  /** An event of one of these types; a vendor's through one connection only, where one is named. */
  | { readonly kind: "event"; readonly source: TriggerSource; readonly types: readonly string[]; readonly connection: string | null }
  /** By the clock on the wall of that zone (IANA name). */
  | { readonly kind: "schedule"; readonly cron: string; readonly timeZone: string }
  /** A call to the workflow's own address, with its own secret. */
  | { readonly kind: "webhook" }
  /** Only when a person, a program or another workflow asks. */
  | { readonly kind: "manual" };

interface AnyStep {
  readonly id: string;
  /** What people read; empty where the step's kind says enough. */
  readonly title: string;
}

export interface FilterStep extends AnyStep {
  readonly kind: "filter";
  /** Where it does not hold, the run ends here; inside a for-each, that item does. */
  readonly only: Condition;
}

export interface ActionStep extends AnyStep {
  readonly kind: "action";
  /** Id of an operation of the catalog. */
  readonly operation: string;
  /** A connection's id, or a vendor where only one connection of it is there. */
  readonly connection: string;
  readonly input: Expression;
  /** Longest time one try may take, in milliseconds. Default 30,000, at most 120,000. */
  readonly timeoutMs: number;
  /** `go-on`: later steps find `error` in its output. Default `stop`. */
  readonly onFailure: "stop" | "go-on";
}

export interface BranchStep extends AnyStep {
  readonly kind: "branch";
  /** The first whose condition holds is taken. */
  readonly cases: readonly { readonly when: Condition; readonly steps: readonly Step[] }[];
  readonly otherwise: readonly Step[];
}

export interface ForEachStep extends AnyStep {
  readonly kind: "for-each";
  /** A list; steps inside call its items `item`. */
  readonly items: Expression;
  /** Items under way at the same time. Default 1, at most 10. */
  readonly together: number;
  /** A longer list fails the step instead of being cut. Default 100, at most 500. */
  readonly most: number;
  readonly steps: readonly Step[];
}

export interface DelayStep extends AnyStep {
  readonly kind: "delay";
  /** Seconds from when the step is reached; at most 30 days. */
  readonly seconds: Expression;
}

export interface WaitStep extends AnyStep {
  readonly kind: "wait";
  readonly event: { readonly source: TriggerSource; readonly types: readonly string[] };
  /** The id of the record that the event must name. */
  readonly about: Expression;
  /** What of the event must hold as well; the event is `event` there. Null: nothing. */
  readonly only: Condition | null;
  /** At most 30 days. */
  readonly timeoutSeconds: number;
  readonly onTimeout: "stop" | "go-on";
}

export interface ApproveStep extends AnyStep {
  readonly kind: "approve";
  readonly question: Expression;
  readonly timeoutSeconds: number;
  readonly onTimeout: "stop" | "go-on";
}

export interface SubWorkflowStep extends AnyStep {
  readonly kind: "run-workflow";
  readonly workflow: string;
  /** What the other one finds as its trigger. */
  readonly input: Expression;
}

export interface StopStep extends AnyStep {
  readonly kind: "stop";
  readonly outcome: "done" | "failed";
  readonly reason: string;
}

export type Step = FilterStep | ActionStep | BranchStep | ForEachStep | DelayStep | WaitStep | ApproveStep | SubWorkflowStep | StopStep;
export type StepKind = Step["kind"];

export const defaultLimits: RunLimits = { calls: 100, hops: 3 };
/** 30 days, in seconds: the longest that a run waits for anything. */
export const MAX_WAIT_SECONDS = 2_592_000;
/** Steps of one definition, at any depth. */
export const MAX_STEPS = 200;
/** Branches and loops inside each other. */
export const MAX_STEP_DEPTH = 8;
/** 256 KB of JSON. */
export const MAX_DEFINITION_BYTES = 262_144;

/** All steps of a tree, outer ones before those inside. */
export function* eachStep(steps: readonly Step[]): Generator<Step> {
  for (const step of steps) {
    yield step;
    for (const inner of innerSteps(step)) yield* eachStep(inner);
  }
}

/** All steps of a tree with their places, as problems name them: `steps[0].cases[1].steps[2]`. */
export function* placedSteps(steps: readonly Step[], list = "steps"): Generator<{ readonly step: Step; readonly at: string }> {
  for (const [index, step] of steps.entries()) {
    const at = `${list}[${String(index)}]`;
    yield { step, at };
    if (step.kind === "for-each") yield* placedSteps(step.steps, `${at}.steps`);
    if (step.kind !== "branch") continue;
    for (const [taken, one] of step.cases.entries()) yield* placedSteps(one.steps, `${at}.cases[${String(taken)}].steps`);
    yield* placedSteps(step.otherwise, `${at}.otherwise`);
  }
}

/** The lists of steps inside a step. */
export function innerSteps(step: Step): readonly (readonly Step[])[] {
  if (step.kind === "branch") return [...step.cases.map(({ steps }) => steps), step.otherwise];
  return step.kind === "for-each" ? [step.steps] : [];
}
