import type { ErrorCode } from "../error-registry.ts";
import type { Instant } from "../ids.ts";
import { Effort, EffortSpent, holds } from "./condition.ts";
import {
  MAX_WAIT_SECONDS,
  type ActionStep,
  type ApproveStep,
  type DelayStep,
  type ForEachStep,
  type Step,
  type SubWorkflowStep,
  type WaitStep,
  type WorkflowDefinition,
} from "./definition.ts";
import { fill, type Json, type Scope } from "./expression.ts";
import type { RunState, Signal, StepRecord, WorkflowRun } from "./run.ts";

/** Steps that one run may go through, items of loops counted each. */
export const MAX_RUN_STEPS = 2_000;

export interface RunOutcome {
  readonly state: Exclude<RunState, "going">;
  readonly because: ErrorCode | null;
  readonly at: string | null;
  readonly reason: string | null;
}

/** An action that is due: for the first time, again after a failure, or with an unknown outcome (`record.state` is `calling`). */
export interface CallTask {
  readonly step: ActionStep;
  readonly path: string;
  readonly scope: Scope;
  readonly record: StepRecord | null;
}

/** A wait that the run has come to and that is not known yet. */
export interface OpenTask {
  readonly step: WaitStep | ApproveStep | SubWorkflowStep | DelayStep;
  readonly path: string;
  readonly scope: Scope;
}

export interface RunPlan {
  readonly calls: readonly CallTask[];
  readonly opens: readonly OpenTask[];
  /** Waits that are over now, as they are to be remembered. */
  readonly closed: readonly StepRecord[];
  /** When a wait goes on by itself; null when only a signal helps. */
  readonly wakeAt: Instant | null;
  /** How the run ends; null while it goes on. */
  readonly outcome: RunOutcome | null;
  /** Signals for waits that were not come to, because the run is set aside or full before them: they are to be kept. */
  readonly unheard: readonly Signal[];
}

/**
 * What a run does next, decided from its definition and what it remembers, and from nothing else: the same every time, so that whoever takes a run
 * up goes on where it was. Pure; `now` is a value like any other.
 */
export function planRun(
  definition: WorkflowDefinition,
  run: Pick<WorkflowRun, "id" | "trigger" | "startedAt">,
  known: { readonly steps: readonly StepRecord[]; readonly signals: readonly Signal[]; readonly now: Instant },
): RunPlan {
  const walk = new Walk(known.steps, known.signals, known.now);
  const scope: Scope = { trigger: run.trigger, steps: {}, run: { id: run.id, startedAt: isoOf(run.startedAt) } };
  return walk.plan(walk.all(definition.steps, scope));
}

/** `through`: all of the row is done. `waits`: something of it is not. `ends`: a filter, or the run's end, cuts it off. */
type Went = "through" | "waits" | "ends";

class Walk {
  readonly #records: ReadonlyMap<string, StepRecord>;
  readonly #signals: readonly Signal[];
  readonly #now: Instant;
  readonly #calls: CallTask[] = [];
  readonly #opens: OpenTask[] = [];
  readonly #closed: StepRecord[] = [];
  /** Waits that have been asked whether they are over. */
  readonly #met = new Set<string>();
  #wakeAt: Instant | null = null;
  #outcome: RunOutcome | null = null;
  #filteredAt: string | null = null;
  #count = 0;
  readonly #effort = new Effort();
  /** The step that is looked at. */
  #at = "";

  constructor(records: readonly StepRecord[], signals: readonly Signal[], now: Instant) {
    this.#records = new Map(records.map((record) => [record.path, record]));
    this.#signals = signals;
    this.#now = now;
  }

  plan(went: Went): RunPlan {
    const natural: RunOutcome | null =
      went === "waits"
        ? null
        : went === "through"
          ? { state: "done", because: null, at: null, reason: null }
          : { state: "filtered", because: null, at: this.#filteredAt, reason: null };
    const outcome = this.#outcome ?? natural;
    const tasks = outcome === null ? { calls: this.#calls, opens: this.#opens } : { calls: [], opens: [] };
    return { ...tasks, closed: this.#closed, wakeAt: this.#wakeAt, outcome, unheard: this.#unheard() };
  }

  #unheard(): readonly Signal[] {
    if (this.#signals.length === 0) return [];
    const missed = [...this.#records.values()].filter(({ path, state }) => state === "waiting" && !this.#met.has(path));
    return this.#signals.filter((signal) => missed.some(({ path, kind }) => (signal.kind === "event" ? kind === "wait" : signal.path === path)));
  }

  /** All of the steps; a run whose comparisons would hold everybody else up fails. */
  all(steps: readonly Step[], scope: Scope): Went {
    try {
      return this.row(steps, "", scope);
    } catch (error) {
      if (error instanceof EffortSpent) return this.#end("failed", this.#at, { because: "HW_RUN_LIMIT", reason: "comparisons" });
      throw error;
    }
  }

  /** Steps one after the other. Outputs are known to those after them, and to nobody outside the row but through `around`. */
  row(steps: readonly Step[], prefix: string, around: Scope): Went {
    const outputs: Record<string, Json> = { ...around.steps };
    const scope: Scope = { ...around, steps: outputs };
    for (const step of steps) {
      this.#count += 1;
      const path = `${prefix}${step.id}`;
      this.#at = path;
      if (this.#count > MAX_RUN_STEPS) return this.#end("failed", path, { because: "HW_RUN_LIMIT", reason: "steps" });
      const went = this.#step(step, path, prefix, scope, outputs);
      if (went !== "through") return went;
    }
    return "through";
  }

  #step(step: Step, path: string, prefix: string, scope: Scope, outputs: Record<string, Json>): Went {
    switch (step.kind) {
      case "filter":
        if (holds(step.only, scope, this.#effort)) return "through";
        this.#filteredAt = path;
        return "ends";
      case "branch": {
        const taken = step.cases.findIndex(({ when }) => holds(when, scope, this.#effort));
        outputs[step.id] = { taken: taken === -1 ? null : taken + 1 };
        return this.row(step.cases[taken]?.steps ?? step.otherwise, prefix, scope);
      }
      case "for-each":
        return this.#forEach(step, path, scope, outputs);
      case "stop":
        return this.#end(step.outcome === "done" ? "stopped" : "failed", path, { reason: step.reason });
      case "action":
        return this.#action(step, path, scope, outputs);
      case "delay":
      case "wait":
      case "approve":
      case "run-workflow":
        return this.#waiting(step, path, scope, outputs);
    }
  }

  #forEach(step: ForEachStep, path: string, scope: Scope, outputs: Record<string, Json>): Went {
    const items = fill(step.items, scope);
    if (!Array.isArray(items)) return this.#end("failed", path, { because: "HW_STEP_VALUE", reason: "items" });
    const list = items as readonly Json[];
    if (list.length > step.most) return this.#end("failed", path, { because: "HW_RUN_LIMIT", reason: "items" });
    let open = 0;
    for (const [index, item] of list.entries()) {
      const went = this.row(step.steps, `${path}[${String(index)}]/`, { ...scope, item });
      if (this.#outcome !== null) return "ends";
      if (went === "waits") open += 1;
      if (open === step.together) return "waits";
    }
    if (open > 0) return "waits";
    outputs[step.id] = { count: list.length };
    return "through";
  }

  #action(step: ActionStep, path: string, scope: Scope, outputs: Record<string, Json>): Went {
    const record = this.#records.get(path) ?? null;
    if (record?.state === "done") {
      outputs[step.id] = record.output;
      return "through";
    }
    if (record?.state === "failed") return this.#failed(step, record, outputs);
    if (record?.state === "waiting" && record.dueAt !== null && record.dueAt > this.#now) return this.#sleep(record.dueAt);
    this.#calls.push({ step, path, scope, record });
    return "waits";
  }

  /** A step that failed for good sets the run aside for a person, unless it may go on: then its output says which error it was. */
  #failed(step: ActionStep, record: StepRecord, outputs: Record<string, Json>): Went {
    if (step.onFailure === "stop") return this.#end("parked", record.path, { because: record.error });
    outputs[step.id] = { error: record.error };
    return "through";
  }

  #waiting(step: OpenTask["step"], path: string, scope: Scope, outputs: Record<string, Json>): Went {
    const record = this.#records.get(path);
    if (record === undefined) {
      this.#opens.push({ step, path, scope });
      return "waits";
    }
    if (record.state === "done") {
      outputs[step.id] = record.output;
      return this.#settled(step, record);
    }
    if (record.state === "failed") return this.#end("parked", path, { because: record.error });
    this.#met.add(path);
    const output = this.#answerTo(step, record, scope);
    if (output !== null) {
      outputs[step.id] = output;
      return this.#settled(step, this.#close(record, output));
    }
    if (record.dueAt === null || record.dueAt > this.#now) return this.#sleep(record.dueAt);
    return this.#timedOut(step, record, outputs);
  }

  #timedOut(step: OpenTask["step"], record: StepRecord, outputs: Record<string, Json>): Went {
    const output = step.kind === "delay" ? {} : { timedOut: true };
    const closed = this.#close(record, output);
    outputs[step.id] = output;
    return this.#settled(step, closed);
  }

  /** What a wait that is over means for the run. */
  #settled(step: OpenTask["step"], { path, output }: StepRecord): Went {
    const found = output as { readonly timedOut?: boolean; readonly approved?: boolean; readonly state?: RunState };
    if (step.kind === "delay") return "through";
    if (step.kind === "run-workflow")
      return found.state === "failed" || found.state === "cancelled" ? this.#end("failed", path, { because: "HW_STEP_RUN_FAILED" }) : "through";
    if (found.timedOut === true) return step.onTimeout === "go-on" ? "through" : this.#end("failed", path, { because: "HW_WAIT_OVER" });
    return step.kind === "approve" && found.approved !== true ? this.#end("stopped", path, { reason: "not approved" }) : "through";
  }

  #answerTo(step: OpenTask["step"], { path }: StepRecord, scope: Scope): Json | null {
    for (const signal of this.#signals) {
      if (signal.kind === "answer" && step.kind === "approve" && signal.path === path)
        return { approved: signal.approved, who: signal.who, note: signal.note };
      if (signal.kind === "ended" && step.kind === "run-workflow" && signal.path === path) return { runId: signal.runId, state: signal.state };
      if (signal.kind === "event" && step.kind === "wait" && isMeant(step, signal, scope, this.#effort)) return signal.data;
    }
    return null;
  }

  #close(record: StepRecord, output: Json): StepRecord {
    const closed: StepRecord = { ...record, state: "done", output, endedAt: this.#now, dueAt: null };
    this.#closed.push(closed);
    return closed;
  }

  #sleep(dueAt: Instant | null): Went {
    if (dueAt !== null) this.#wakeAt = Math.min(this.#wakeAt ?? dueAt, dueAt);
    return "waits";
  }

  #end(state: RunOutcome["state"], at: string, { because = null, reason = null }: Partial<Pick<RunOutcome, "because" | "reason">>): Went {
    this.#outcome ??= { state, because, at, reason };
    return "ends";
  }
}

function isMeant(step: WaitStep, signal: Extract<Signal, { kind: "event" }>, scope: Scope, effort: Effort): boolean {
  if (signal.source !== step.event.source || !step.event.types.includes(signal.type)) return false;
  return step.only === null || holds(step.only, { ...scope, event: signal.data }, effort);
}

/** Milliseconds of a delay; null when its value is no number of seconds that a run may wait. */
export function delayMs(step: DelayStep, scope: Scope): number | null {
  const value = fill(step.seconds, scope);
  const seconds = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof seconds === "number" && seconds >= 0 && seconds <= MAX_WAIT_SECONDS ? Math.round(seconds * 1_000) : null;
}

const isoOf = (at: Instant): string => new Date(at).toISOString();
