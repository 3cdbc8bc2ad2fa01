import type { Bridge } from "#core/bridge.ts";
import type { Instant } from "#core/ids.ts";
import type { Store } from "#core/ports/store.ts";
import type { Side } from "#core/record/canonical.ts";

/** How far the sweeps of one side have come. */
export interface SweepState {
  /** When the newest full sweep ended; null before the first. */
  readonly completedAt: Instant | null;
  /** Newest version seen, from which the next narrow sweep starts. */
  readonly watermark: string | null;
  /** When the newest one began that read everything; null before the first. */
  readonly wholeAt: Instant | null;
}

export async function readSweepState(store: Store, bridge: Bridge, side: Side): Promise<SweepState> {
  const saved = await store.cursor(bridge.workspaceId, cursorName(bridge, side));
  const none: SweepState = { completedAt: null, watermark: null, wholeAt: null };
  return saved === null ? none : { ...none, ...(JSON.parse(saved) as Partial<SweepState>) };
}

export async function saveSweepState(store: Store, bridge: Bridge, side: Side, state: SweepState): Promise<void> {
  await store.saveCursor(bridge.workspaceId, cursorName(bridge, side), JSON.stringify(state));
}

const cursorName = (bridge: Bridge, side: Side): string => `sweep:${bridge.id}:${side}`;
