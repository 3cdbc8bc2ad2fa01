/** A process of its own for the attack, so that making it does not slow down whoever measures. Takes one order at a time over the channel. */
import { existsSync, readdirSync } from "node:fs";
import { setPriority } from "node:os";
import { must } from "#lib/must.ts";
import { attack } from "./attacks.ts";
import type { Order } from "./orders.ts";
import { holdSockets, type Lives, type Slowness } from "./slow-sockets.ts";

const LOWEST = 19;
const THREADS = "/proc/self/task";
// A real attacker computes on machines of its own; here it must not take the processor from the server. Linux counts each thread by itself, and
// those that collect garbage have been started.
setPriority(LOWEST);
if (existsSync(THREADS)) for (const thread of readdirSync(THREADS)) setPriority(Number(thread), LOWEST);

const answer = (value: unknown): void => void must(process.send?.bind(process) ?? null, "a parent")(value);

async function obey(order: Order): Promise<void> {
  if (order.kind === "attack") return answer(await attack(order.target, order.plan));
  const endMs = performance.now() + order.forMs;
  const hold = async (kind: Slowness): Promise<readonly [Slowness, Lives]> => [
    kind,
    await holdSockets(order.target.port, { kind, count: order.sockets[kind], endMs, dribbleMs: order.dribbleMs, again: false }),
  ];
  answer(Object.fromEntries(await Promise.all((Object.keys(order.sockets) as Slowness[]).map(hold))));
}

process.on("message", (order: Order) => void obey(order));
process.on("disconnect", () => process.exit(0));
