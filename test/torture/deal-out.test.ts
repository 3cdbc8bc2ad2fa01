import { describe, expect, it } from "vitest";
import { dealOut } from "./deal-out.ts";

/** A thread whose script is this. */
const thread = (script: string): URL => new URL(`data:text/javascript,${encodeURIComponent(script)}`);
const echo = thread(`
  import { parentPort } from "node:worker_threads";
  let count = 0;
  parentPort.on("message", (task) => parentPort.postMessage({ task, count: ++count }));
`);
const deal = async (script: URL, tasks: Iterable<number>, more: { readonly renewAfter?: number; readonly patienceMs?: number } = {}) => {
  const answers: { readonly task: number; readonly count: number }[] = [];
  await dealOut<number, { readonly task: number; readonly count: number }>({ script, threads: 2, tasks, heard: (one) => answers.push(one), ...more });
  return answers;
};

describe("tasks dealt out over threads", () => {
  it("are each answered once, and taken only as threads become free", async () => {
    const taken: number[] = [];
    function* tasks(): Generator<number> {
      for (let task = 1; task <= 9; task += 1) {
        taken.push(task);
        yield task;
      }
    }
    let ahead = 0;
    let heard = 0;
    await dealOut<number, unknown>({
      script: echo,
      threads: 2,
      tasks: tasks(),
      heard() {
        heard += 1;
        ahead = Math.max(ahead, taken.length - heard);
      },
    });
    expect([heard, taken.length]).toEqual([9, 9]);
    expect(ahead).toBeLessThanOrEqual(2);
  });

  it("get fresh threads after as many as were asked for", async () => {
    const answers = await deal(echo, [1, 2, 3, 4, 5, 6, 7], { renewAfter: 2 });
    expect(answers.map(({ task }) => task).toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(Math.max(...answers.map(({ count }) => count))).toBe(2);
  });

  it("need no thread when there are none", async () => {
    expect(await deal(thread("throw new Error('never started')"), [])).toEqual([]);
  });

  it("fail when a thread breaks, ends without an answer, or hangs", async () => {
    await expect(deal(thread("throw new Error('broken')"), [1])).rejects.toThrow("broken");
    await expect(deal(thread("process.exit(0)"), [1])).rejects.toThrow("without an answer");
    const mute = thread(`import { parentPort } from "node:worker_threads"; parentPort.on("message", () => undefined);`);
    await expect(deal(mute, [1, 2, 3], { patienceMs: 300 })).rejects.toThrow("did not answer within 300 ms: 1");
  });
});
