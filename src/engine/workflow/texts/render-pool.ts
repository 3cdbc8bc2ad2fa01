import { Worker } from "node:worker_threads";
import { HighwireError } from "#core/errors.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Json, Scope } from "#core/workflow/expression.ts";
import type { TextRenderer } from "../workflow-ports.ts";
import type { RenderAnswer, RenderRequest } from "./render-worker.ts";

/** 250 milliseconds: after that a thread is ended with what it was at. */
const ANSWER_MS = 250;
/** 10 seconds, in milliseconds, for a thread to come up on a busy machine. */
const START_MS = 10_000;
/** Threads at most. They start when they are first needed. */
const MOST_THREADS = 2;
/** Texts that wait for a thread, at most. */
const MOST_WAITING = 1_000;
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 2 };

const TOO_LONG = "it takes more time than a text may";

/** A renderer that holds threads. */
export interface RenderPool extends TextRenderer {
  close(): Promise<void>;
}

interface Waiting {
  readonly request: RenderRequest;
  readonly answered: (answer: RenderAnswer) => void;
}

/** Renders texts in threads of their own, each text within its time: whatever a template does, nobody else waits for it. */
export function createRenderPool(clock: Clock): RenderPool {
  const waiting: Waiting[] = [];
  const threads = new Set<Thread>();

  const next = (): void => {
    const idle = [...threads].find((thread) => !thread.busy);
    const thread = idle ?? (threads.size < MOST_THREADS ? open() : null);
    const one = thread === null ? undefined : waiting.shift();
    if (thread === null || one === undefined) return;
    void serve(thread, one);
  };
  const serve = async (thread: Thread, one: Waiting): Promise<void> => {
    const answer = await thread.ask(one.request);
    if (thread.ended) threads.delete(thread);
    one.answered(answer);
    next();
  };
  const open = (): Thread => {
    const thread = new Thread(clock);
    threads.add(thread);
    return thread;
  };
  const ask = (request: RenderRequest): Promise<RenderAnswer> =>
    new Promise((resolve) => {
      if (waiting.length >= MOST_WAITING) return void resolve({ flaw: "too many texts wait" });
      waiting.push({ request, answered: resolve });
      next();
    });
  /** On a machine that stood still for a moment the time says nothing about the text; twice, it does. */
  const askTwice = async (request: RenderRequest): Promise<RenderAnswer> => {
    const first = await ask(request);
    return "flaw" in first && first.flaw === TOO_LONG ? ask(request) : first;
  };

  return {
    async render(templates, scope) {
      const answer = await askTwice({ templates, scope: namedIn(templates, scope) });
      if ("flaw" in answer) throw new HighwireError("HW_STEP_TEXT", { detail: answer.flaw });
      return answer.texts;
    },
    async flawOf(template) {
      const answer = await askTwice({ templates: [template], scope: null });
      return "flaw" in answer ? answer.flaw : null;
    },
    async close() {
      await Promise.all([...threads].map((thread) => thread.end()));
      threads.clear();
    },
  };
}

/** Only those steps' outputs that a template names are handed over, because handing over costs time. */
function namedIn(templates: readonly string[], scope: Scope): Scope {
  const steps = Object.entries(scope.steps).filter(([id]) => templates.some((template) => template.includes(id)));
  return { ...scope, steps: Object.fromEntries(steps) as Readonly<Record<string, Json>> };
}

/** One thread, which answers one request at a time. */
class Thread {
  readonly #clock: Clock;
  readonly #worker: Worker;
  readonly #ready: Promise<void>;
  busy = false;
  ended = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#worker = new Worker(new URL("render-worker.ts", import.meta.url), { resourceLimits: RESOURCE_LIMITS, stdout: true, stderr: true, env: {} });
    this.#worker.unref();
    // A thread that runs out of room ends with an error; without a listener that would end the process.
    this.#worker.on("error", () => {
      this.ended = true;
    });
    this.#ready = new Promise((resolve) => {
      this.#worker.once("message", () => resolve());
      this.#worker.once("exit", () => {
        this.ended = true;
        resolve();
      });
    });
  }

  async ask(request: RenderRequest): Promise<RenderAnswer> {
    this.busy = true;
    const started = await this.#within(
      START_MS,
      this.#ready.then(() => ({ texts: [] })),
    );
    const answer = "flaw" in started || this.ended ? { flaw: "no thread came up" } : await this.#within(ANSWER_MS, this.#answerTo(request));
    this.busy = false;
    return answer;
  }

  async end(): Promise<void> {
    this.ended = true;
    await this.#worker.terminate();
  }

  #answerTo(request: RenderRequest): Promise<RenderAnswer> {
    return new Promise((resolve) => {
      const over = (): void => resolve({ flaw: "it needs more room than a text may" });
      this.#worker.once("exit", over);
      this.#worker.once("message", (answer: RenderAnswer) => {
        this.#worker.off("exit", over);
        resolve(answer);
      });
      this.#worker.postMessage(request);
    });
  }

  async #within(ms: number, work: Promise<RenderAnswer>): Promise<RenderAnswer> {
    const timer = new AbortController();
    const late = this.#clock.sleep(ms, timer.signal).then(
      (): RenderAnswer => ({ flaw: TOO_LONG }),
      () => null,
    );
    const first = await Promise.race([work, late]);
    timer.abort();
    if (first === null) return { flaw: "stopped" };
    if ("flaw" in first && first.flaw === TOO_LONG) await this.end();
    return first;
  }
}
