import { Worker } from "node:worker_threads";

/** Deals tasks out over worker threads running `script`; each gets the next one when it has answered the last. Rejects when a thread breaks. */
export async function dealOut<Task, Answer>(game: {
  readonly script: URL;
  readonly threads: number;
  readonly tasks: readonly Task[];
  readonly heard: (answer: Answer) => void;
}): Promise<void> {
  const { script, threads, tasks, heard } = game;
  let next = 0;
  const play = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(script);
      const feed = (): void => {
        if (next < tasks.length) worker.postMessage(tasks[next++]);
        else void worker.terminate().then(() => resolve());
      };
      worker.on("message", (answer: Answer) => {
        heard(answer);
        feed();
      });
      worker.once("error", reject);
      feed();
    });
  await Promise.all(Array.from({ length: Math.min(threads, tasks.length) }, play));
}
