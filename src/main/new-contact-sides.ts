import { NEW_CONTACTS, type Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import { manyHash } from "#engine/match-keys.ts";
import type { Sides } from "#engine/engine-ports.ts";
import type { NamedByEmail } from "#flows/contacts-by-email.ts";
import { createIncidents } from "#flows/incidents.ts";
import { createMadeContacts } from "#flows/made-contacts.ts";
import { createNewContactSource, recordsOfIncident } from "#flows/new-contacts.ts";
import type { CaseClients } from "./told-sides.ts";

/** Private incidents, tests and tutorials make nobody, whatever a bridge's rules say (P1). */
const neverOf = { tellsPrivate: false, tellsDrills: false };

/** Addresses in incidents that nobody has, and the contacts that are made of them. Throws `HW_REQUEST_INVALID` while no field is chosen. */
export async function newContactSides({ highlevel, incident, parts }: CaseClients, bridge: Bridge, byEmail: NamedByEmail | null): Promise<Sides> {
  if (byEmail === null)
    throw new HighwireError("HW_REQUEST_INVALID", {
      field: "emailField",
      detail: "no text field of incidents is chosen that holds e-mail addresses",
    });
  const { store } = parts.ports;
  const { workspaceId, id, cases } = bridge;
  const fingerprint = await store.fingerprinter(workspaceId);
  const source = createNewContactSource({
    incidents: createIncidents(incident, neverOf),
    byEmail,
    mapping: bridge,
    nameOf: (email) => fingerprint(`address:${email}`),
    async madeFor(incidentId) {
      const rows = await store.linksByKeys(workspaceId, id, "incident", [manyHash(recordsOfIncident(incidentId), fingerprint)]);
      return new Set(rows.flatMap(({ leftId, rightId }) => (leftId === null || rightId === null ? [] : [rightId])));
    },
    most: cases?.mostNewContacts ?? NEW_CONTACTS,
  });
  const left = createMadeContacts({ contacts: highlevel.contacts, byEmail: parts.shared.contactsByEmail(bridge.left), source, mapping: bridge });
  return { left, right: source.port };
}
