import type { Instant, PlanId } from "#core/ids.ts";
import type { KeptPlan } from "#core/ports/plan-store.ts";
import { HighwireError } from "#core/errors.ts";
import type { Progress, ProgressListener } from "../application.ts";
import type { EnginePorts } from "../engine-ports.ts";

/** Half a second, in milliseconds: how often progress is told while it is made. */
const TOLD_MS = 500;
/** Ten seconds, in milliseconds: how often a job that makes no progress still says that it lives. */
const BEAT_MS = 10_000;
/** One minute, in milliseconds: a job that has not said so for that long died with its process. */
const ABANDONED_MS = 60_000;

/** Ended on purpose. */
const CLOSED = "the application closes";

/** What a job is given. */
export interface JobHandle {
  readonly report: ProgressListener;
  readonly signal: AbortSignal;
}

/** True when whoever worked on the plan has not been heard of for too long. */
export const isAbandoned = ({ stage, touchedAt }: KeptPlan, now: Instant): boolean =>
  stage !== "ready" && stage !== "failed" && now - touchedAt > ABANDONED_MS;

/** Work on kept plans that goes on in the background; where it stands is saved with the plan. */
export class PlanJobs {
  readonly #ports: EnginePorts;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(ports: EnginePorts) {
    this.#ports = ports;
  }

  /** Runs `work` and saves what it makes of the plan; a failure is saved with the plan too. */
  start(plan: KeptPlan, work: (handle: JobHandle) => Promise<(plan: KeptPlan) => KeptPlan>): void {
    const job = this.#run(plan, work).finally(() => this.#running.delete(job));
    this.#running.add(job);
  }

  async close(): Promise<void> {
    this.#closing.abort(CLOSED);
    await Promise.all(this.#running);
  }

  async #run(plan: KeptPlan, work: (handle: JobHandle) => Promise<(plan: KeptPlan) => KeptPlan>): Promise<void> {
    const done = new AbortController();
    let newest: Progress | null = null;
    const beating = this.#beat(plan, () => newest, done.signal);
    const signal = this.#closing.signal;
    const outcome = await work({ report: (progress) => (newest = progress), signal }).then(
      (change): ((plan: KeptPlan) => KeptPlan) =>
        (current) => ({ ...change(current), stage: "ready" }),
      (error: unknown) => this.#failed(error),
    );
    done.abort(CLOSED);
    await beating;
    await this.#change(plan.id, plan, (current) => ({ ...outcome(current), progress: null, touchedAt: this.#ports.clock.now() }));
  }

  #failed(error: unknown): (plan: KeptPlan) => KeptPlan {
    const isClosing = this.#closing.signal.aborted;
    const known = error instanceof HighwireError ? error : new HighwireError(isClosing ? "HW_CANCELLED" : "HW_INVARIANT");
    if (known.code === "HW_INVARIANT") this.#ports.log.error("plan.unexpected", { name: (error as Error | null)?.name ?? "unknown" });
    const failure = { code: known.code, detail: known.data.detail ?? null };
    return (current) => ({ ...current, stage: current.summary === null ? "failed" : "ready", failure });
  }

  /** Saves how far it is, as often as anybody looks. */
  async #beat(plan: KeptPlan, newest: () => Progress | null, done: AbortSignal): Promise<void> {
    const { clock } = this.#ports;
    let told: Progress | null = null;
    let at = clock.now();
    for (;;) {
      const ended = await clock.sleep(TOLD_MS, done).then(
        () => false,
        () => true,
      );
      if (ended) return;
      const now = clock.now();
      if (newest() === told && now - at < BEAT_MS) continue;
      told = newest();
      at = now;
      await this.#change(plan.id, plan, (current) => ({ ...current, progress: told, touchedAt: now }));
    }
  }

  /** A store that is away for a moment costs a plan its news, not its job. */
  async #change(id: PlanId, { workspaceId }: KeptPlan, change: (plan: KeptPlan) => KeptPlan): Promise<void> {
    await this.#ports.store.changePlan(workspaceId, id, change).catch(() => this.#ports.log.warn("plan.not-saved", { planId: id }));
  }
}
