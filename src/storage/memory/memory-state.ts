import type { Alert, AlertChannel, AlertRules } from "#core/alerts/alert.ts";
import type { Bridge } from "#core/bridge.ts";
import type { BridgeId, Instant, LinkId, WorkspaceId } from "#core/ids.ts";
import type { RecordedCall } from "#core/ports/activity-log.ts";
import type { MappingVersion } from "#core/ports/mapping-versions.ts";
import type { AlertMessage } from "#core/ports/alert-store.ts";
import type { SavedView } from "#core/ports/saved-views.ts";
import type { CountRow, DatedRecord, Step } from "#core/ports/dashboard-rows.ts";
import type { KeptItem, KeptPlan } from "#core/ports/plan-store.ts";
import type { DoorCode, PagedIncident, ShareLink, Visit } from "#core/ports/responder-store.ts";
import type { IntentRow } from "#core/ports/intents.ts";
import type { ConflictRow, Connection, IncomingEvent, JournalRow, LinkRow } from "#core/ports/store.ts";
import { noAccounts, type MemoryAccounts } from "./memory-account-rows.ts";
import { noWorkflows, type MemoryWorkflows } from "./memory-workflow-state.ts";

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

/** Links by id, with each bridge's dirty ones at hand: what waits is looked at far more often than what rests. */
export class LinkTable extends Map<LinkId, StoredLink> {
  readonly #dirty = new Map<BridgeId, Map<LinkId, StoredLink>>();
  /** No dirty link of the bridge may be claimed before this time. */
  readonly #notBefore = new Map<BridgeId, Instant>();

  /** A map's own constructor would fill it before its fields are there. */
  static of(links: Iterable<readonly [LinkId, StoredLink]>): LinkTable {
    const table = new LinkTable();
    for (const [id, link] of links) table.set(id, link);
    return table;
  }

  override set(id: LinkId, link: StoredLink): this {
    const dirty = this.#dirty.get(link.bridgeId) ?? new Map<LinkId, StoredLink>();
    this.#dirty.set(link.bridgeId, dirty);
    if (link.dirty) {
      dirty.set(id, link);
      this.#notBefore.set(link.bridgeId, Math.min(this.#notBefore.get(link.bridgeId) ?? Number.POSITIVE_INFINITY, readyAt(link)));
    } else dirty.delete(id);
    return super.set(id, link);
  }

  override delete(id: LinkId): boolean {
    const bridgeId = this.get(id)?.bridgeId;
    if (bridgeId !== undefined) this.#dirty.get(bridgeId)?.delete(id);
    return super.delete(id);
  }

  override clear(): void {
    this.#dirty.clear();
    this.#notBefore.clear();
    super.clear();
  }

  dirtyOf(bridgeId: BridgeId): Iterable<StoredLink> {
    return this.#dirty.get(bridgeId)?.values() ?? [];
  }

  /** When the first dirty link of each bridge that has any may be claimed. */
  *earliest(): Generator<{ readonly workspaceId: WorkspaceId; readonly bridgeId: BridgeId; readonly dueAt: Instant }> {
    for (const [bridgeId, dirty] of this.#dirty) {
      const [first] = dirty.values();
      if (first !== undefined) yield { workspaceId: first.workspaceId, bridgeId, dueAt: this.#earliestOf(bridgeId, dirty) };
    }
  }

  #earliestOf(bridgeId: BridgeId, dirty: ReadonlyMap<LinkId, StoredLink>): Instant {
    const notBefore = this.#notBefore.get(bridgeId) ?? 0;
    let earliest = Number.POSITIVE_INFINITY;
    for (const link of dirty.values()) {
      earliest = Math.min(earliest, readyAt(link));
      if (earliest <= notBefore) break;
    }
    this.#notBefore.set(bridgeId, earliest);
    return earliest;
  }
}

const readyAt = ({ dueAt, leaseUntil }: StoredLink): Instant => Math.max(dueAt ?? 0, leaseUntil);

export type Owned<Row> = Row & { readonly workspaceId: WorkspaceId };

/** What dashboards are read from, by text of their keys. */
interface MemoryDashboards {
  readonly places: Map<WorkspaceId, { readonly id: string; readonly eventsUntil: Instant }>;
  readonly counts: Map<string, Owned<CountRow & { readonly step: Step }>>;
  readonly records: Map<string, Owned<DatedRecord>>;
}

const noDashboards = (): MemoryDashboards => ({ places: new Map(), counts: new Map(), records: new Map() });

/** Everything the in-memory store holds; one value, so that a simulator can copy it. */
export interface MemoryState {
  readonly connections: Map<string, Connection>;
  readonly bridges: Map<string, Bridge>;
  readonly secrets: Map<string, string>;
  readonly events: Map<string, StoredEvent>;
  /** Unprocessed events by `connection:record`, so that a claim costs nothing for events already looked at. */
  readonly pending: Map<string, Set<StoredEvent>>;
  readonly links: LinkTable;
  /** Link id by `bridge:side:record`. */
  readonly byRecord: Map<string, LinkId>;
  readonly intents: Map<string, IntentRow & { workspaceId: string }>;
  readonly conflicts: Map<string, ConflictRow & { workspaceId: string }>;
  readonly journal: (JournalRow & { workspaceId: string; valuesHash: string; hash: string })[];
  readonly calls: (RecordedCall & { workspaceId: string })[];
  readonly choices: Map<string, string>;
  readonly cursors: Map<string, string>;
  readonly budgets: Map<string, unknown>;
  readonly views: Map<string, SavedView>;
  readonly mappings: Map<string, MappingVersion>;
  readonly plans: Map<string, KeptPlan>;
  /** In the order in which they are shown. */
  readonly planItems: Map<string, readonly KeptItem[]>;
  /** By `workspace:page`. */
  readonly incidentPages: Map<string, PagedIncident & { readonly id: string; readonly workspaceId: WorkspaceId }>;
  readonly shareLinks: Map<string, ShareLink>;
  readonly visits: Map<string, Visit>;
  readonly doorCodes: Map<string, DoorCode>;
  readonly accounts: MemoryAccounts;
  readonly dashboards: MemoryDashboards;
  readonly workflows: MemoryWorkflows;
  /** By `workspace:id`; rules by workspace, messages by `workspace:alert:channel:what`. */
  readonly alertChannels: Map<string, AlertChannel>;
  readonly alertRules: Map<string, AlertRules>;
  readonly alerts: Map<string, Alert>;
  readonly alertMessages: Map<string, AlertMessage>;
}

export function emptyState(): MemoryState {
  return {
    connections: new Map(),
    bridges: new Map(),
    secrets: new Map(),
    events: new Map(),
    pending: new Map(),
    links: new LinkTable(),
    byRecord: new Map(),
    intents: new Map(),
    conflicts: new Map(),
    journal: [],
    calls: [],
    choices: new Map(),
    cursors: new Map(),
    budgets: new Map(),
    views: new Map(),
    mappings: new Map(),
    plans: new Map(),
    planItems: new Map(),
    incidentPages: new Map(),
    shareLinks: new Map(),
    visits: new Map(),
    doorCodes: new Map(),
    accounts: noAccounts(),
    dashboards: noDashboards(),
    workflows: noWorkflows(),
    alertChannels: new Map(),
    alertRules: new Map(),
    alerts: new Map(),
    alertMessages: new Map(),
  };
}

/** A copy that shares nothing with the state; a plain clone would turn the table of links into a map. */
export function copyState(state: MemoryState): MemoryState {
  const copy = structuredClone(state);
  return { ...copy, links: LinkTable.of(copy.links) };
}

/** The row, when it belongs to this workspace. */
export function ownedBy<Row extends { readonly workspaceId: string }>(row: Row | undefined, workspaceId: WorkspaceId): Row | null {
  return row !== undefined && row.workspaceId === workspaceId ? row : null;
}
