import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { heapFlags } from "../../../bin/heap.mjs";
import type { Lives, Slowness } from "./slow-sockets.ts";
import type { Met, Plan } from "./attacks.ts";
import type { Target } from "./target.ts";

/** What the attacker is told: everything at once, or one wave of slow sockets that are not opened again. */
export type Order =
  | { readonly kind: "attack"; readonly target: Target; readonly plan: Plan }
  | {
      readonly kind: "wave";
      readonly target: Target;
      readonly forMs: number;
      readonly dribbleMs: number;
      readonly sockets: Readonly<Record<Slowness, number>>;
    };
export type Answer<Given extends Order> = Given extends { readonly kind: "attack" } ? Met : Readonly<Record<Slowness, Lives>>;

/** What the server's process answers to `figures`. */
export interface ServerFigures {
  /** Honest events committed as new. */
  readonly committed: number;
  /** Resident memory, in bytes: now, and the most since it was last asked. */
  readonly rssBytes: number;
  readonly peakRssBytes: number;
}

/** A child that answers each message with one. */
export interface Child {
  ask<Reply>(message: unknown): Promise<Reply>;
  /** Ends it and waits until it is gone. */
  end(): Promise<void>;
}

/**
 * Starts what listens, and waits until it says what it has ready. Its flags are those of the product's own server: how its garbage is collected
 * decides what the slowest answers wait for.
 */
export async function startListener<Ready>(script: string): Promise<{ readonly listener: Child; readonly ready: Ready }> {
  const started = start(script, heapFlags(false));
  return { listener: childOver(started), ready: await reply<Ready>(started) };
}

/** The attacker says nothing until it is asked. */
export const startAttacker = (): Child => childOver(start("./attacker-process.ts", []));

const start = (script: string, flags: readonly string[]): ChildProcess =>
  fork(fileURLToPath(new URL(script, import.meta.url)), { execArgv: [...flags, "--disable-warning=ExperimentalWarning"] });

function childOver(started: ChildProcess): Child {
  return {
    ask<Reply>(message: unknown) {
      started.send(message as Parameters<ChildProcess["send"]>[0]);
      return reply<Reply>(started);
    },
    async end() {
      if (started.exitCode !== null || started.signalCode !== null) return;
      const gone = once(started, "exit");
      if (started.connected) started.disconnect();
      const late = setTimeout(() => started.kill("SIGKILL"), 20_000);
      await gone;
      clearTimeout(late);
    },
  };
}

function reply<Reply>(started: ChildProcess): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null): void => reject(new Error(`${String(started.spawnargs[2] ?? "the child")} ended with ${String(code)}`));
    started.once("exit", gone);
    started.once("message", (message) => {
      started.off("exit", gone);
      resolve(message as Reply);
    });
  });
}
