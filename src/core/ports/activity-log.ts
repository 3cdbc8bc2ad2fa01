import type { ErrorCode } from "../error-registry.ts";
import type { BridgeId, ConnectionId, Instant, IntentId, LinkId, WorkspaceId } from "../ids.ts";
import type { Side } from "../record/canonical.ts";
import type { IntentAction } from "./intents.ts";
import type { JournalEntry, JournalRow } from "./store.ts";

/** What people look for in the journal. */
export interface ActivityQuery {
  readonly bridgeId?: BridgeId;
  readonly linkId?: LinkId;
  readonly kinds?: readonly JournalEntry["kind"][];
  readonly side?: Side;
  readonly code?: ErrorCode;
  /** Not before. */
  readonly from?: Instant;
  /** Before. */
  readonly until?: Instant;
  /** Goes on behind this place of an earlier page. */
  readonly before?: string;
  readonly limit: number;
}

/** Newest first. `next` may be there although fewer than asked came: then most of what was looked through did not fit, and there may be more. */
export interface ActivityPage {
  readonly rows: readonly JournalRow[];
  readonly next: string | null;
}

/** One call to a vendor that was made for a link. Holds no value and no secret: bodies and queries come masked (P5). */
export interface RecordedCall {
  readonly linkId: LinkId;
  /** When it left. */
  readonly at: Instant;
  readonly durationMs: number;
  readonly vendor: "highlevel" | "incident";
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly mutating: boolean;
  /** 0 when no answer came. */
  readonly status: number;
  /** The vendor's own id of the request. */
  readonly requestId: string | null;
  /** Headers of the answer that say nothing about anybody. */
  readonly headers: Readonly<Record<string, string>>;
  /** What was sent, every value masked; null when nothing was. */
  readonly body: string | null;
}

/** What is kept of a received event. */
export interface KeptEvent {
  readonly source: "highlevel" | "incident";
  readonly eventId: string;
  readonly type: string;
  readonly recordId: string | null;
  readonly connectionId: ConnectionId;
  readonly receivedAt: Instant;
  readonly quarantine: string | null;
  readonly decision: string | null;
  /** Which key its signature fitted; null where that was not kept. */
  readonly signedBy: string | null;
  /** Null once retention or erasure has removed it. */
  readonly body: Uint8Array | null;
}

/** What is kept of a write's intent. */
export interface KeptIntent {
  readonly id: IntentId;
  readonly side: Side;
  readonly action: IntentAction;
  readonly state: string;
  readonly createdAt: Instant;
}

export interface RecentEvents {
  readonly source: KeptEvent["source"];
  readonly types: readonly string[];
  readonly limit: number;
}
export type RecentEvent = Pick<KeptEvent, "eventId" | "type" | "receivedAt" | "body">;
/** How many of the events that came last are looked through for those of a type, so that a rare type costs no walk through all that is kept. */
export const RECENT_EVENTS = 20_000;

export type EventKey = Pick<KeptEvent, "source" | "eventId">;

/** What the activity page needs of the store. Costs of a page grow with the page, not with what is kept. */
export interface ActivityLog {
  activity(workspaceId: WorkspaceId, query: ActivityQuery): Promise<ActivityPage>;
  /** One entry by its id. */
  entry(workspaceId: WorkspaceId, id: string): Promise<JournalRow | null>;
  /** Keeps calls for some days. */
  noteCalls(workspaceId: WorkspaceId, calls: readonly RecordedCall[]): Promise<void>;
  /** Calls made for a link in a time, oldest first, at most 200. */
  callsOf(workspaceId: WorkspaceId, linkId: LinkId, from: Instant, until: Instant): Promise<readonly RecordedCall[]>;
  /** How many calls were made for each of these entries: since the turn of its link before. */
  callCounts(workspaceId: WorkspaceId, entries: readonly Pick<JournalRow, "id" | "linkId" | "at">[]): Promise<ReadonlyMap<string, number>>;
  /** When events were received; those that are no longer known are left out. */
  eventTimes(workspaceId: WorkspaceId, keys: readonly EventKey[]): Promise<ReadonlyMap<string, Instant>>;
  event(workspaceId: WorkspaceId, key: EventKey): Promise<KeptEvent | null>;
  /** Sound events of these types, newest first, among those that came last. */
  recentEvents(workspaceId: WorkspaceId, query: RecentEvents): Promise<readonly RecentEvent[]>;
  /** Forgets the decision taken on an event, so that the next turn of its link is given it again. */
  undecide(workspaceId: WorkspaceId, key: EventKey): Promise<void>;
  intent(workspaceId: WorkspaceId, id: IntentId): Promise<KeptIntent | null>;
  /** Leaves parked links alone until something marks them again; links that are not parked, or that a worker holds, stay. Returns those left alone. */
  ignoreLinks(workspaceId: WorkspaceId, linkIds: readonly LinkId[], because: ErrorCode, now: Instant): Promise<readonly LinkId[]>;
}

/** Under which text `eventTimes` answers. */
export const eventKey = ({ source, eventId }: EventKey): string => `${source} ${eventId}`;

/** The event that an entry's chain begins with. */
export function eventOf({ cause }: Pick<JournalRow, "cause">): EventKey | null {
  const [, source, eventId] = /^webhook (highlevel|incident) (.+)$/su.exec(cause.find((word) => word.startsWith("webhook ")) ?? "") ?? [];
  return source === undefined || eventId === undefined ? null : { source: source as EventKey["source"], eventId };
}
