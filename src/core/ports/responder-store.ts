import type { ConnectionId, Instant, WorkspaceId } from "../ids.ts";

/** An incident as one incident.io connection names it. */
export interface PagedIncident {
  readonly connectionId: ConnectionId;
  /** incident.io id. */
  readonly incidentId: string;
}

/** A link that opens one incident's page to whoever has it, for a while. Only the hash of its key is kept. */
export interface ShareLink {
  readonly id: string;
  readonly workspaceId: WorkspaceId;
  readonly pageId: string;
  readonly keyHash: string;
  /** Whoever made it. */
  readonly madeBy: string;
  readonly madeAt: Instant;
  readonly expiresAt: Instant;
}

/** What a door has let in: one browser, to one incident's page, until it expires. */
export interface Visit {
  readonly workspaceId: WorkspaceId;
  /** Hash of the cookie's text. */
  readonly tokenHash: string;
  readonly pageId: string;
  /** Whom the audit names: never an address (P5). */
  readonly who: string;
  /** Address that was proved; null when the door asks for none. */
  readonly email: string | null;
  /** The share link by which it came; it ends with that. */
  readonly linkId: string | null;
  /** Personal values are shown unmasked. */
  readonly reveals: boolean;
  readonly expiresAt: Instant;
}

/** A code that was mailed. It opens only in the browser that asked for it. */
export interface DoorCode {
  readonly workspaceId: WorkspaceId;
  /** Hash of the text that the asking browser holds. */
  readonly challengeHash: string;
  readonly pageId: string;
  readonly email: string;
  /** Whom the audit is to name: never an address (P5). */
  readonly who: string;
  readonly codeHash: string;
  readonly tries: number;
  readonly madeAt: Instant;
  readonly expiresAt: Instant;
}

/** What the pages of incidents need of storage: part of the `Store`. Each method is one transaction. */
export interface ResponderStore {
  /** Id of the incident's page; null when it has none. */
  incidentPage(workspaceId: WorkspaceId, incident: PagedIncident): Promise<string | null>;
  /** Gives the incident the first of these ids that is free, unless it has a page; returns the id that holds from then on. Throws `HW_INVARIANT` when none is free. */
  giveIncidentPage(workspaceId: WorkspaceId, incident: PagedIncident, ids: readonly string[]): Promise<string>;
  pagedIncident(workspaceId: WorkspaceId, pageId: string): Promise<PagedIncident | null>;

  saveShareLink(link: ShareLink): Promise<void>;
  /** Those that still open, newest first. */
  shareLinks(workspaceId: WorkspaceId, now: Instant): Promise<readonly ShareLink[]>;
  /** The link of that page with that key, while it opens. */
  shareLinkByKey(workspaceId: WorkspaceId, pageId: string, keyHash: string, now: Instant): Promise<ShareLink | null>;
  /** Ends a link then, unless it ends sooner, and with it all that came by it; false when there is none that still opens. */
  endShareLink(workspaceId: WorkspaceId, id: string, at: Instant, now: Instant): Promise<boolean>;

  saveVisit(visit: Visit): Promise<void>;
  /** The visit, while it lasts and its link opens. */
  visit(workspaceId: WorkspaceId, tokenHash: string, now: Instant): Promise<Visit | null>;
  endVisit(workspaceId: WorkspaceId, tokenHash: string): Promise<void>;

  /** False, and nothing is kept, when the address has `most` codes that still open. */
  saveDoorCode(code: DoorCode, most: number): Promise<boolean>;
  /** Counts the try. The code, spent by this, when it is the right one and was not over; else null. */
  takeDoorCode(
    workspaceId: WorkspaceId,
    challengeHash: string,
    codeHash: string,
    now: Instant,
  ): Promise<Pick<DoorCode, "pageId" | "email" | "who"> | null>;
}
