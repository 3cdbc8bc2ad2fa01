import { availableParallelism, cpus, totalmem, type } from "node:os";
import { openDescribedStore } from "../session.ts";
import { withBenchServer } from "./bench-server.ts";
import type { BenchRequest } from "./figure.ts";

/** What figures depend on; nothing that tells one machine from another of its kind. */
export interface Machine {
  readonly processors: number;
  readonly processor: string;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly postgres: string;
}

export async function describeMachine(request: BenchRequest): Promise<Machine> {
  const postgres = await withBenchServer(request, async (server) => {
    const store = await openDescribedStore(await server.database("bench_machine"), { log: request.log });
    try {
      return store.describe().version;
    } finally {
      await store.close();
    }
  });
  return {
    processors: availableParallelism(),
    processor: (cpus()[0]?.model ?? "unknown").replaceAll(/\s+/gu, " ").trim(),
    memoryGb: Math.round(totalmem() / 1_073_741_824),
    system: `${type()} ${process.arch}`,
    node: process.versions.node,
    postgres,
  };
}
