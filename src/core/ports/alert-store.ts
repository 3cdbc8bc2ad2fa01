import type { Alert, AlertChannel, AlertKind, AlertRules } from "../alerts/alert.ts";
import type { ErrorCode } from "../error-registry.ts";
import type { Instant, WorkspaceId } from "../ids.ts";

/** `raised`: it began. `ended`: it is over; told only where the beginning was. */
export type AlertNews = "raised" | "ended";

/** One piece of news for one channel. There is at most one of each, so nobody is told twice. */
export interface AlertMessage {
  readonly alertId: string;
  readonly channelId: string;
  readonly what: AlertNews;
  /** `dropped`: it was over before anybody was told, or the channel is gone. `given-up`: the channel took nothing for a day. */
  readonly state: "waiting" | "told" | "dropped" | "given-up";
  readonly attempts: number;
  readonly madeAt: Instant;
  /** Not tried before. */
  readonly dueAt: Instant;
  readonly finishedAt: Instant | null;
  /** Why the last try failed; null when none did, or one is under way. */
  readonly code: ErrorCode | null;
}

/** How a try ended. */
export type AlertOutcome =
  | { readonly state: "told" }
  | { readonly state: "waiting"; readonly dueAt: Instant; readonly code: ErrorCode }
  | { readonly state: "given-up"; readonly code: ErrorCode };

export interface AlertClaim {
  readonly channelId: string;
  /** Only alerts of these kinds. */
  readonly kinds: readonly AlertKind[];
  readonly now: Instant;
  /** When others may try what this one has not finished by then. */
  readonly until: Instant;
  readonly limit: number;
}

/** Alerts, whom they are told, and how far that is. Each method is one transaction. */
export interface AlertStore {
  /** As they were made. */
  channels(workspaceId: WorkspaceId): Promise<readonly AlertChannel[]>;
  /** Saves what people set. How telling goes (`lastToldAt`, `failingSince`, `failure`) is kept as it is when the channel is there already. */
  saveChannel(workspaceId: WorkspaceId, channel: AlertChannel): Promise<void>;
  /** Removes a channel and drops what waits for it; false when there is none. */
  removeChannel(workspaceId: WorkspaceId, id: string, now: Instant): Promise<boolean>;
  /** Null until somebody has set them. */
  rules(workspaceId: WorkspaceId): Promise<AlertRules | null>;
  saveRules(workspaceId: WorkspaceId, rules: AlertRules): Promise<void>;

  /** Alerts that go on, oldest first. */
  open(workspaceId: WorkspaceId): Promise<readonly Alert[]>;
  /** All that are kept, newest first. */
  history(workspaceId: WorkspaceId, limit: number): Promise<readonly Alert[]>;
  messages(workspaceId: WorkspaceId, alertIds: readonly string[]): Promise<readonly AlertMessage[]>;
  /**
   * Raises alerts, ends others and notes new numbers, all at once. A cause that has an open alert gets no second one. What ended before anybody was
   * told is dropped; whoever was told, or may have been, gets the news that it is over. Resolves with what this call has begun and ended.
   */
  change(
    workspaceId: WorkspaceId,
    change: {
      readonly raise: readonly Alert[];
      readonly end: readonly string[];
      readonly recount: readonly { readonly id: string; readonly count: number }[];
    },
    now: Instant,
  ): Promise<{ readonly raised: readonly string[]; readonly ended: readonly string[] }>;
  /** Hands open alerts to channels; what was handed before, is over, or whose channel is gone, is left out. */
  hand(workspaceId: WorkspaceId, pairs: readonly { readonly alertId: string; readonly channelId: string }[], now: Instant): Promise<void>;
  /** Takes news that is due, oldest first, and counts a try of each. The end of an alert comes after its beginning. */
  claim(workspaceId: WorkspaceId, claim: AlertClaim): Promise<readonly { readonly message: AlertMessage; readonly alert: Alert }[]>;
  /** Notes how a try ended, on the message and on its channel; nothing when another try has begun since. */
  finish(workspaceId: WorkspaceId, message: AlertMessage, outcome: AlertOutcome, now: Instant): Promise<void>;
}
