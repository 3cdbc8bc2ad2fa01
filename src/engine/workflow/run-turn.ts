import type { ErrorCode } from "#core/error-registry.ts";
import { HighwireError } from "#core/errors.ts";
import type { JournalEntry } from "#core/ports/store.ts";
import type { ClaimedRun, KeptSignal, RunSettlement, StartRun } from "#core/ports/workflow-store.ts";
import { startsOfOwn, toldOfOwn } from "#core/workflow/begin.ts";
import type { WorkflowDefinition } from "#core/workflow/definition.ts";
import { dataOfRun, runEventOf } from "#core/workflow/own-events.ts";
import { planRun, type CallTask, type RunOutcome, type RunPlan } from "#core/workflow/plan-run.ts";
import type { EventWait, RunId, StepRecord, Workflow } from "#core/workflow/run.ts";
import { callStep, PAUSED_LOOK_MS, type Called, type ReadyCall } from "./call-step.ts";
import { filledWith, newStep } from "./new-step.ts";
import { openWaits } from "./open-waits.ts";
import { runEntry } from "./run-entry.ts";
import { targetOf, type TargetLook } from "./step-target.ts";
import type { WorkflowPorts } from "./workflow-ports.ts";

/** What one turn of a run reaches beside the ports. */
export interface TurnContext {
  readonly ports: WorkflowPorts;
  readonly definition: WorkflowDefinition;
  /** Keeps what was done so far; `lost` when somebody else holds the run by now. */
  readonly settle: (settlement: RunSettlement) => Promise<"kept" | "lost">;
  /** Connections and addresses as they were a moment ago. */
  readonly look: TargetLook;
  /** Workflows that hear of what happens here, as they were a moment ago. */
  readonly listeners: () => Promise<readonly Workflow[]>;
  /** Whether a write may still leave under this worker's lease. */
  readonly mayWrite: () => boolean;
}

/** What came of preparing a call: one that may go, a step that is over or waits before one could, or a doubt that only a person can settle. */
type Prepared = ReadyCall | { readonly kind: "not-now"; readonly record: StepRecord } | { readonly kind: "uncertain"; readonly path: string };

/**
 * One run under one lease: plan, open waits, commit what is about to be called, call, remember, and again, until the run rests or ends. What a write
 * is about to do is committed before it leaves; whoever takes the run up after a crash finds it as `calling` (S5).
 */
export class RunTurn {
  readonly #context: TurnContext;
  readonly #run: ClaimedRun;
  readonly #steps: Map<string, StepRecord>;
  /** What no wait that it may be meant for has heard yet. */
  #signals: readonly KeptSignal[];
  /** What is not kept yet. */
  #changed: StepRecord[] = [];
  #waits: EventWait[] = [];
  #wrote: string[] = [];
  #start: StartRun[] = [];
  #journal: JournalEntry[] = [];
  #heard: string[] = [];
  #calls = 0;
  #callsBefore: number;

  constructor(context: TurnContext, run: ClaimedRun) {
    this.#context = context;
    this.#run = run;
    this.#steps = new Map(run.steps.map((step) => [step.path, step]));
    this.#signals = run.signals;
    this.#callsBefore = run.calls;
  }

  /** Goes on until the run rests or ends, or is lost to another worker. */
  async take(): Promise<void> {
    for (;;) {
      const plan = this.#plan();
      for (const record of plan.closed) this.#note(record);
      if (plan.outcome !== null) return void (await this.#keep({ kind: "end", outcome: plan.outcome }));
      if (plan.opens.length > 0) await this.#open(plan);
      else if (plan.calls.length === 0) return void (await this.#keep({ kind: "rest", until: plan.wakeAt }));
      if (plan.calls.length > 0 && !(await this.#callAll(plan.calls))) return;
    }
  }

  /** Each signal is told once, to the waits that were open when it came: one that opens now waits for the next. */
  #plan(): RunPlan {
    const signals = this.#signals.map(({ signal }) => signal);
    const plan = planRun(this.#context.definition, this.#run, {
      steps: [...this.#steps.values()],
      signals,
      now: this.#context.ports.clock.now(),
    });
    const isUnheard = ({ signal }: KeptSignal): boolean => plan.unheard.includes(signal);
    this.#heard.push(...this.#signals.filter((one) => !isUnheard(one)).map(({ id }) => id));
    this.#signals = this.#signals.filter(isUnheard);
    return plan;
  }

  async #open(plan: RunPlan): Promise<void> {
    const opened = await openWaits({ ports: this.#context.ports, run: this.#run }, plan.opens);
    for (const record of opened.records) this.#note(record);
    this.#waits.push(...opened.waits);
    this.#start.push(...opened.start);
  }

  /** False when the turn is over: the run rests, is set aside, or belongs to somebody else. */
  async #callAll(tasks: readonly CallTask[]): Promise<boolean> {
    const spent = this.#callsBefore + this.#calls + tasks.length > this.#context.definition.limits.calls;
    if (spent) return this.#setAside("HW_RUN_LIMIT", tasks[0]?.path ?? null, "calls");
    const ready = await Promise.all(tasks.map((task) => this.#prepare(task)));
    const uncertain = ready.find((one) => one.kind === "uncertain");
    if (uncertain?.kind === "uncertain") return this.#setAside("HW_STEP_UNCERTAIN", uncertain.path, null);
    for (const one of ready) if (one.kind !== "uncertain") this.#note(one.record);
    const calls = ready.filter((one) => one.kind === "call");
    const writes = calls.filter((call) => call.target !== null && call.facts.writes).map(({ record }) => record.path);
    if (writes.length > 0) {
      if ((await this.#keep({ kind: "hold" })) === "lost") return false;
      // Too late to send: what was about to be called is taken back, so that it counts as never called.
      if (!this.#context.mayWrite()) return this.#putBack(writes);
    }
    const called = await Promise.all(calls.map((call) => callStep(this.#context.ports, this.#run, call)));
    for (const one of called) this.#noteCalled(one);
    const doubtful = called.find((one) => one.uncertain);
    return doubtful === undefined ? true : this.#setAside("HW_STEP_UNCERTAIN", doubtful.record.path, null);
  }

  async #putBack(paths: readonly string[]): Promise<false> {
    for (const path of paths) this.#steps.delete(path);
    this.#changed = this.#changed.filter(({ path }) => !paths.includes(path));
    await this.#keep({ kind: "rest", until: this.#context.ports.clock.now() }, paths);
    return false;
  }

  #noteCalled({ record, journal, wrote, called }: Called): void {
    this.#note(record);
    this.#journal.push(...journal);
    this.#wrote.push(...wrote);
    if (called) this.#calls += 1;
  }

  async #prepare(task: CallTask): Promise<Prepared> {
    const { ports } = this.#context;
    const now = ports.clock.now();
    const { path, step, record: before } = task;
    const facts = await ports.calls.facts(step.operation);
    if (before?.state === "calling" && facts?.repeatable !== true) return { kind: "uncertain", path };
    const record: StepRecord = {
      ...newStep(path, "action", before?.startedAt ?? now),
      state: "calling",
      attempts: before?.attempts ?? 0,
      firstFailedAt: before?.firstFailedAt ?? null,
      shadow: this.#run.shadow && facts?.writes !== false,
    };
    const over = (error: ErrorCode): Prepared => ({ kind: "not-now", record: { ...record, state: "failed", error, endedAt: now } });
    if (facts === null) return over("HW_STEP_VALUE");
    try {
      // What a call was given stays what it is given at each try, though a text may speak of the time.
      const input = before === null ? await filledWith(ports.texts, step.input, task.scope) : before.input;
      if (record.shadow) return { kind: "call", task, record: { ...record, input }, facts, target: null };
      const found = await targetOf(this.#context.look, step, facts);
      if (found.kind === "missing") return over(found.code);
      if (found.kind === "found") return { kind: "call", task, record: { ...record, input }, facts, target: found.target };
      return { kind: "not-now", record: { ...record, input, state: "waiting", error: "HW_NOT_CONNECTED", dueAt: now + PAUSED_LOOK_MS } };
    } catch (error) {
      if (error instanceof HighwireError && error.code === "HW_STEP_TEXT") return over(error.code);
      throw error;
    }
  }

  async #setAside(because: ErrorCode, at: string | null, reason: string | null): Promise<false> {
    await this.#keep({ kind: "end", outcome: { state: "parked", because, at, reason } });
    return false;
  }

  /** What follows of how this run has ended: runs that begin with it, never another of its own workflow, and those that wait for it. One that only rehearses tells nobody. */
  async #told(outcome: RunOutcome): Promise<Pick<RunSettlement, "start" | "tell">> {
    const { ports, listeners } = this.#context;
    const run = this.#run;
    const type = run.shadow ? null : runEventOf(outcome);
    if (type === null) return { start: [] };
    const others = (await listeners()).filter(({ id }) => id !== run.workflowId);
    const chain = [`${run.workflowId}:${run.id}`, ...run.chain];
    const event = { type, id: `${run.id} ${String(run.fence)}`, data: dataOfRun(type, run, outcome, ports.clock.now()), chain };
    return { start: startsOfOwn(others, event, () => ports.random.uuid() as RunId), tell: [toldOfOwn(event)] };
  }

  #note(record: StepRecord): void {
    this.#steps.set(record.path, record);
    this.#changed = [...this.#changed.filter(({ path }) => path !== record.path), record];
  }

  async #keep(next: RunSettlement["next"], forget: readonly string[] = []): Promise<"kept" | "lost"> {
    const { id, fence, generation } = this.#run;
    const told = next.kind === "end" ? await this.#told(next.outcome) : { start: [] };
    const settled = await this.#context.settle({
      runId: id,
      fence,
      generation,
      steps: this.#changed,
      forget,
      waits: this.#waits,
      seen: this.#heard,
      calls: this.#calls,
      wrote: this.#wrote,
      ...told,
      start: [...this.#start, ...told.start],
      journal: [...this.#journal, ...endEntries(this.#run, next)],
      next,
    });
    this.#callsBefore += this.#calls;
    [this.#changed, this.#waits, this.#wrote, this.#start, this.#journal, this.#heard, this.#calls] = [[], [], [], [], [], [], 0];
    return settled;
  }
}

/** What the journal says of a run that was set aside, so that it is told where people look for what needs them. */
function endEntries(run: ClaimedRun, next: RunSettlement["next"]): readonly JournalEntry[] {
  if (next.kind !== "end" || (next.outcome.state !== "parked" && next.outcome.state !== "failed")) return [];
  return [runEntry(run, "parked", outcomeDetail(next.outcome))];
}

const outcomeDetail = ({ because, at }: RunOutcome): JournalEntry["detail"] => ({
  ...(because !== null && { code: because }),
  ...(at !== null && { step: at }),
});
