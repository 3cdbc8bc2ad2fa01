import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import { canonicalAlert, type CanonicalAlert } from "#vendors/incidentio/canonical-alert.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import type { AlertContacts } from "./alert-contacts.ts";
import { ALERTS_PAGE, alertOf } from "./contacts-by-alert.ts";
import { KeptBriefly } from "./kept-briefly.ts";

/** A contact that an alert names. */
export interface AlertCase {
  readonly alert: CanonicalAlert;
  /** HighLevel id. */
  readonly contactId: string;
  /** As the alert calls them; null when it no longer names them. */
  readonly contactName: string | null;
  /** False when the alert no longer names the contact. */
  readonly isNamed: boolean;
  /** The alert is not resolved, and still names the contact. */
  readonly isOngoing: boolean;
}

/** One page of what alerts that go on name. */
interface AlertCasePage {
  readonly cases: readonly AlertCase[];
  readonly next: string | null;
}

/** Contacts that alerts name, as incident.io tells them now. All methods throw vendor errors. */
export class AlertCases {
  readonly #client: Pick<IncidentClient, "alerts">;
  readonly #contacts: AlertContacts;
  readonly #alerts: KeptBriefly<CanonicalAlert | null>;
  readonly #ongoing: KeptBriefly<readonly AlertCase[]>;

  constructor(client: Pick<IncidentClient, "alerts">, contacts: AlertContacts, clock: Clock) {
    this.#client = client;
    this.#contacts = contacts;
    this.#alerts = new KeptBriefly(clock);
    this.#ongoing = new KeptBriefly(clock);
  }

  /** Of alerts that go on, for a sweep: with the first one, contacts are called what they are called by now. */
  page(after: string | null, call: CallOptions): Promise<AlertCasePage> {
    if (after === null) this.#contacts.forget();
    return this.#page(after, call);
  }

  /** The first one forgets what was read of alerts before: one that is resolved is on no page. */
  async #page(after: string | null, call: CallOptions): Promise<AlertCasePage> {
    if (after === null) this.#alerts.clear();
    const { rows, next } = await this.#client.alerts.list({ status: "firing", pageSize: ALERTS_PAGE, after }, call);
    const alerts = rows.map(canonicalAlert);
    for (const alert of alerts) void this.#alerts.fresh(alert.id, () => Promise.resolve(alert));
    return { cases: (await Promise.all(alerts.map((alert) => this.#casesOf(alert, call)))).flat(), next };
  }

  /** One of them, whether its alert goes on or not; null when the alert is gone or hidden. It may be five seconds old. */
  async one(alertId: string, contactId: string, call: CallOptions): Promise<AlertCase | null> {
    const alert = await this.#alerts.get(alertId, () => alertOf(this.#client, alertId, call));
    if (alert === null) return null;
    const named = (await this.#casesOf(alert, call)).find((found) => found.contactId === contactId);
    return named ?? { alert, contactId, contactName: null, isNamed: false, isOngoing: false };
  }

  /** What ongoing alerts name a contact for. They may be five seconds old: many of a contact's records ask at once. */
  async ofContact(contactId: string, call: CallOptions): Promise<readonly AlertCase[]> {
    const all = await this.#ongoing.get("all", () => this.#all(call));
    return all.filter((found) => found.contactId === contactId);
  }

  /** A cheap read that shows whether the connection works. */
  look(call: CallOptions): Promise<unknown> {
    return this.#client.alerts.list({ pageSize: 1, after: null }, call);
  }

  async #all(call: CallOptions): Promise<readonly AlertCase[]> {
    const all: AlertCase[] = [];
    for (let after: string | null = null; ;) {
      const page: AlertCasePage = await this.#page(after, call);
      all.push(...page.cases);
      if (page.next === null) return all;
      after = page.next;
    }
  }

  async #casesOf(alert: CanonicalAlert, call: CallOptions): Promise<readonly AlertCase[]> {
    const isOngoing = alert.fields.status === "firing";
    const contacts = await this.#contacts.of(alert, call);
    return contacts.map(({ contactId, name }) => ({ alert, contactId, contactName: name, isNamed: true, isOngoing }));
  }
}
