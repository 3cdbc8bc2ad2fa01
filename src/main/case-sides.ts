import type { Bridge, CaseRules } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { Sides } from "#engine/engine-ports.ts";
import { manyHash } from "#engine/match-keys.ts";
import { ensureAffectedField } from "#flows/affected-field.ts";
import { createCaseNoteSource } from "#flows/case-notes.ts";
import { createMarkedNotes } from "#flows/marked-notes.ts";
import { createCaseTags, createCaseTagSource } from "#flows/case-tags.ts";
import { createCaseTasks, createCaseTaskSource } from "#flows/case-tasks.ts";
import { namedByAlert, type NamedByAlert } from "#flows/contacts-by-alert.ts";
import { namedByEmail, type NamedByEmail } from "#flows/contacts-by-email.ts";
import { allOf, createCases, type CaseParts, type Cases } from "#flows/cases.ts";
import { createIncidents, type Incidents } from "#flows/incidents.ts";
import { IncidentChanges } from "#flows/told-changes.ts";
import { boardSides, factSides, timelineNoteSides, timelineSides, type CaseClients } from "./told-sides.ts";
import { alertContactsOf, alertNoteSides } from "./alert-note-sides.ts";
import { newContactSides } from "./new-contact-sides.ts";
import { workSides } from "./work-sides.ts";

/** Contacts of one incident that are looked up at most. */
const MANY = 1_000;

/** Both sides of a bridge over cases. Throws `HW_CASES_NEED_CONTACTS` and vendor errors. */
export async function caseSides(clients: CaseClients, bridge: Bridge, rules: CaseRules): Promise<Sides> {
  const { highlevel, incident, parts } = clients;
  const { entity } = bridge;
  const byEmail = await emailsOf(clients, bridge, rules);
  if (entity === "new-contact") return newContactSides(clients, bridge, byEmail);
  if (entity === "alert-note") return alertNoteSides(clients, bridge, rules);
  const affectedFieldId = rules.affectedFieldId ?? (await firstLook(clients, bridge));
  const known = knownOf(clients, bridge, affectedFieldId, { byEmail, byAlert: await alertsOf(clients, bridge, rules) });
  const cases = createCases({ ...known, incidents: createIncidents(incident, rules) });
  switch (entity) {
    case "case-task":
      return { left: createCaseTasks(highlevel.tasks, bridge, parts.ports.clock), right: createCaseTaskSource(cases, bridge) };
    case "timeline":
      return timelineSides(clients, bridge, cases);
    case "case-tags":
      return tagSides(clients, bridge, rules, cases);
    case "contact-facts":
      return factSides(clients, bridge, cases);
    case "follow-up":
    case "action":
      return workSides({ highlevel, incident }, bridge, rules, known);
    case "timeline-note":
      return timelineNoteSides(clients, bridge, cases);
    case "board":
      return boardSides(clients, bridge, cases);
    case "case-note":
      return noteSides(clients, bridge, cases);
    default:
      throw new HighwireError("HW_INVARIANT", { operation: "bridge", detail: `a bridge of ${entity} has no cases` });
  }
}

/** The incidents and cases of a bridge whose field of affected contacts is known. Throws vendor errors. */
export async function casesOf(
  clients: CaseClients,
  bridge: Bridge,
  rules: CaseRules & { readonly affectedFieldId: string },
): Promise<{ readonly incidents: Incidents; readonly cases: Cases }> {
  const incidents = createIncidents(clients.incident, rules);
  const byEmail = await emailsOf(clients, bridge, rules);
  return {
    incidents,
    cases: createCases({
      ...knownOf(clients, bridge, rules.affectedFieldId, { byEmail, byAlert: await alertsOf(clients, bridge, rules) }),
      incidents,
    }),
  };
}

function knownOf(
  { parts }: CaseClients,
  { locationId }: Bridge,
  affectedFieldId: string,
  { byEmail, byAlert }: { readonly byEmail: NamedByEmail | null; readonly byAlert: NamedByAlert | null },
): Omit<CaseParts, "incidents"> {
  const ways = { ...(byEmail !== null && { byEmail }), ...(byAlert !== null && { byAlert }) };
  return { clock: parts.ports.clock, locationId, affectedFieldId, ...ways };
}

function noteSides({ highlevel, incident, parts }: CaseClients, mapping: Bridge, cases: Cases): Sides {
  const { clock, store } = parts.ports;
  const { workspaceId, id } = mapping;
  const seen = (ids: readonly string[]): ReturnType<typeof store.observedVersions> => store.observedVersions(workspaceId, id, "incident", ids);
  const isTold = async (recordId: string): Promise<boolean> => {
    const link = await store.linkOf(workspaceId, id, "incident", recordId);
    return link !== null && link.leftId !== null;
  };
  const changes = new IncidentChanges(incident, clock);
  return { left: createMarkedNotes(highlevel, mapping, "update"), right: createCaseNoteSource({ cases, changes, clock, mapping, seen, isTold }) };
}

async function tagSides({ highlevel, parts }: CaseClients, bridge: Bridge, rules: CaseRules, cases: Cases): Promise<Sides> {
  const { store } = parts.ports;
  const { workspaceId, id } = bridge;
  const fingerprint = await store.fingerprinter(workspaceId);
  const under = async (incidentId: string): Promise<ReadonlyMap<string, string>> => {
    const rows = await store.linksByKeys(workspaceId, id, "incident", [manyHash(allOf(incidentId), fingerprint)], MANY);
    return new Map(rows.flatMap(({ rightId, right }) => (rightId === null || right === null ? [] : [[rightId, right.version] as const])));
  };
  const right = createCaseTagSource({ cases, mapping: bridge, holdTag: rules.holdTag, under });
  return { left: createCaseTags(highlevel.contacts, bridge, rules), right };
}

/** Looks for affected contacts by the addresses in a text field, where the rules name one. */
async function emailsOf({ highlevel, incident, parts }: CaseClients, { left }: Bridge, { emailField }: CaseRules): Promise<NamedByEmail | null> {
  if (emailField === undefined) return null;
  const byEmail = parts.shared.contactsByEmail(left);
  return namedByEmail({ contacts: highlevel.contacts, client: incident, byEmail }, emailField);
}

/** Looks for affected contacts in the alerts of incidents, where the rules name an attribute. */
async function alertsOf(clients: CaseClients, bridge: Bridge, { alertAttribute }: CaseRules): Promise<NamedByAlert | null> {
  if (alertAttribute === undefined) return null;
  return namedByAlert(clients.incident, await alertContactsOf(clients, bridge, alertAttribute), clients.parts.ports.clock);
}

/** Finds or makes the field that names affected contacts and remembers it. */
async function firstLook({ parts, incident }: CaseClients, bridge: Bridge): Promise<string> {
  const affectedFieldId = await ensureAffectedField(incident, bridge.locationId);
  await parts.ports.store.changeBridge(bridge.workspaceId, bridge.id, (current) =>
    current.cases === null ? null : { ...current, cases: { ...current.cases, affectedFieldId } },
  );
  return affectedFieldId;
}
