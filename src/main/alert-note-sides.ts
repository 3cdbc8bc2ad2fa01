import type { Bridge, CaseRules } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Sides } from "#engine/engine-ports.ts";
import { AlertCases } from "#flows/alert-cases.ts";
import { alertContacts, type AlertContacts } from "#flows/alert-contacts.ts";
import { createAlertNoteSource } from "#flows/alert-note-source.ts";
import { createAlertNotes } from "#flows/alert-notes.ts";
import { ContactNotes } from "#flows/contact-notes.ts";
import type { CaseClients } from "./told-sides.ts";

/** Notes of contacts that alerts name, and the notes that they make there. Throws `HW_REQUEST_INVALID` while no attribute is chosen, and vendor errors. */
export async function alertNoteSides(clients: CaseClients, bridge: Bridge, { alertAttribute }: CaseRules): Promise<Sides> {
  if (alertAttribute === undefined)
    throw new HighwireError("HW_REQUEST_INVALID", { field: "alertAttribute", detail: "no attribute of alerts is chosen that names contacts" });
  const { highlevel, incident, parts } = clients;
  const { clock } = parts.ports;
  const alerts = new AlertCases(incident, await alertContactsOf(clients, bridge, alertAttribute), clock);
  const written = createAlertNotes({ client: incident, mapping: bridge, look: (call) => alerts.look(call) });
  const notes = new ContactNotes(highlevel, clock);
  return { left: createAlertNoteSource({ client: highlevel, alerts, written, notes, mapping: bridge }), right: written.port };
}

/** Whom alerts name in this attribute. Throws `HW_REQUEST_NOT_FOUND` when alerts have none of that name, and vendor errors. */
export async function alertContactsOf(
  { highlevel, incident, parts }: CaseClients,
  { left, locationId }: Bridge,
  attribute: string,
): Promise<AlertContacts> {
  const byEmail = parts.shared.contactsByEmail(left);
  const find = (email: string, call: CallOptions): Promise<string | null> => byEmail.find(highlevel.contacts, email, call);
  return alertContacts({ client: incident, find, clock: parts.ports.clock, locationId }, attribute);
}
