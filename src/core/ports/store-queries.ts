import type { BridgeId, LinkId, WorkspaceId } from "../ids.ts";
import type { ConflictGroup } from "./conflict-desk.ts";
import type { JournalEntry, LinkRow } from "./store.ts";

export interface JournalQuery {
  readonly linkId?: LinkId;
  readonly kinds?: readonly JournalEntry["kind"][];
  /** Only entries with a greater id, oldest first; without it the newest come first. */
  readonly after?: string;
  readonly before?: string;
  readonly limit: number;
}

export interface ConflictQuery extends Partial<ConflictGroup> {
  readonly state: "open" | "decided" | "closed";
  readonly linkId?: LinkId;
  /** Only those that nobody has answered yet. */
  readonly unanswered?: boolean;
  readonly limit: number;
}

/** What people see in the contacts table. */
export type LinkStatus = "in-sync" | "waiting" | "conflict" | "failing" | "excluded" | "paused" | "ended";

export interface LinkQuery {
  readonly workspaceId: WorkspaceId;
  /** Only links of these bridges. */
  readonly bridgeIds?: readonly BridgeId[];
  readonly status?: LinkStatus;
  /** Only links of these HighLevel records. */
  readonly leftIds?: readonly string[];
  /** Beginnings of words of a name, e-mail, phone or id, any case, without accents; of a phone number the last digits as well. */
  readonly search?: string;
  readonly sort: "name" | "changed";
  /** Opaque place from the last page. */
  readonly after?: string;
  /** Rows passed over, for whoever jumps into the middle of a list. Default 0. */
  readonly offset?: number;
  readonly limit: number;
}

export interface LinkPage {
  readonly links: readonly LinkRow[];
  readonly next: string | null;
  readonly total: number;
  /** False: there are more than `total`. A search looks through so many rows and no more. */
  readonly isTotal: boolean;
}

export type LinkCounts = Readonly<Record<LinkStatus, number>> & { readonly total: number; readonly openConflicts: number; readonly dirty: number };

/** How much was emptied: links, bodies of events, journal entries with values. */
export interface ErasedCounts {
  readonly links: number;
  readonly events: number;
  readonly entries: number;
}
