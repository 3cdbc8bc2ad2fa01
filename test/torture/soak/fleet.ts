import type { Prng } from "#sandbox/kit/prng.ts";
import { startProcess, type Environment, type RealProcess } from "../../cli/support/real-process.ts";
import type { Belongings } from "./belongings.ts";
import { standBehind } from "../stand-behind.ts";
import { pause, until } from "./waiting.ts";

/** Milliseconds for a stop in order; whoever takes longer has failed to. */
const STOP_MS = 40_000;
/** Milliseconds within which processes must be up to be killed. */
const KILL_MS = 120_000;
/** Surprises that are told; one more of the same says nothing new. */
const TOLD = 10;

const serverWords = ["start", "--no-sandbox"];
const workerWords = ["worker"];

type State = "starting" | "up" | "frozen" | "gone";

interface Member {
  readonly name: string;
  readonly words: readonly string[];
  process: RealProcess;
  state: State;
  /** An end that we caused is no surprise. */
  doomed: boolean;
}

/**
 * Runs each program once and lets it end in order: only then does it keep its compiled sources, without which every later start would take
 * several times as long, and whoever is killed never gets that far.
 */
export async function warmUp(environment: Environment, belongings: Belongings): Promise<void> {
  for (const words of [serverWords, workerWords]) {
    const { pid, up, ended, signal } = startProcess(words, environment);
    belongings.process(pid, ended);
    await up;
    signal("SIGTERM");
    await ended;
  }
}

/** The server and the workers, each in a process of its own; whoever ends is followed by another. */
export class Fleet {
  readonly surprises: string[] = [];
  kills = 0;
  killsWhileStarting = 0;
  /** Starts that were given up because the database was away, with the words of the CLI. */
  refusedStarts = 0;
  /** Milliseconds from launching to being up. */
  readonly startsMs: number[] = [];
  readonly #members: Member[];
  readonly #environment: Environment;
  readonly #belongings: Belongings;
  readonly #mayRefuse: () => boolean;
  #ending = false;

  /** `mayRefuse`: whether the database was away a moment ago, so that a start may be given up. */
  constructor(options: {
    readonly workers: number;
    readonly environment: Environment;
    readonly belongings: Belongings;
    readonly mayRefuse: () => boolean;
  }) {
    this.#environment = options.environment;
    this.#mayRefuse = options.mayRefuse;
    this.#belongings = options.belongings;
    const names = ["server", ...Array.from({ length: options.workers }, (_unused, index) => `worker ${String(index + 1)}`)];
    this.#members = names.map((name) => {
      const words = name === "server" ? serverWords : workerWords;
      const member: Member = { name, words, process: this.#launch(words), state: "starting", doomed: false };
      this.#follow(member);
      return member;
    });
  }

  /** Numbers of the processes that run now. */
  pids(): readonly number[] {
    return this.#members.map(({ process }) => process.pid);
  }

  /** True once every process that is not frozen is up; false when that took too long. */
  up(withinMs: number): Promise<boolean> {
    return until(() => this.#members.every(({ state }) => state === "up" || state === "frozen"), withinMs);
  }

  /**
   * Kills a random process that is up, wherever it is in its work, as soon as another one is up as well: on a slow machine, too, something must
   * get done between two kills. False when that took too long.
   */
  async kill(prng: Prng): Promise<boolean> {
    const victims = (): readonly Member[] => this.#members.filter(({ state }) => state === "up");
    if (await until(() => victims().length > 1, KILL_MS)) {
      this.#shoot(prng.pick(victims()));
      this.kills += 1;
      return true;
    }
    this.#surprise(`no two processes were up for two minutes: ${this.#members.map(({ name, state }) => `${name} ${state}`).join(", ")}`);
    return false;
  }

  /** Kills a process that is still starting, as soon as one is: whoever was killed is followed by another. */
  async killStarting(prng: Prng): Promise<void> {
    const victims = (): readonly Member[] => this.#members.filter(({ state }) => state === "starting");
    if (!(await until(() => victims().length > 0, KILL_MS, 5))) return;
    this.#shoot(prng.pick(victims()));
    this.killsWhileStarting += 1;
  }

  /**
   * Stops a worker's world for so long, as a paused virtual machine would, then lets it go on. It strikes while that worker is calling a
   * vendor, as `isCalling` tells. False when no worker was seen calling.
   */
  async freeze(isCalling: (pid: number) => boolean, forMs: number): Promise<boolean> {
    const struck = (): boolean => {
      const member = this.#members.find(({ name, state, process }) => name !== "server" && state === "up" && isCalling(process.pid));
      if (member === undefined) return false;
      member.state = "frozen";
      member.process.signal("SIGSTOP");
      void pause(forMs).then(() => {
        member.process.signal("SIGCONT");
        member.state = "up";
      });
      return true;
    };
    if (!(await until(struck, KILL_MS, 5))) return false;
    await pause(forMs);
    return true;
  }

  /** Stops everything in order, and tells who did not stop as it should. */
  async stop(): Promise<void> {
    this.#ending = true;
    await Promise.all(this.#members.map(async (member) => this.#stopOne(member)));
  }

  async #stopOne(member: Member): Promise<void> {
    if (member.state === "gone") return;
    member.doomed = true;
    member.process.signal("SIGTERM");
    const code = await Promise.race([member.process.ended, pause(STOP_MS).then(() => "late" as const)]);
    if (code === 0) return;
    this.#surprise(`${member.name} was told to stop and ${code === "late" ? "did not within 40 s" : `ended with ${String(code)}`}: ${tail(member)}`);
    member.process.signal("SIGKILL");
    await member.process.ended;
  }

  #shoot(member: Member): void {
    member.doomed = true;
    member.process.signal("SIGKILL");
    member.state = "gone";
  }

  #launch(words: readonly string[]): RealProcess {
    const process = startProcess(words, this.#environment);
    standBehind(process.pid);
    this.#belongings.process(process.pid, process.ended);
    return process;
  }

  #follow(member: Member): void {
    const { process } = member;
    const launchedMs = performance.now();
    const told = process.up.then(
      () => {
        this.startsMs.push(performance.now() - launchedMs);
        if (member.process === process && member.state === "starting") member.state = "up";
        return "";
      },
      (error: unknown) => String((error as Error | null)?.message),
    );
    void process.ended.then(async (code) => {
      if (!member.doomed) this.#explain(member, code, await told);
      member.state = "gone";
      if (this.#ending) return;
      member.process = this.#launch(member.words);
      member.state = "starting";
      member.doomed = false;
      this.#follow(member);
    });
  }

  /** Whoever starts while the database is away may give up, if it says so; nobody who was up may end. */
  #explain(member: Member, code: number | null, told: string): void {
    if (member.state === "starting" && told.includes("HW_STORAGE_UNAVAILABLE") && this.#mayRefuse()) this.refusedStarts += 1;
    else this.#surprise(`${member.name} (${member.state}) ended by itself with ${String(code)}: ${told} ${tail(member)}`);
  }

  #surprise(what: string): void {
    if (this.surprises.length < TOLD) this.surprises.push(what);
  }
}

const tail = ({ process }: Member): string => process.words().trim().split("\n").slice(-3).join(" | ").slice(-400);
