import { describe, expect, it } from "vitest";
import { advanceable, type AdvanceableClock } from "./clock.ts";
import { Prng } from "./prng.ts";
import { WebhookSender, type DeliveryFaults } from "./webhook-sender.ts";

interface Kit {
  readonly clock: AdvanceableClock;
  readonly sender: WebhookSender;
  readonly arrived: string[];
  readonly send: (count: number) => void;
}

function kitOf(
  faults: Partial<DeliveryFaults> = {},
  status: (body: string) => number | Promise<number> = () => 200,
  retryDelay: (tries: number) => number | null = () => null,
): Kit {
  const clock = advanceable({ now: () => 0, sleep: () => new Promise(() => {}) });
  const arrived: string[] = [];
  const deliver = async (_headers: unknown, body: string): Promise<number> => {
    arrived.push(body);
    return status(body);
  };
  const sender = new WebhookSender({ clock, prng: new Prng(3), deliver, retryDelay });
  sender.faults = { drop: 0, duplicate: 0, reorder: 0, maxDelayMs: 0, ...faults };
  return {
    clock,
    sender,
    arrived,
    send: (count) => Array.from({ length: count }, (_unused, index) => sender.send({ body: String(index), headers: () => ({}) })),
  };
}

async function breathe(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

describe("a webhook sender", () => {
  it("delivers in order and settles when all is told", async () => {
    const { sender, arrived, send } = kitOf();
    send(5);
    expect(sender.underway).toBe(5);
    await sender.settle();
    expect([arrived, sender.underway, sender.counts.delivered]).toEqual([["0", "1", "2", "3", "4"], 0, 5]);
    await sender.settle();
  });

  it("drops, doubles and delays by chance up to a day, and says what became of each", async () => {
    const { clock, sender, arrived, send } = kitOf({ drop: 0.2, duplicate: 0.2, reorder: 0.3, maxDelayMs: 86_400_000 });
    send(200);
    await breathe();
    const prompt = arrived.length;
    clock.advance(86_400_000);
    await sender.settle();
    const { dropped, duplicated, delivered } = sender.counts;
    expect([dropped, duplicated].every((count) => count > 20 && count < 65)).toBe(true);
    expect([delivered, arrived.length]).toEqual([200 - dropped + duplicated, 200 - dropped + duplicated]);
    expect(prompt).toBeLessThan(arrived.length);
    expect(arrived).not.toEqual(arrived.toSorted((one, other) => Number(one) - Number(other)));
    const records = sender.records();
    expect(records.filter(({ outcome }) => outcome === "dropped")).toHaveLength(dropped);
    expect(Math.max(...records.map(({ delayMs }) => delayMs))).toBeGreaterThan(43_200_000);
  });

  it("holds everything back while paused, retries included", async () => {
    const { clock, sender, arrived, send } = kitOf(
      {},
      () => 500,
      (tries) => (tries < 3 ? 1_000 : null),
    );
    send(1);
    await breathe();
    sender.pause();
    sender.pause();
    clock.advance(5_000);
    send(1);
    await breathe();
    expect(arrived).toEqual(["0"]);
    sender.resume();
    await breathe();
    expect(arrived).toEqual(["0", "0", "0"]);
  });

  it("takes a receiver that throws for one that does not answer, and gives up when it is told to", async () => {
    const { clock, sender, send } = kitOf(
      {},
      () => Promise.reject(new TypeError("closed")),
      (tries) => (tries < 3 ? 1_000 : null),
    );
    send(1);
    for (let round = 0; round < 3; round += 1) {
      await breathe();
      clock.advance(1_000);
    }
    await sender.settle();
    expect([sender.counts.gaveUp, sender.records()]).toMatchObject([1, [{ outcome: "gave-up", statuses: [0, 0, 0] }]]);
  });

  it("sends nothing without a target", () => {
    const { sender, send } = kitOf();
    sender.target(null);
    send(1);
    expect([sender.counts.sent, sender.underway]).toEqual([0, 0]);
  });
});
