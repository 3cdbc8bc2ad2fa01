import type { Bridge } from "#core/bridge.ts";
import type { Instant, LinkId } from "#core/ids.ts";
import type { ConflictRow, Connection, IncomingEvent, IntentRow, JournalRow, LinkRow } from "#core/ports/store.ts";

/** A link row with the columns that only storage needs. */
export interface StoredLink extends LinkRow {
  fence: number;
  dirtyGeneration: number;
  leaseOwner: string | null;
  leaseUntil: Instant;
  leftKeys: readonly string[];
  rightKeys: readonly string[];
  leftSeenAt: Instant | null;
  rightSeenAt: Instant | null;
}

export interface StoredEvent extends IncomingEvent {
  readonly receivedAt: Instant;
  decision: string | null;
}

/** Everything the in-memory store holds; one value, so that a simulator can copy it. */
export interface MemoryState {
  readonly connections: Map<string, Connection>;
  readonly bridges: Map<string, Bridge>;
  readonly secrets: Map<string, string>;
  readonly events: Map<string, StoredEvent>;
  /** Unprocessed events by `connection:record`, so that a claim costs nothing for events already looked at. */
  readonly pending: Map<string, Set<StoredEvent>>;
  readonly links: Map<LinkId, StoredLink>;
  /** Link id by `bridge:side:record`. */
  readonly byRecord: Map<string, LinkId>;
  readonly intents: Map<string, IntentRow & { workspaceId: string }>;
  readonly conflicts: Map<string, ConflictRow & { workspaceId: string }>;
  readonly journal: (JournalRow & { workspaceId: string; hash: string })[];
  readonly cursors: Map<string, string>;
  readonly budgets: Map<string, unknown>;
}

export function emptyState(): MemoryState {
  return {
    connections: new Map(),
    bridges: new Map(),
    secrets: new Map(),
    events: new Map(),
    pending: new Map(),
    links: new Map(),
    byRecord: new Map(),
    intents: new Map(),
    conflicts: new Map(),
    journal: [],
    cursors: new Map(),
    budgets: new Map(),
  };
}
