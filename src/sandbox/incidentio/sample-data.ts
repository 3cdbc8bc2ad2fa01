import type { Prng } from "../kit/prng.ts";
import { newType } from "./catalog-types.ts";
import { insertAlert } from "./alerts/alert-edits.ts";
import { insertSource } from "./alerts/alert-source-routes.ts";
import { insertIncident } from "./incident-changes.ts";
import type { IncidentState } from "./state.ts";
import { insertTimelineItem } from "./timeline/timeline-item.ts";
import { insertWork } from "./work-items/work-edits.ts";

const titles = [
  "Checkout is slow",
  "Login errors in one region",
  "Data export delayed",
  "Invoices sent twice",
  "Search returns nothing",
  "Webhooks arrive late",
] as const;
const givenNames = ["Ada", "Björn", "Chloé", "Diego", "Efua", "Farid", "Grace", "Hana", "Iwan", "Jun"] as const;
const familyNames = ["Abara", "Becker", "Castillo", "Dubois", "Eriksen", "Fujita", "García", "Haddad", "Ivanova", "Jensen"] as const;

/** Two teams, each an entry of the catalog type that powers teams. */
export function addSampleTeams(state: IncidentState): void {
  const type = newType(state, 'Custom["Team"]');
  Object.assign(type, { name: "Team", description: "Teams of the organisation", categories: ["team"], icon: "users", powersTeams: true });
  state.organisation.teams = ["Support", "Platform"].map((name, index) => {
    const entry = state.catalog.addEntry({ typeId: type.id, name, externalId: null, aliases: [name.toLowerCase()], rank: null, values: {} });
    return {
      id: state.stamps.id(),
      name,
      entryId: entry.id,
      memberIds: state.organisation.users.slice(index * 2, index * 2 + 2).map(({ id }) => id),
    };
  });
}

/** Invented incidents without events; every fifth is private, of the type for private ones. */
export function addSampleIncidents(state: IncidentState, count: number): void {
  const { severities, statuses, incidentTypes } = state.organisation;
  const usual = statuses.filter(({ category }) => category === "live" || category === "closed");
  const secret = incidentTypes.find(({ privateOnly }) => privateOnly);
  for (let index = 0; index < count; index += 1) {
    const isPrivate = index % 5 === 4;
    insertIncident(state, {
      name: isPrivate ? "Access review" : (titles[index % titles.length] ?? ""),
      severityId: state.prng.pick(severities).id,
      statusId: state.prng.pick(usual).id,
      visibility: isPrivate ? "private" : "public",
      ...(isPrivate && secret !== undefined && { typeId: secret.id }),
    });
  }
}

const followUps = [
  ["Write to everybody whose invoice came twice", "- find them by the *invoice run*\n- say when the money is back"],
  ["Warn before the queue is full", null],
  ["Sprich mit dem Support über die Wartezeiten", "Höchstens **zwei** Minuten."],
] as const;

/** A few follow-ups and actions of the public sample incidents, without events: open and done, with and without assignee. */
export function addSampleWork(state: IncidentState): void {
  const { users, followUpPriorities, followUpCategories } = state.organisation;
  const incidents = state.incidents.all().filter(({ visibility }) => visibility === "public");
  for (const [index, { id: incidentId }] of incidents.entries()) {
    const [title, description] = followUps[index % followUps.length] ?? followUps[0];
    const status = index % 3 === 2 ? "completed" : "outstanding";
    const options = index % 2 === 0 ? { priorityId: followUpPriorities[0]?.id ?? null, categoryId: followUpCategories[1]?.id ?? null } : {};
    const assigneeId = users[index % 4]?.id ?? null;
    insertWork(
      state,
      { kind: "follow-up", incidentId, title, description, status, labels: index === 0 ? ["billing"] : [], ...options },
      state.furniture,
    );
    insertWork(state, { kind: "action", incidentId, description: "Restart the workers one by one", status, assigneeId }, state.furniture);
  }
}

/** What a person wrote to the timeline of each public sample incident, and one entry from its activity log. */
export function addSampleTimeline(state: IncidentState): void {
  const { furniture: stamps } = state;
  for (const { id: incidentId, visibility, createdAt: timestamp } of state.incidents.all()) {
    if (visibility === "private") continue;
    const activityLogId = stamps.id();
    insertTimelineItem(state, { incidentId, title: "Severity set", timestamp, activityLogId }, { stamps });
    insertTimelineItem(state, { incidentId, title: "First customer wrote", description: "They see _nothing at all_.", timestamp }, { stamps });
  }
}

/** Type name that the bridge gives to contacts. */
export const CONTACT_TYPE = 'Custom["HighLevelContact"]';

/**
 * A source of alerts that reads a customer's address and entries of customers, and, beside sample incidents, a firing alert that hangs on the first
 * of them.
 */
export function addSampleAlerts(state: IncidentState): void {
  const { furniture: stamps, alerts } = state;
  const plain = { type: "String", array: false, required: false, emoji: null };
  const attribute = alerts.attributes.add({ id: stamps.id(), name: "Customer e-mail", ...plain });
  const entries = { type: CONTACT_TYPE, array: true };
  const customer = alerts.attributes.add({ id: stamps.id(), name: "Customer", ...entries, required: false, emoji: null });
  const expression = (label: string, reference: string, returns: { readonly type: string; readonly array: boolean }) => ({
    label,
    reference,
    root_reference: "payload",
    operations: [{ operation_type: "parse", parse: { returns, source: `$.metadata.${reference}` } }],
  });
  const template = {
    title: { reference: "alert.title" },
    description: { reference: "alert.description" },
    is_private: false,
    attributes: [
      { alert_attribute_id: attribute.id, binding: { value: { reference: 'expressions["email"]' } } },
      { alert_attribute_id: customer.id, binding: { array_value: [{ reference: 'expressions["customer"]' }] } },
    ],
    expressions: [expression("E-mail", "email", { type: "String", array: false }), expression("Customer", "customer", entries)],
  };
  const source = insertSource(state, "Customer signals", template, stamps);
  const incident = state.incidents.all().find(({ visibility }) => visibility === "public");
  if (incident === undefined) return;
  const event = { title: "Drei Tickets in einer Stunde", deduplication_key: "tickets", metadata: { email: "person0@example.com" } };
  const alert = insertAlert(state, source, event, stamps);
  alerts.attached.add({ id: stamps.id(), alertId: alert.id, incidentId: incident.id });
}

export interface SamplePerson {
  readonly name: string;
  readonly email: string;
  /** In E.164, from a range kept for fiction. */
  readonly phone: string;
}

/** An invented person whom no other number gives again. */
export function samplePerson(prng: Prng, number: number): SamplePerson {
  return {
    name: `${prng.pick(givenNames)} ${prng.pick(familyNames)}`,
    email: `person${String(number)}@example.com`,
    phone: `+1${String(200 + (Math.floor(number / 100) % 700))}55501${String(number % 100).padStart(2, "0")}`,
  };
}
