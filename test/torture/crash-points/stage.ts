import { createHash } from "node:crypto";
import { serialize } from "node:v8";
import { HighwireError } from "#core/errors.ts";
import type { IntentId } from "#core/ids.ts";
import type { Side } from "#core/record/canonical.ts";
import type { Application } from "#engine/application.ts";
import { createSweeper } from "#engine/sweep/sweeper.ts";
import { readSweepState } from "#engine/sweep/sweep-state.ts";
import { createWorker } from "#engine/worker.ts";
import { must } from "#lib/must.ts";
import { noHistory, type History } from "../simulator/people.ts";
import { beBorn, createUniverse, type Mortal, type Universe } from "../simulator/universe.ts";

/** Milliseconds of virtual time between looks at whether everything is at rest. */
const LOOK_MS = 200;
/** Milliseconds of virtual time in which everything must come to rest: a dead worker's lease, some retries, the slowest re-sent event. */
const REST_MS = 900_000;
/** Milliseconds between the sweeps that heal what a crash left. */
const SWEEP_MS = 5_000;

/** Something that a person asks of the process. Asked again of the next one when no answer came; must be safe to ask twice. */
export interface Ask {
  readonly words: string;
  ask(app: Application, stage: Stage): Promise<unknown>;
}

type Webhook = readonly [headers: Readonly<Record<string, string>>, body: string];

/** One play of a scenario: both vendors, the store, people, and the process of the moment. */
export class Stage {
  readonly universe: Universe;
  readonly history: History = noHistory();
  /** Intents that were released for their call. */
  readonly sent = new Set<IntentId>();
  readonly unanswered: Ask[] = [];
  readonly #people = new Map<string, Partial<Record<Side, string>>>();
  readonly #webhooks: Webhook[] = [];
  #process: Mortal | null = null;
  #held = false;
  /** What left the process otherwise than through a port: answers to webhooks and to people. And what people have begun. */
  #answers = 0;
  #steps = 0;

  private constructor(universe: Universe) {
    this.universe = universe;
    const { store } = universe;
    const markSent = store.markSent.bind(store);
    store.markSent = async (...request) => {
      const ids = await markSent(...request);
      for (const id of ids) this.sent.add(id);
      return ids;
    };
    universe.highlevel.control.webhooksTo(async (...webhook) => {
      this.#webhooks.push(webhook);
      const status = (await this.#process?.receive(...webhook)) ?? 0;
      this.#answers += 1;
      return status;
    });
  }

  static async build(): Promise<Stage> {
    return new Stage(await createUniverse({ seed: 1, contacts: 0, limits: "off", publicUrl: "https://highwire.test" }));
  }

  /** The process that lives, or the one that died last. */
  get process(): Mortal {
    return must(this.#process, "a process");
  }

  get alive(): boolean {
    return this.process.life.alive;
  }

  /** Starts a process with its worker; another one before it has ended. It may die while it is being born. */
  async start({
    dieAt = null,
    watch = () => undefined,
  }: { readonly dieAt?: number | null; readonly watch?: (pass: string) => void } = {}): Promise<void> {
    const { promise: stillborn, resolve: tell } = Promise.withResolvers<null>();
    let passed = 0;
    const count = (pass: string): void => {
      watch(pass);
      if ((passed += 1) === dieAt) tell(null);
    };
    const born = await Promise.race([beBorn(this.universe, { dieAt, watch: count }), stillborn]);
    if (born === null) return;
    this.#process = born;
    const { ports, fresh } = this.#process;
    createWorker(ports, fresh, this.universe.random.uuid()).start();
  }

  /** Counts a step of the scenario as begun. */
  beginStep(): void {
    this.#steps += 1;
  }

  /** Everything that outlives the process, as it is right now: store, calls of vendors, time, answers given. Equal texts mean that a kill has equal ends. */
  moment(): string {
    const { state, clock, highlevel, incident } = this.universe;
    const vendors = [highlevel.control.counters(), incident.control.counters(), highlevel.control.deliveries()];
    const others = [clock.now(), this.#answers, this.#steps, this.#webhooks.length, highlevel.control.webhooksUnderway(), this.unanswered.length];
    return `${createHash("sha256").update(serialize(state)).digest("base64url")} ${JSON.stringify([vendors, others])}`;
  }

  /** Starts the sweeper of the process: first loads and sweeps at intervals. */
  startSweeper(everyMs = SWEEP_MS): void {
    const { ports, fresh } = this.process;
    createSweeper(ports, fresh, { highlevelNarrowMs: everyMs, highlevelFullMs: everyMs, incidentFullMs: everyMs }).start();
  }

  end(): void {
    this.#process?.life.kill();
  }

  /** Lets the process do something, unless it is dead by then or dies meanwhile. */
  async whileAlive(work: (process: Mortal) => Promise<unknown>): Promise<void> {
    if (this.alive) await Promise.race([work(this.process), this.process.life.died]);
  }

  /** A person asks the process; without an answer it is asked again of the next one, together with whatever was to be asked after it. */
  async ask(question: Ask): Promise<void> {
    let answered = false;
    if (this.unanswered.length === 0)
      await this.whileAlive(async ({ app }) => {
        await question.ask(app, this).catch(refuseAllBut("HW_REQUEST_CONFLICT"));
        answered = true;
        this.#answers += 1;
      });
    if (!answered) this.unanswered.push(question);
  }

  /** Waits until nothing is left to do, or the process is dead. False when that takes too long. */
  async rest(): Promise<boolean> {
    const { clock } = this.universe;
    const until = clock.now() + REST_MS;
    while (this.alive) {
      if (await this.#isQuiet()) return true;
      if (clock.now() > until) return false;
      await clock.sleep(LOOK_MS);
    }
    return true;
  }

  async #isQuiet(): Promise<boolean> {
    const { clock, state, highlevel } = this.universe;
    if (!this.#held && highlevel.control.webhooksUnderway() > 0) return false;
    const links = [...state.links.values()];
    if (links.some(({ leaseUntil }) => leaseUntil > clock.now())) return false;
    return links.every(({ dirty }) => !dirty) || !(await this.isRunnable());
  }

  /** True unless a person, or a refused credential, has stopped the bridge. */
  async isRunnable(): Promise<boolean> {
    const { store, workspaceId, bridge } = this.universe;
    const { mode, left, right } = await bridge();
    const connections = await Promise.all([left, right].map(async (id) => store.connection(workspaceId, id)));
    return (mode === "live" || mode === "canary") && connections.every((connection) => connection?.state === "active");
  }

  /** Waits until every side has been swept in full twice since now. False when that takes too long or nothing sweeps. */
  async sweptTwice(): Promise<boolean> {
    for (let time = 0; time < 2; time += 1) {
      if (!(await this.#sweptOnce())) return false;
      if (!(await this.rest())) return false;
    }
    return true;
  }

  async #sweptOnce(): Promise<boolean> {
    const { clock, store, bridge } = this.universe;
    const since = clock.now();
    while (clock.now() < since + 60_000) {
      const current = await bridge();
      const [left, right] = await Promise.all([readSweepState(store, current, "highlevel"), readSweepState(store, current, "incident")]);
      if ((left.completedAt ?? 0) > since && (right.completedAt ?? 0) > since) return true;
      await clock.sleep(LOOK_MS);
    }
    return false;
  }

  /** Every event so far comes once more. */
  async repeatWebhooks(): Promise<void> {
    for (const webhook of this.#webhooks.slice()) await this.process.receive(...webhook);
  }

  /** Keeps events back at the vendor, or lets them go. */
  holdWebhooks(held: boolean): void {
    const { control } = this.universe.highlevel;
    this.#held = held;
    if (held) control.pauseWebhooks();
    else control.resumeWebhooks();
  }

  get writes(): number {
    const { highlevel, incident } = this.universe;
    return highlevel.control.counters().writes + incident.control.counters().writes;
  }

  // ── people ───────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Notes who a record is. */
  know(who: string, side: Side, id: string): void {
    this.#people.set(who, { ...this.#people.get(who), [side]: id });
  }

  /** Names of everybody who was made so far. */
  get everybody(): readonly string[] {
    return [...this.#people.keys()];
  }

  /** Id of somebody's record: as it was made, or as the link tells. Null while there is none. */
  idOf(who: string, side: Side): string | null {
    const known = must(this.#people.get(who), `somebody called ${who}`);
    if (known[side] !== undefined) return known[side];
    const link = [...this.universe.state.links.values()].find(({ leftId, rightId }) =>
      side === "highlevel" ? rightId !== null && rightId === known.incident : leftId !== null && leftId === known.highlevel,
    );
    const id = (side === "highlevel" ? link?.leftId : link?.rightId) ?? null;
    if (id !== null) this.know(who, side, id);
    return id;
  }

  /** The bridge's catalog type. */
  async typeId(): Promise<string> {
    return must((await this.universe.bridge()).catalogTypeId, "a contact type");
  }
}

/** What is refused because it was done already is no failure. */
function refuseAllBut(code: string): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof HighwireError) || error.code !== code) throw error;
  };
}
