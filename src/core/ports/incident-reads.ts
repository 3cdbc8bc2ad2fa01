import type { ConnectionId } from "../ids.ts";
import type { PagedIncident } from "./responder-store.ts";

/** An incident as its page shows it; null in place of one that is gone or may not be told (P1). */
export interface SeenIncident {
  /** incident.io id. */
  readonly id: string;
  /** `INC-123`. */
  readonly reference: string | null;
  readonly name: string | null;
  readonly status: string | null;
  readonly severity: string | null;
  readonly isOngoing: boolean;
  readonly isPrivate: boolean;
  /** When it last changed, in milliseconds since the epoch. */
  readonly changedAt: number;
  /** Its page at incident.io. */
  readonly permalink: string | null;
  /** Of a private one: addresses, in lower case, of those who hold a role on it, which are its members as far as incident.io tells. */
  readonly members: readonly string[];
  readonly contacts: readonly AffectedContact[];
}

/** A contact that an incident names as affected. */
export interface AffectedContact {
  readonly locationId: string;
  /** HighLevel id. */
  readonly contactId: string;
  /** As the incident's field shows it. */
  readonly name: string | null;
}

/** What HighLevel knows of a contact right now. */
export interface SeenContact {
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly openTasks: readonly { readonly title: string; readonly due: string | null }[];
  /** Newest first; the last three that people wrote. */
  readonly notes: readonly { readonly when: string | null; readonly text: string }[];
  readonly nextAppointment: { readonly when: string; readonly title: string | null } | null;
}

/** What the pages of incidents read at the vendors; answers may be some seconds old. All methods throw vendor errors. */
export interface IncidentReads {
  incident(incident: PagedIncident): Promise<SeenIncident | null>;
  /** Null when the contact is gone. */
  contact(incident: PagedIncident, contact: AffectedContact): Promise<SeenContact | null>;
  /** The incident with that incident.io id or reference (`INC-123`), at whatever connection; null for none, and for one that no bridge over cases reads. */
  find(idOrReference: string): Promise<PagedIncident | null>;
  /** incident.io id of whoever has that address there and has not left; null for nobody. */
  userId(connectionId: ConnectionId, email: string): Promise<string | null>;
}
