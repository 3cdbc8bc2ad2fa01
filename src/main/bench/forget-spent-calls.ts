import type { Bridge } from "#core/bridge.ts";
import type { Session } from "../session.ts";

/** Of sandboxes whose limits are lifted: incident.io's headers do not tell its limits, so ours would go on counting by those that the sandbox no longer has. */
export async function forgetSpentCalls({ ports: { store } }: Session, bridges: readonly Bridge[]): Promise<void> {
  for (const { right } of bridges) await store.updateBudget(`rate:incident:${right}`, () => ({ state: null, result: null }));
}
