import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { IncidentReads } from "#core/ports/incident-reads.ts";
import type { Mail } from "#core/ports/mail.ts";
import type { ShareLink, Visit } from "#core/ports/responder-store.ts";
import type { EnginePorts } from "../engine-ports.ts";
import { createDoors } from "./doors.ts";
import { look, type IncidentLook } from "./look.ts";
import { createShareLinks } from "./share-links.ts";

/** What the pages of incidents are made from. */
export interface ResponderParts {
  readonly ports: EnginePorts;
  readonly workspaceId: WorkspaceId;
  readonly incidents: IncidentReads;
  /** So many bytes that nobody can guess. */
  readonly secretBytes: (count: number) => Uint8Array;
  /** Null: no codes are mailed. */
  readonly mail: Mail | null;
  /** Addresses, in lower case, that may ask for a code although they are nobody's at incident.io. */
  readonly allowed: readonly string[];
  /** Address of our own pages; null when there is none. */
  readonly publicUrl: string | null;
}

/** Whoever looks at an incident's page. */
export type Visitor = Pick<Visit, "who" | "email" | "linkId" | "reveals">;

/** What a door gave: the text of the browser's cookie, and when it is over. */
export interface LetIn {
  readonly token: string;
  readonly expiresAt: Instant;
}

/** A share link as it is told once, when it is made; the key is kept nowhere. */
export interface MadeShareLink {
  readonly link: ShareLink;
  /** The whole address with the key in its fragment, or its path alone when no public address is set. */
  readonly address: string;
}

/** The pages of incidents, for responders: who may look, and what they see. */
export interface Responder {
  /** True when codes can be mailed. */
  readonly mailsCodes: boolean;
  /** What the page shows to this visitor, from that contact on; each look is audited. Null where there is nothing for them, whatever the reason. Throws vendor errors. */
  look(pageId: string, visitor: Visitor, from: number): Promise<IncidentLook | null>;
  /** The visit behind a cookie's text, when it is one of this page. */
  visitor(pageId: string, token: string): Promise<Visitor | null>;
  /** Lets somebody in who has proved elsewhere who they are. */
  welcome(pageId: string, visitor: Pick<Visitor, "who" | "email" | "reveals">): Promise<LetIn>;
  leave(token: string): Promise<void>;
  /** Mails a code to the address when it may come in. Answers alike and at once for every address: with the text that the asking browser keeps. */
  askForCode(pageId: string, email: string): string;
  /** Null when the code is wrong, spent or over, or was asked for in another browser. */
  enterCode(pageId: string, challenge: string, code: string): Promise<LetIn | null>;
  /** Null when the key opens nothing. */
  openLink(pageId: string, key: string): Promise<LetIn | null>;
  /** Makes a link for so many hours. Throws `HW_REQUEST_NOT_FOUND` for an incident that no bridge reads, `HW_REQUEST_INVALID`, and `HW_REQUEST_CONFLICT` for a private one. */
  share(incident: string, hours: number, who: string): Promise<MadeShareLink>;
  /** Those that still open, newest first. */
  shareLinks(): Promise<readonly ShareLink[]>;
  /** Throws `HW_REQUEST_NOT_FOUND` when there is none that still opens. */
  revokeShareLink(id: string, who: string): Promise<void>;
  /** Waits for letters that are being sent. */
  settle(): Promise<void>;
}

export function createResponder(parts: ResponderParts): Responder {
  const doors = createDoors(parts);
  return {
    ...doors,
    ...createShareLinks(parts, doors),
    mailsCodes: parts.mail !== null,
    look: (pageId, visitor, from) => look(parts, pageId, visitor, from),
  };
}
