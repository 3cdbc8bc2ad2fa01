import { vi } from "vitest";
import type { PlanId } from "#core/ids.ts";
import type { KeptPlan } from "#core/ports/plan-store.ts";
import { must } from "#lib/must.ts";
import type { World } from "./in-process-world.ts";

/** The kept plan once nothing is under way with it, be it ready or failed. Throws after 20 seconds. */
export async function planAtRest({ store, workspaceId }: Pick<World, "store" | "workspaceId">, id: PlanId): Promise<KeptPlan> {
  const now = async (): Promise<KeptPlan> => must(await store.keptPlan(workspaceId, id), "the plan");
  await vi.waitUntil(async () => ["ready", "failed"].includes((await now()).stage), { timeout: 20_000 });
  return now();
}
