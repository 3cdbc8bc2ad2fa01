import type { EventEmitter } from "node:events";
import { fileURLToPath } from "node:url";
import { ThreadsPoolWorker, type PoolOptions, type PoolWorker, type WorkerRequest } from "vitest/node";

/**
 * A pool for vitest whose threads outlive a run, one for each project, so that the next run need not start one and load every package again. Of our
 * own modules nothing is kept: vitest evaluates each anew for every test file, and those that have changed are read anew as well.
 */
export class LastingThreads {
  readonly name = "lasting-threads";
  readonly #threads = new Map<string, Thread>();

  /** These files, by their whole paths, are not what they were. */
  forget(files: readonly string[]): void {
    for (const { stale } of this.#threads.values()) for (const file of files) stale.add(file);
  }

  readonly createPoolWorker = (options: PoolOptions): PoolWorker => {
    const { name } = options.project;
    const thread = this.#threads.get(name) ?? new Thread(options);
    this.#threads.set(name, thread);
    return new ThreadForOneRun(thread);
  };
}

class Thread extends ThreadsPoolWorker {
  protected override readonly entrypoint = fileURLToPath(new URL("./lasting-thread.ts", import.meta.url));
  readonly stale = new Set<string>();
  hasStarted = false;
}

type Heard = Parameters<EventEmitter["on"]>[1];

/** Vitest is told that its thread has begun and ended as it expects. */
class ThreadForOneRun implements PoolWorker {
  readonly name = "lasting-threads";
  readonly #thread: Thread;
  /** Vitest takes the thread for ended and leaves them behind. */
  readonly #listeners: (readonly [event: string, heard: Heard])[] = [];

  constructor(thread: Thread) {
    this.#thread = thread;
  }

  on(event: string, heard: Heard): void {
    this.#listeners.push([event, heard]);
    this.#thread.on(event, heard);
  }

  off(event: string, heard: Heard): void {
    this.#thread.off(event, heard);
  }

  send(request: WorkerRequest): void {
    if (request.type === "stop") return this.#answer("stopped");
    if (request.type === "start" && this.#thread.hasStarted) return this.#answer("started");
    if (request.type === "start") this.#thread.hasStarted = true;
    this.#thread.send(request.type === "run" ? { ...request, context: { ...request.context, invalidates: this.#takeStale() } } : request);
  }

  async start(): Promise<void> {
    if (!this.#thread.hasStarted) await this.#thread.start();
  }

  async stop(): Promise<void> {
    for (const [event, heard] of this.#listeners.splice(0)) this.#thread.off(event, heard);
  }

  deserialize(data: unknown): unknown {
    return this.#thread.deserialize(data);
  }

  #takeStale(): string[] {
    const stale = [...this.#thread.stale];
    this.#thread.stale.clear();
    return stale;
  }

  #answer(type: "started" | "stopped"): void {
    for (const [event, heard] of this.#listeners.slice()) if (event === "message") heard({ type, __vitest_worker_response__: true });
  }
}
