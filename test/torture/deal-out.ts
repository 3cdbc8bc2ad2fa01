import { Worker } from "node:worker_threads";

/** Ten minutes, in milliseconds: no task takes a tenth of that on any machine, so a thread that is silent for longer hangs. */
const PATIENCE_MS = 600_000;

/** Tasks to be dealt out over threads. */
interface Game<Task, Answer> {
  /** Answers each message with one. */
  readonly script: URL;
  readonly threads: number;
  /** Taken one by one, as threads become free: nothing of a task is held before or after. */
  readonly tasks: Iterable<Task>;
  readonly heard: (answer: Answer) => void;
  /** A thread is replaced after so many tasks, so that what they leave behind in it stays bounded. Default: never. */
  readonly renewAfter?: number;
  /** Milliseconds that a task may take. Default ten minutes. */
  readonly patienceMs?: number;
}

/** Deals tasks out over worker threads; each gets the next one when it has answered the last. Rejects when a thread breaks, ends or hangs. */
export async function dealOut<Task, Answer>({
  script,
  threads,
  tasks,
  heard,
  renewAfter = Number.POSITIVE_INFINITY,
  patienceMs = PATIENCE_MS,
}: Game<Task, Answer>): Promise<void> {
  const waiting = tasks[Symbol.iterator]();
  const started = new Set<Thread<Task, Answer>>();
  const play = async (): Promise<void> => {
    let next = waiting.next();
    while (next.done !== true) {
      const thread = new Thread<Task, Answer>(script, patienceMs);
      started.add(thread);
      for (let answered = 0; answered < renewAfter && next.done !== true; answered += 1) {
        heard(await thread.ask(next.value));
        next = waiting.next();
      }
      await thread.end();
      started.delete(thread);
    }
  };
  try {
    await Promise.all(Array.from({ length: threads }, play));
  } finally {
    await Promise.all([...started].map((thread) => thread.end()));
  }
}

/** Run first in each thread: the soak's vendors, who are in the first one, go before all others. */
const behind = new URL("./thread-behind.ts", import.meta.url).href;

/** A worker thread that is asked one thing at a time. */
class Thread<Task, Answer> {
  readonly #worker: Worker;
  readonly #patienceMs: number;
  #asked: PromiseWithResolvers<Answer> | null = null;

  constructor(script: URL, patienceMs: number) {
    this.#patienceMs = patienceMs;
    this.#worker = new Worker(script, { execArgv: [...process.execArgv, "--import", behind] });
    this.#worker.on("message", (answer: Answer) => this.#asked?.resolve(answer));
    this.#worker.on("error", (error) => this.#asked?.reject(error));
    this.#worker.on("exit", (code) => this.#asked?.reject(new Error(`a thread ended with ${String(code)} and without an answer`)));
  }

  ask(task: Task): Promise<Answer> {
    const asked = (this.#asked = Promise.withResolvers<Answer>());
    const why = `a thread did not answer within ${String(this.#patienceMs)} ms: ${JSON.stringify(task).slice(0, 300)}`;
    const silent = setTimeout(() => asked.reject(new Error(why)), this.#patienceMs);
    this.#worker.postMessage(task);
    return asked.promise.finally(() => clearTimeout(silent));
  }

  async end(): Promise<void> {
    this.#asked = null;
    await this.#worker.terminate();
  }
}
