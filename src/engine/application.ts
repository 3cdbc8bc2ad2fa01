import type { Bridge, Entity } from "#core/bridge.ts";
import type { ErrorCode } from "#core/error-registry.ts";
import type { BridgeId, ConflictId, ConnectionId, Instant, LinkId, WorkspaceId } from "#core/ids.ts";
import type { RetentionDays } from "#core/policy/retention.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { ConflictRow, Connection, DirtyMark, JournalRow, LinkRow, Resolution, Store } from "#core/ports/store.ts";
import type { LinkCounts } from "#core/ports/store-queries.ts";
import type { ConfigDesk } from "./config/config-desk.ts";
import type { AlertDesk } from "./alerts/alert-desk.ts";
import type { FlowDesk } from "./flows/flow-desk.ts";
import type { MappingDesk } from "./mapping/mapping-desk.ts";
import type { PlanDesk } from "./plans/plan-desk.ts";
import type { Accounts } from "./accounts.ts";
import type { RuleChange } from "./change-rules.ts";
import type { Dashboards } from "./dashboards/dashboards.ts";
import type { Desk } from "./desk.ts";
import type { Checkup } from "#core/checkup.ts";
import type { StorageLook } from "./storage-look.ts";
import type { ContactOperations } from "./contact-operations.ts";
import type { OperationDesk } from "./operations/operation-desk.ts";
import type { WorkflowDesk } from "./workflow/workflow-desk.ts";
import type { Responder } from "./responder/responder.ts";
import type { ApplyResult, SyncPlan } from "#core/sync/sync-plan.ts";
import type { UndoCounts } from "#core/sync/undo-counts.ts";

/**
 * What people and programs can ask of Highwire: the server and the CLI are both thin shells over this. Made by `src/main`, which hands
 * in the vendors.
 */
export interface Application extends ContactOperations {
  readonly store: Store;
  readonly clock: Clock;
  readonly workspaceId: WorkspaceId;
  readonly ingest: Ingest;
  readonly desk: Desk;
  readonly accounts: Accounts;
  /** Reads both sides and says what a run would write; writes nothing anywhere (S4). */
  preview(bridgeId: BridgeId, options?: { readonly onProgress?: ProgressListener; readonly signal?: AbortSignal }): Promise<SyncPlan>;
  /** Carries out exactly that plan; throws `HW_PLAN_EXPIRED` when it is too old, altered, or made for another configuration. */
  apply(plan: SyncPlan, options?: { readonly onProgress?: ProgressListener; readonly signal?: AbortSignal }): Promise<ApplyResult>;
  /** What people switch on and off, each a set of bridges. */
  readonly flows: FlowDesk;
  /** How accounts and flows are configured, as one file. */
  readonly config: ConfigDesk;
  /** How many days each kind of rows is kept once it is over. */
  retention(): Promise<RetentionDays>;
  /** Changes that; what is left out stays. Throws `HW_REQUEST_INVALID`. */
  keepFor(days: Partial<RetentionDays>, who: string): Promise<RetentionDays>;
  /** Which field goes where, as people choose it. */
  readonly mappings: MappingDesk;
  /** Plans kept for people, who look at them on a page. */
  readonly plans: PlanDesk;
  /** The runs that the journal still knows, newest first. */
  runs(limit: number): Promise<readonly JournalRow[]>;
  /**
   * Takes a run back for all that nobody has changed since (A3); with `rehearse` only tells what that would be. Throws `HW_REQUEST_NOT_FOUND`, also when
   * the journal no longer goes back so far.
   */
  undo(
    planId: string,
    options?: { readonly rehearse?: boolean; readonly onProgress?: ProgressListener; readonly signal?: AbortSignal },
  ): Promise<UndoCounts>;
  /** Finds links by link id, vendor id, e-mail, phone or part of a name. At most 20. */
  find(query: string): Promise<readonly LinkRow[]>;
  /** Tells why a contact was or was not written, from the journal. Throws `HW_REQUEST_NOT_FOUND`. */
  why(query: string): Promise<Explanation>;
  /** Tells what the run of a plan wrote and what of it was taken back. Throws `HW_REQUEST_NOT_FOUND`. */
  whyRun(planId: string): Promise<RunExplanation>;
  /** Redrives parked links: all of a bridge, or one. Returns how many. */
  redrive(target: { readonly bridgeId: BridgeId } | { readonly linkId: LinkId }): Promise<number>;
  resolveConflict(id: ConflictId, resolution: Resolution, who: string): Promise<ConflictRow>;
  setBridgeMode(bridgeId: BridgeId, mode: Bridge["mode"], who: string): Promise<Bridge>;
  /** Chooses the tag that contacts on incidents carry, or none. Throws `HW_REQUEST_CONFLICT` for a bridge that puts no tags on contacts. */
  setHoldTag(bridgeId: BridgeId, tag: string | null, who: string): Promise<Bridge>;
  /** Changes a bridge's rules; what stands at the vendors follows with the next sweeps. Throws `HW_REQUEST_INVALID`. */
  changeRules(bridgeId: BridgeId, change: RuleChange, who: string): Promise<Bridge>;
  /** Lets a bridge go on after the mass-delete brake stopped it (D5). */
  releaseBrake(bridgeId: BridgeId, who: string): Promise<Bridge>;
  setConnectionState(id: ConnectionId, state: Connection["state"], who: string): Promise<Connection>;
  /** Pauses every active connection, or resumes those that this paused. Resolves with all of them. */
  pauseAll(paused: boolean, who: string): Promise<readonly Connection[]>;
  readonly dashboards: Dashboards;
  status(): Promise<ApplicationStatus>;
  /** What the store takes, who works on it, and what waits. */
  storage(): Promise<StorageLook>;
  /** Looks at everything Highwire stands on, also at the vendors. */
  doctor(): Promise<readonly Checkup[]>;
  /** What of each connection's limits is used now. */
  quotas(): Promise<ApplicationStatus["quotas"]>;
  /** The catalog of operations; null where no vendor can be reached. */
  readonly operations: OperationDesk | null;
  /** Workflows and their runs; null where no vendor can be reached. */
  readonly workflows: WorkflowDesk | null;
  /** What people are told of outside the pages; null where nothing can leave the house. */
  readonly alerts: AlertDesk | null;
  /** Pages of incidents; null where no vendor can be reached. */
  readonly responder: Responder | null;
}

export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total: number | null;
}
export type ProgressListener = (progress: Progress) => void;

export interface Explanation {
  readonly link: LinkRow;
  /** The whole answer in one sentence. */
  readonly headline: string;
  /** Newest first; each entry told as sentences, with its evidence. */
  readonly steps: readonly { readonly at: Instant; readonly sentence: string; readonly chain: readonly string[]; readonly entry: JournalRow }[];
  readonly conflicts: readonly ConflictRow[];
  /** What hangs on a contact or a task in other bridges, each in one sentence. At most 50. */
  readonly related: readonly { readonly link: LinkRow; readonly entity: Entity; readonly headline: string }[];
}

/** What a run wrote. */
export interface RunExplanation {
  readonly run: JournalRow;
  /** Writes of the run, and those by which it was taken back. */
  readonly written: number;
  readonly takenBack: number;
  /** The first 50 of both, oldest first. */
  readonly steps: Explanation["steps"];
}

export interface ApplicationStatus {
  readonly workspaceId: WorkspaceId;
  readonly connections: readonly Connection[];
  readonly bridges: readonly {
    readonly bridge: Bridge;
    readonly counts: LinkCounts;
    /** Age of the newest completed full sweep of each side, in milliseconds; null before the first. */
    readonly sweepAgeMs: { readonly highlevel: number | null; readonly incident: number | null };
    readonly backfill: { readonly state: "none" | "running" | "done"; readonly done: number; readonly total: number | null };
  }[];
  readonly quotas: readonly {
    readonly connectionId: ConnectionId;
    readonly vendor: Connection["vendor"];
    readonly used: number;
    readonly limit: number;
    readonly windowMs: number;
    readonly dayUsed: number | null;
    readonly dayLimit: number | null;
  }[];
  readonly store: { readonly kind: "embedded" | "server" | "memory"; readonly version: string; readonly fsync: boolean; readonly checksums: boolean };
}

/** The webhook door: verifies, commits, answers (X1–X4). Never throws. */
export interface Ingest {
  receive(delivery: Delivery): Promise<IngestAnswer>;
  /** Links that a kept body says to look at, through today's flows; for one whose signature was verified when it came. */
  marksOf(connection: Connection, body: Uint8Array): Promise<readonly DirtyMark[]>;
  /** Looks anew at the next event who holds an account, and which flows and workflows stand on it. */
  forgetRoutes(): void;
  /** Stops taking deliveries and waits for the commits under way. */
  close(): Promise<void>;
}

export interface Delivery {
  readonly vendor: "highlevel" | "incident";
  /** incident.io: the connection named in the route. HighLevel: null, the body names the location. */
  readonly connectionId: string | null;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

export interface IngestAnswer {
  readonly status: 200 | 401 | 404 | 413 | 415 | 429;
  readonly code: ErrorCode | null;
  readonly retryAfterSeconds?: number;
}
