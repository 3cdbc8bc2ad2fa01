import type { Clock } from "#core/ports/clock.ts";
import type { AffectedContact, SeenContact, SeenIncident } from "#core/ports/incident-reads.ts";
import { orNull } from "#core/ports/read-outcome.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { CanonicalIncident } from "#vendors/incidentio/canonical-incident.ts";
import type { HighLevelClient } from "#vendors/highlevel/client.ts";
import { canonicalTask } from "#vendors/highlevel/canonical-task.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import { emailIn } from "#vendors/incidentio/raw-values.ts";
import type { Cases } from "./cases.ts";
import { ContactReads } from "./contact-reads.ts";
import { goesOn, type Incidents } from "./incidents.ts";
import { KeptBriefly } from "./kept-briefly.ts";

export interface IncidentPageParts {
  readonly highlevel: Pick<HighLevelClient, "contacts" | "notes" | "appointments" | "tasks" | "users">;
  readonly incident: Pick<IncidentClient, "incidents">;
  readonly incidents: Incidents;
  readonly cases: Cases;
  readonly locationId: string;
  readonly clock: Clock;
  /** IANA name of the location's zone. */
  readonly timezone: string;
}

/** Half a minute, in milliseconds: many responders open the page at once, and each of them wants what is new. */
const KEPT_MS = 30_000;
/** Tasks that are shown, the soonest first. */
const TASKS = 5;
const person: CallOptions = { priority: "person" };

/** What one bridge over cases reads for the page of an incident. All methods throw vendor errors. */
export class IncidentPage {
  readonly #parts: IncidentPageParts;
  readonly #reads: ContactReads;
  readonly #incidents: KeptBriefly<SeenIncident | null>;
  readonly #contacts: KeptBriefly<SeenContact | null>;

  constructor(parts: IncidentPageParts) {
    const { clock, timezone, highlevel } = parts;
    this.#parts = parts;
    this.#reads = new ContactReads({ client: highlevel, clock, timezone });
    this.#incidents = new KeptBriefly(clock);
    this.#contacts = new KeptBriefly(clock, KEPT_MS);
  }

  /** Null when it is gone or may not be told (P1). Asked for by its incident.io id or by the number of its reference. */
  incident(idOrNumber: string): Promise<SeenIncident | null> {
    return this.#incidents.get(idOrNumber, async () => {
      const incident = await this.#parts.incidents.one(idOrNumber, person);
      return incident === null ? null : this.#seen(incident);
    });
  }

  /** Null when the contact is gone. */
  contact({ contactId }: AffectedContact): Promise<SeenContact | null> {
    return this.#contacts.get(contactId, () => orNull(() => this.#readContact(contactId)));
  }

  async #seen(incident: CanonicalIncident): Promise<SeenIncident> {
    const { cases, locationId } = this.#parts;
    const named = await cases.ofIncident(incident.id, person);
    return {
      id: incident.id,
      reference: incident.reference,
      name: incident.fields.name,
      status: incident.statusName,
      severity: incident.severityName,
      isOngoing: goesOn(incident.fields.statusCategory),
      isPrivate: incident.isPrivate,
      changedAt: Date.parse(incident.version),
      permalink: incident.permalink,
      members: incident.isPrivate ? await this.#members(incident.id) : [],
      contacts: named.map(({ contactId, contactName }) => ({ locationId, contactId, name: contactName })),
    };
  }

  async #members(incidentId: string): Promise<readonly string[]> {
    const { incident_role_assignments: roles } = await this.#parts.incident.incidents.show(incidentId, person);
    return (roles ?? []).flatMap(({ assignee }) => emailIn(assignee?.email) ?? []);
  }

  async #readContact(contactId: string): Promise<SeenContact> {
    const { highlevel } = this.#parts;
    const [contact, tasks, notes, nextAppointment] = await Promise.all([
      highlevel.contacts.read(contactId, person),
      highlevel.tasks.list(contactId, person),
      this.#reads.recentNotes(contactId, person),
      this.#reads.nextAppointment(contactId, person),
    ]);
    const open = tasks.map(canonicalTask).filter(({ fields }) => !fields.completed);
    const soonest = open.toSorted((one, other) => dueMs(one.fields.dueAt) - dueMs(other.fields.dueAt)).slice(0, TASKS);
    return {
      owner: await this.#reads.owner(contact["assignedTo"], person),
      tags: contact.tags ?? [],
      openTasks: soonest.map(({ fields: { title, dueAt } }) => ({
        title: title ?? "Task without a title",
        due: dueAt === null ? null : this.#reads.when(dueAt),
      })),
      notes,
      nextAppointment,
    };
  }
}

const dueMs = (dueAt: string | null): number => (dueAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(dueAt));
