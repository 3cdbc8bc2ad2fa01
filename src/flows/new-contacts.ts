import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import { mappedFields } from "#core/mapping/mapped-fields.ts";
import type { CallOptions, RecordsPort } from "#core/ports/records-port.ts";
import { ANY } from "#core/record/names-many.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { contentVersion } from "#vendors/highlevel/content-version.ts";
import type { CanonicalIncident } from "#vendors/incidentio/canonical-incident.ts";
import { caseIdParts } from "./cases.ts";
import type { NamedByEmail } from "./contacts-by-email.ts";
import { goesOn, type Incidents } from "./incidents.ts";
import { toldByIncidents } from "./told-by-incidents.ts";

export interface NewContactParts {
  /** Only such as may be told: nobody is made because of any other (P1). */
  readonly incidents: Incidents;
  readonly byEmail: NamedByEmail;
  readonly mapping: Pick<Bridge, "fields" | "defaultCountry">;
  /** Stands for an address in ids, which are written down where an address must not be. */
  readonly nameOf: (email: string) => string;
  /** Ids of the records of this incident for which there is a contact by now. */
  readonly madeFor: (incidentId: string) => Promise<ReadonlySet<string>>;
  /** Contacts that one incident may make. */
  readonly most: number;
}

/** Between the two parts of an id: addresses of one incident are found by what stands behind the first part. */
const OF = "of";
const idOf = (name: string, incidentId: string): string => `${name}/${OF}/${incidentId}`;

/** The id of many that names all such records of an incident. */
export const recordsOfIncident = (incidentId: string): string => idOf(ANY, incidentId);

function idParts(id: string): { readonly name: string; readonly incidentId: string } {
  const [name = "", of, incidentId = ""] = id.split("/");
  if (name === "" || of !== OF || incidentId === "") throw new HighwireError("HW_VENDOR_NOT_FOUND", { operation: "new contact", recordId: id });
  return { name, incidentId };
}

/** Addresses in incidents for which HighLevel has no contact, as incident.io's side tells them. */
export interface NewContactSource {
  readonly port: RecordsPort;
  /** The address that an id stands for; null when the incident no longer shows it. Throws vendor errors. */
  emailOf(id: string, call: CallOptions): Promise<string | null>;
}

/**
 * Whom ongoing incidents name by an address that no contact has: `<address>/of/<incident>`. One for whom a contact was made stays, and rests. Those
 * beyond what one incident may make stay alone.
 */
export function createNewContactSource(parts: NewContactParts): NewContactSource {
  const { incidents, byEmail, nameOf } = parts;
  const records = async (found: readonly CanonicalIncident[], call: CallOptions): Promise<readonly SideRecord[]> =>
    (await Promise.all(found.map((incident) => wantedIn(parts, incident, call)))).flat();
  const port = toldByIncidents({
    entity: "new contact",
    async read(id, call) {
      const incident = await incidents.one(idParts(id).incidentId, call);
      return incident === null ? null : readIn(parts, incident, id, call);
    },
    async list({ after }, call) {
      const page = await incidents.page(after, call);
      return { records: await records(page.incidents, call), next: page.next, total: null };
    },
    async members(id, call) {
      const incident = await incidents.one(caseIdParts(id).incidentId, call);
      return incident === null ? [] : records([incident], call);
    },
    look: (call) => incidents.look(call),
  });
  return {
    port,
    async emailOf(id, call) {
      const { name, incidentId } = idParts(id);
      const incident = await incidents.one(incidentId, call);
      return incident === null ? null : (byEmail.addresses(incident).find((email) => nameOf(email) === name) ?? null);
    },
  };
}

/** What ought to stand because of an incident, in the order of its addresses. */
async function wantedIn(parts: NewContactParts, incident: CanonicalIncident, call: CallOptions): Promise<readonly SideRecord[]> {
  const { byEmail, madeFor, most } = parts;
  const emails = byEmail.addresses(incident);
  if (emails.length === 0 || !goesOn(incident.fields.statusCategory)) return [];
  const made = await madeFor(incident.id);
  const unknown = await unknownOf(parts, incident, made, call);
  const allowed = new Set(unknown.slice(0, Math.max(0, most - made.size)));
  return unknown.map((email) => recordOf(parts, incident, email, !allowed.has(email)));
}

async function unknownOf(
  { byEmail, nameOf }: NewContactParts,
  incident: CanonicalIncident,
  made: ReadonlySet<string>,
  call: CallOptions,
): Promise<readonly string[]> {
  const fresh = byEmail.addresses(incident).filter((email) => !made.has(idOf(nameOf(email), incident.id)));
  const owners = await Promise.all(fresh.map((email) => byEmail.find(email, call)));
  return fresh.filter((_, index) => owners[index] === null);
}

/** One record, whatever its address has come to; null when nothing stands, or ought to stand, because of it. */
async function readIn(parts: NewContactParts, incident: CanonicalIncident, id: string, call: CallOptions): Promise<SideRecord | null> {
  const wanted = (await wantedIn(parts, incident, call)).find((record) => record.id === id);
  if (wanted !== undefined) return wanted;
  const email = parts.byEmail.addresses(incident).find((one) => idOf(parts.nameOf(one), incident.id) === id);
  if (email !== undefined && goesOn(incident.fields.statusCategory)) return recordOf(parts, incident, email, false);
  // Who was made stays, also when the address leaves the incident again.
  const isMade = (await parts.madeFor(incident.id)).has(id);
  return isMade ? { ...recordOf(parts, incident, null, false), id } : null;
}

function recordOf({ mapping, nameOf }: NewContactParts, incident: CanonicalIncident, email: string | null, isBeyond: boolean): SideRecord {
  const fields = mappedFields(mapping, () => email);
  const version = contentVersion({ ...fields, isBeyond });
  const alone = isBeyond && ({ alone: "HW_LINK_CONTACTS_BRAKE" } as const);
  return { side: "incident", id: idOf(nameOf(email ?? ""), incident.id), version, fields, counterpartId: null, rests: true, ...alone };
}
