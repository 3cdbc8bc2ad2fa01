import type { Bridge } from "../bridge.ts";
import type { BridgeId, ConflictId, ConnectionId, Instant, IntentId, LinkId, WorkspaceId } from "../ids.ts";
import type { AccountRows } from "./account-rows.ts";
import type { AlertStore } from "./alert-store.ts";
import type { CanonicalValue, FieldValues, Side } from "../record/canonical.ts";
import type { FieldBase } from "../sync/merge-field.ts";
import type { IntentRow, NewIntent } from "./intents.ts";
import type { ClaimedLink, ClaimRequest, Settlement, SettleResult } from "./claims.ts";
import type { CallPriority } from "./records-port.ts";
import type { ActivityLog } from "./activity-log.ts";
import type { ConflictDesk, ConflictNote } from "./conflict-desk.ts";
import type { DashboardRows } from "./dashboard-rows.ts";
import type { MappingVersions } from "./mapping-versions.ts";
import type { SavedViews } from "./saved-views.ts";
import type { PlanStore } from "./plan-store.ts";
import type { ConflictQuery, ErasedCounts, JournalQuery, LinkCounts, LinkPage, LinkQuery } from "./store-queries.ts";
import type { ResponderStore } from "./responder-store.ts";
import type { StartRun, WorkflowStore } from "./workflow-store.ts";
import type { ToldEvent } from "../workflow/run.ts";

/**
 * What the engine needs of storage. Two implementations hold the same contract suite: PostgreSQL and memory (simulator, tests).
 * Each method is one transaction. Times come from the caller's Clock, which the engine sets by `time`, the store's own; in
 * `updateBudget` the store's clock itself is the single judge (X7, X10).
 */
export interface Store extends ConflictDesk, ActivityLog, PlanStore, ResponderStore {
  // ── configuration ────────────────────────────────────────────────────────────────────────────────────────────
  saveConnection(connection: Connection): Promise<void>;
  /**
   * Changes a connection as it is at that moment; changes of one connection wait for each other, so that none is lost. Null leaves it as it is.
   * Resolves with what was saved; null when nothing was, or there is no such connection. `change` may be asked more than once.
   */
  changeConnection(workspaceId: WorkspaceId, id: ConnectionId, change: (connection: Connection) => Connection | null): Promise<Connection | null>;
  connections(workspaceId: WorkspaceId): Promise<readonly Connection[]>;
  connection(workspaceId: WorkspaceId, id: ConnectionId): Promise<Connection | null>;
  /** Finds who holds a vendor account (HighLevel location id, or incident.io connection id): X4. Reads only a directory of ids. */
  holders(vendor: Connection["vendor"], account: string): Promise<readonly { workspaceId: WorkspaceId; connectionId: ConnectionId }[]>;
  saveBridge(bridge: Bridge): Promise<void>;
  /** Changes a bridge as `changeConnection` changes a connection. */
  changeBridge(workspaceId: WorkspaceId, id: BridgeId, change: (bridge: Bridge) => Bridge | null): Promise<Bridge | null>;
  bridges(workspaceId: WorkspaceId): Promise<readonly Bridge[]>;
  bridge(workspaceId: WorkspaceId, id: BridgeId): Promise<Bridge | null>;
  workspaces(): Promise<readonly WorkspaceId[]>;

  // ── secrets (sealed by the store; AAD binds workspace, table, column, row) ───────────────────────────────────
  saveSecret(workspaceId: WorkspaceId, name: string, value: string): Promise<void>;
  secret(workspaceId: WorkspaceId, name: string): Promise<string | null>;
  /** Forgets a secret; nothing when there is none. */
  removeSecret(workspaceId: WorkspaceId, name: string): Promise<void>;
  /**
   * Runs `change` while holding the secret's cluster-wide lock (X8). What it returns is committed before the promise resolves; null
   * leaves the secret as it is. Others wait and then see the new value.
   */
  changeSecret(workspaceId: WorkspaceId, name: string, change: (value: string | null) => Promise<string | null>): Promise<string | null>;

  // ── people ──────────────────────────────────────────────────────────────────────────────────────────────────
  readonly accounts: AccountRows;

  // ── ingest ───────────────────────────────────────────────────────────────────────────────────────────────────
  /** Inserts events (unique on source and event id, repeats are ignored) and marks their links dirty, all in one durable commit (X1). */
  commitEvents(events: readonly IncomingEvent[], now: Instant): Promise<readonly ("new" | "duplicate")[]>;
  /** Marks links dirty, making rows for records never seen. Marking twice is marking once (S2). Returns how many links changed state. */
  markDirty(marks: readonly DirtyMark[], now: Instant): Promise<number>;

  // ── work ─────────────────────────────────────────────────────────────────────────────────────────────────────
  /** Bridges with a dirty link that may be claimed now, in the order of their ids from behind `after`; across workspaces, ids only (X9). */
  bridgesWithWork(
    now: Instant,
    limit: number,
    after?: BridgeId,
  ): Promise<readonly { workspaceId: WorkspaceId; bridgeId: BridgeId; dueAt: Instant }[]>;
  /** When the earliest dirty link of any bridge falls due, or null. */
  nextDueAt(): Promise<Instant | null>;
  /**
   * Claims due dirty links of one bridge: priority first, then due time. Raises the fencing token, sets the lease, and returns the rows
   * with their unfinished intents and unprocessed events (S2).
   */
  claim(request: ClaimRequest): Promise<readonly ClaimedLink[]>;
  /** Extends the lease of links still held under these fences; returns the ids still held. */
  renew(workspaceId: WorkspaceId, held: readonly { id: LinkId; fence: number }[], leaseUntil: Instant): Promise<readonly LinkId[]>;
  /** Writes intents as `pending` for links still held; links whose fence was lost get nothing (S5). Returns the ids written. */
  recordIntents(workspaceId: WorkspaceId, intents: readonly NewIntent[], now: Instant): Promise<readonly IntentId[]>;
  /** Moves intents to `sent`, immediately before their call; returns those that may go: a lost fence or a passed lease refuses (S2). */
  markSent(workspaceId: WorkspaceId, intentIds: readonly IntentId[], now: Instant): Promise<readonly IntentId[]>;
  /**
   * Creates of one bridge on one side that were sent and of whose outcome nobody knows yet, the newest first, at most 200: a record that appears there
   * may be one of them (I4).
   */
  unknownCreates(workspaceId: WorkspaceId, bridgeId: BridgeId, side: Side): Promise<readonly IntentRow[]>;
  /** Links of one bridge that have sent a write to this record of whose outcome nothing is known yet. */
  openWriters(workspaceId: WorkspaceId, bridgeId: BridgeId, side: Side, recordId: string): Promise<readonly LinkId[]>;
  /** Finishes links: everything of a settlement or, when its fence was lost, nothing (then its id is in `lost`). */
  settle(workspaceId: WorkspaceId, settlements: readonly Settlement[], now: Instant): Promise<SettleResult>;

  // ── reads ────────────────────────────────────────────────────────────────────────────────────────────────────
  link(workspaceId: WorkspaceId, id: LinkId): Promise<LinkRow | null>;
  linkOf(workspaceId: WorkspaceId, bridgeId: BridgeId, side: Side, recordId: string): Promise<LinkRow | null>;
  /** Links whose record on `side` carries one of these match-key hashes, linked or not (I1). At most `limit`, 50 unless given. */
  linksByKeys(workspaceId: WorkspaceId, bridgeId: BridgeId, side: Side, keyHashes: readonly string[], limit?: number): Promise<readonly LinkRow[]>;
  /** Last seen versions of many records at once, for sweeps (W2). */
  observedVersions(workspaceId: WorkspaceId, bridgeId: BridgeId, side: Side, recordIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /**
   * Linked records of one side that were last seen before `before`: what a full sweep did not meet. In id order, after `afterId`. Links about
   * whose loss a person was asked already, or whose delete the brake holds back, are left out (W2).
   */
  unseenSince(
    workspaceId: WorkspaceId,
    bridgeId: BridgeId,
    side: Side,
    before: Instant,
    afterId: string | null,
    limit: number,
  ): Promise<readonly string[]>;
  /** Notes that records were met by a sweep, whether or not they changed. */
  touchSeen(workspaceId: WorkspaceId, bridgeId: BridgeId, side: Side, recordIds: readonly string[], now: Instant): Promise<void>;
  listLinks(query: LinkQuery): Promise<LinkPage>;
  /**
   * Links of these bridges that belong to one of these records: one of their ids has its id as a part, as a contact's tasks and cases have, or their
   * `contactId` is it. The latest changed first, at most `most` for each.
   */
  linksNaming(workspaceId: WorkspaceId, bridgeIds: readonly BridgeId[], recordIds: readonly string[], most: number): Promise<readonly LinkRow[]>;
  /** Ids at incident.io of these bridges' links that tell of what is not over (`goesOn`), the latest changed first. Costs those, however many are over. */
  rightIdsGoingOn(workspaceId: WorkspaceId, bridgeIds: readonly BridgeId[], most: number): Promise<readonly string[]>;
  counts(workspaceId: WorkspaceId, bridgeId?: BridgeId): Promise<LinkCounts>;
  /**
   * Dirty links of a bridge that have not failed yet; with `marked`, only those that were marked for that reason, whatever came to it, and are due by
   * then: what a first load waits for. Cheap: cost grows with the dirty ones only.
   */
  dueCount(workspaceId: WorkspaceId, bridgeId: BridgeId, marked?: { readonly reason: DirtyReason; readonly by: Instant }): Promise<number>;
  conflicts(workspaceId: WorkspaceId, query: ConflictQuery): Promise<readonly ConflictRow[]>;
  conflict(workspaceId: WorkspaceId, id: ConflictId): Promise<ConflictRow | null>;
  /** Records a person's choice and marks the link dirty, due at `dueAt` or at once; false when the conflict is no longer open. */
  resolveConflict(workspaceId: WorkspaceId, id: ConflictId, resolution: Resolution, now: Instant, dueAt?: Instant): Promise<boolean>;
  journal(workspaceId: WorkspaceId, query: JournalQuery): Promise<readonly JournalRow[]>;
  /** Entries that say that a plan began to be carried out, newest first, however much else there is: all of them, or those of one plan. */
  runs(workspaceId: WorkspaceId, query: { readonly plan?: string; readonly limit: number }): Promise<readonly JournalRow[]>;
  appendJournal(workspaceId: WorkspaceId, entries: readonly JournalEntry[], now: Instant): Promise<void>;
  /**
   * Empties what is kept of these links' records: values of both sides, base, conflicts, intents, journal values, and bodies of events (P4): `everywhere`
   * of all that name one of the records, or hold one of the texts by which the person is `alsoKnownBy`, and of all runs of workflows that do, which
   * means to look through all of them; `waiting` only of those not looked at yet that are about one, and of the runs that they began. The links stay, as excluded because of `HW_LINK_ERASED`, with their ids and keyed match keys, by which the person is known and left alone; whoever holds one
   * loses it.
   */
  erase(
    workspaceId: WorkspaceId,
    linkIds: readonly LinkId[],
    bodies: "everywhere" | "waiting",
    now: Instant,
    alsoKnownBy?: readonly string[],
  ): Promise<ErasedCounts>;
  /** Walks each hash chain; returns the number of entries checked and the first that does not fit. */
  verifyJournal(workspaceId: WorkspaceId): Promise<{ readonly checked: number; readonly brokenAt: string | null }>;

  /** What people are told of outside the pages. */
  readonly alerts: AlertStore;

  /** Views of pages that people save. */
  readonly views: SavedViews;
  /** What dashboards are read from. */
  readonly dashboards: DashboardRows;
  /** Workflows and their runs. */
  readonly workflows: WorkflowStore;
  /** Mappings that bridges had before. */
  readonly mappings: MappingVersions;

  // ── small state ──────────────────────────────────────────────────────────────────────────────────────────────
  /** What people chose for the workspace as a whole, by name; null when nothing was chosen. Unlike places, it is part of a backup. */
  choice(workspaceId: WorkspaceId, name: string): Promise<string | null>;
  saveChoice(workspaceId: WorkspaceId, name: string, value: string): Promise<void>;
  cursor(workspaceId: WorkspaceId, name: string): Promise<string | null>;
  saveCursor(workspaceId: WorkspaceId, name: string, value: string | null): Promise<void>;
  /** Reads, changes and writes one rate budget under its row lock, with the store's own time. */
  updateBudget<Result>(
    key: string,
    change: (state: unknown, storeNow: Instant) => { readonly state: unknown; readonly result: Result },
  ): Promise<Result>;
  /** The store's own time: the one clock by which machines agree on what is due and whose lease is over (X10). */
  time(): Promise<Instant>;
  /** Keyed hash of a value under the workspace's key, for bases and match keys: text of 22 characters. */
  fingerprinter(workspaceId: WorkspaceId): Promise<(text: string) => string>;
  /** Calls back after commits that other parts may want to look at; a hint that may come late, twice or never. Returns the stop function. */
  listen(topics: readonly Topic[], heard: (topic: Topic, workspaceId: WorkspaceId) => void): Promise<() => Promise<void>>;
  /** True when the store answers. Never throws. */
  healthy(): Promise<boolean>;
  close(): Promise<void>;
}

/** `work`: links became due. `activity`: journal rows were added. `config`: connections or bridges changed. `plan`: a kept plan moved on. `run`: a workflow's run moved on. */
export type Topic = "work" | "activity" | "config" | "plan" | "run";

export interface Connection {
  readonly id: ConnectionId;
  readonly workspaceId: WorkspaceId;
  readonly vendor: "highlevel" | "incident";
  readonly name: string;
  /** HighLevel: the location id. incident.io: the connection's own id (webhooks arrive on a route that names it). */
  readonly account: string;
  /** How we authenticate; the credential itself is a secret named `connection:<id>:credential`. */
  readonly auth: "private-integration-token" | "oauth" | "api-key";
  /** Base URL of the vendor's API; the vendor's own unless a sandbox is meant. */
  readonly baseUrl: string;
  readonly state: "active" | "paused";
  /** Why it is paused: an error code or `by-person`. */
  readonly pausedBecause: string | null;
  /** True when `baseUrl` is a sandbox. */
  readonly sandbox: boolean;
  /** Non-secret facts learned while connecting: identity name, roles, scopes, time zone, country. */
  readonly facts: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

export interface IncomingEvent {
  readonly workspaceId: WorkspaceId;
  readonly connectionId: ConnectionId;
  readonly source: "highlevel" | "incident";
  /** The vendor's id of the event, or `sha256:<hex>` of the raw body when it has none (X3). */
  readonly eventId: string;
  readonly type: string;
  /** Vendor id of the record it is about, when known. */
  readonly recordId: string | null;
  readonly body: Uint8Array;
  /** Why it cannot be used, when it is kept in quarantine (X2). */
  readonly quarantine: string | null;
  /** Which key its signature fitted, without the key itself. Default: not known. */
  readonly signedBy?: string | null;
  /** Without keys: nothing has read the record yet. */
  readonly marks: readonly Omit<DirtyMark, "keyHashes">[];
  /** What it means to workflows; kept in the same commit, once. Default: nothing. */
  readonly workflows?: EventForWorkflows;
}

export interface EventForWorkflows {
  /** Runs that begin with it. */
  readonly start: readonly StartRun[];
  /** Ids of records that it names, at most 50, and what runs that wait for an event about one of them are told. */
  readonly names: readonly string[];
  readonly signal: ToldEvent["signal"];
}

export interface DirtyMark {
  readonly workspaceId: WorkspaceId;
  readonly bridgeId: BridgeId;
  readonly side: Side;
  readonly recordId: string;
  readonly reason: DirtyReason;
  readonly priority: CallPriority;
  /** Not before this time (settle delay); default now. */
  readonly dueAt?: Instant;
  /** Match-key hashes of the record, when the marker has just read it. */
  readonly keyHashes?: readonly string[];
}

/**
 * `hop-<n>`: writes of our own, by so many bridges in a row (E4). `again`: the last look was not the last word, because it failed, or saw
 * something that it did not settle.
 */
export type DirtyReason =
  | "webhook"
  | "sweep"
  | "backfill"
  | "person"
  | "missing"
  | "redrive"
  | "related"
  | "restore"
  | "hop-1"
  | "hop-2"
  | "hop-3"
  | "again";

/** `active`: takes part. `parked`: waits for a person. `excluded`: deliberately left alone. `unlinked`, `tombstone`: ended. */
export type LinkState = "active" | "parked" | "excluded" | "unlinked" | "tombstone";

/** Fingerprints of what both sides last agreed on, by field. */
export type Base = Readonly<Record<string, FieldBase>>;

/** Last seen state of one side's record; the values are the mapped fields only (P2). */
export interface Observation {
  readonly version: string;
  readonly fields: FieldValues;
  readonly seenAt: Instant;
}

export interface LinkRow {
  readonly id: LinkId;
  readonly workspaceId: WorkspaceId;
  readonly bridgeId: BridgeId;
  readonly leftId: string | null;
  readonly rightId: string | null;
  readonly state: LinkState;
  /** Error code that explains `parked` or `excluded`. */
  readonly because: string | null;
  readonly base: Base | null;
  readonly left: Observation | null;
  readonly right: Observation | null;
  readonly dirty: boolean;
  readonly dirtySince: Instant | null;
  readonly dirtyReasons: readonly DirtyReason[];
  readonly dueAt: Instant | null;
  readonly priority: CallPriority;
  /** Failed attempts in a row, and when the first of them was (X6). */
  readonly attempts: number;
  readonly firstFailedAt: Instant | null;
  /** Per field: when it last took a value it had held before (E3). */
  readonly flips: FlipHistory;
  readonly openConflicts: number;
  readonly linkedAt: Instant | null;
  readonly changedAt: Instant;
}

export interface FlipHistory {
  readonly [field: string]: readonly { readonly at: Instant; readonly value: string }[];
}

/** `undone`: a run's write was taken back, and which value holds is yet to be chosen (A3). `restored`: differs since a backup, and which value is newer cannot be told (I5). */
export type ConflictKind = "field" | "first-link" | "restored" | "ambiguous" | "delete-edit" | "oscillation" | "undone";

export interface NewConflict {
  readonly kind: ConflictKind;
  /** Field it is about; `*` when it is about the whole record. */
  readonly field: string;
  readonly left: CanonicalValue;
  readonly right: CanonicalValue;
  /** `open` waits for a person; `decided` keeps the losing value of a rule's decision (M1). */
  readonly state: "open" | "decided";
  readonly winner: Side | null;
  /** Record ids that came into question (I2). */
  readonly candidates: readonly string[];
}

export interface ConflictRow extends NewConflict, ConflictNote {
  readonly id: ConflictId;
  readonly linkId: LinkId;
  readonly bridgeId: BridgeId;
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
  readonly resolution: Resolution | null;
}

/** A person's choice. `value` writes that value to both; `candidate` links with that record; `keep` and `delete` answer a delete-edit. */
export type Resolution =
  | { readonly choose: "left" | "right" | "both" | "keep" | "delete" | "unlink" | "unfreeze" }
  | { readonly choose: "value"; readonly value: CanonicalValue }
  | { readonly choose: "candidate"; readonly recordId: string };

/** One line of activity and audit. `detail` names fields and ids; values live under `values`, which retention and erasure remove. */
export interface JournalEntry {
  readonly kind:
    | "write"
    | "no-write"
    | "linked"
    | "unlinked"
    | "conflict"
    | "resolved"
    | "parked"
    | "deleted"
    | "brake"
    | "config"
    | "failed"
    | "sweep"
    | "backfill"
    | "run"
    | "asked"
    | "viewed";
  readonly linkId: LinkId | null;
  readonly bridgeId: BridgeId | null;
  readonly intentId: IntentId | null;
  readonly side: Side | null;
  /** Chain back to the cause: `webhook <id>`, `sweep`, `person <who>`, `backfill`. */
  readonly cause: readonly string[];
  /** Machine-readable decision with its evidence: field names, codes, counts, ids. */
  readonly detail: Readonly<Record<string, unknown>>;
  /** Before and after of written fields. */
  readonly values: readonly { readonly field: string; readonly before: CanonicalValue; readonly after: CanonicalValue }[];
}

export interface JournalRow extends JournalEntry {
  /** Sortable; later entries of one workspace have greater ids. */
  readonly id: string;
  readonly at: Instant;
}
