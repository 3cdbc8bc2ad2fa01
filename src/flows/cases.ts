import { HighwireError } from "#core/errors.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Clock } from "#core/ports/clock.ts";
import { ANY } from "#core/record/names-many.ts";
import { coalesce } from "#lib/coalesce.ts";
import { must } from "#lib/must.ts";
import type { CanonicalIncident } from "#vendors/incidentio/canonical-incident.ts";
import type { NamedByAlert } from "./contacts-by-alert.ts";
import type { NamedByEmail } from "./contacts-by-email.ts";
import { goesOn, type Incidents } from "./incidents.ts";
import { KeptBriefly } from "./kept-briefly.ts";

/** A contact that an incident names as affected. */
export interface Case {
  readonly incident: CanonicalIncident;
  /** HighLevel id. */
  readonly contactId: string;
  /** As the incident's field shows it; null when it is not told. */
  readonly contactName: string | null;
  /** False when the incident no longer names the contact. */
  readonly isNamed: boolean;
  /** The incident goes on, and still names the contact. */
  readonly isOngoing: boolean;
}

/** One id for a case. */
export const caseId = ({ incident, contactId }: Pick<Case, "incident" | "contactId">): string => `${incident.id}/${contactId}`;

/** The id of many that names everything of an incident. */
export const allOf = (incidentId: string): string => `${incidentId}/${ANY}`;

/** The parts of such an id, of an id of many, or of an id that goes on behind a case's. Throws `HW_VENDOR_NOT_FOUND` for any other text. */
export function caseIdParts(id: string): { readonly incidentId: string; readonly contactId: string; readonly rest: string } {
  const [incidentId = "", contactId = "", ...rest] = id.split("/");
  if (incidentId === "" || contactId === "") throw new HighwireError("HW_VENDOR_NOT_FOUND", { operation: "case", recordId: id });
  return { incidentId, contactId, rest: rest.join("/") };
}

interface CasePage {
  readonly cases: readonly Case[];
  readonly next: string | null;
}

/** Cases, as incident.io tells them now. All methods throw vendor errors. */
export interface Cases {
  /** One page of the cases of ongoing incidents. */
  page(after: string | null, call: CallOptions): Promise<CasePage>;
  /** The cases of one incident, whatever became of it; none when it is gone or may not be told (P1). */
  ofIncident(incidentId: string, call: CallOptions): Promise<readonly Case[]>;
  /** One case; over when the incident no longer names the contact, null when the incident is gone or may not be told (P1). */
  one(incidentId: string, contactId: string, call: CallOptions): Promise<Case | null>;
  /** The ongoing cases of a contact. They may be five seconds old: many of a contact's records ask at once. */
  ofContact(contactId: string, call: CallOptions): Promise<readonly Case[]>;
  /** All ongoing cases, as they stand after the call was made: calls of one moment share a read that begins after all of them. */
  ongoing(call: CallOptions): Promise<readonly Case[]>;
  /** The cases of all incidents that have changed since, whatever became of them. */
  changedSince(since: string, call: CallOptions): Promise<readonly Case[]>;
  /** A cheap read that shows whether the connection works. */
  look(call: CallOptions): Promise<unknown>;
}

/** Calls that may share a read. */
const MANY = 1_000;

export interface CaseParts {
  readonly incidents: Incidents;
  readonly clock: Clock;
  readonly locationId: string;
  /** incident.io custom field that names affected contacts. */
  readonly affectedFieldId: string;
  /** A further way in which incidents name contacts; default none. */
  readonly byEmail?: NamedByEmail;
  /** A third way: by the alerts that hang on them. Default none. */
  readonly byAlert?: NamedByAlert;
}

export function createCases(parts: CaseParts): Cases {
  const { incidents, clock } = parts;
  const ongoingCases = new KeptBriefly<readonly Case[]>(clock);
  const casesIn = async (found: Awaited<ReturnType<Incidents["page"]>>, call: CallOptions): Promise<CasePage> => {
    const cases = await Promise.all(found.incidents.map((incident) => casesOf(parts, incident, call)));
    return { cases: cases.flat(), next: found.next };
  };
  const page: Cases["page"] = async (after, call) => casesIn(await incidents.page(after, call), call);
  const ofIncident: Cases["ofIncident"] = async (incidentId, call) => {
    const incident = await incidents.one(incidentId, call);
    return incident === null ? [] : casesOf(parts, incident, call);
  };
  const readAll = coalesce(async (calls: readonly CallOptions[]) => {
    const call = must(calls[0], "a call that waits");
    const all = await allPages((after) => page(after, call));
    return calls.map(() => all);
  }, MANY);
  return {
    page,
    ofIncident,
    ongoing: readAll,
    async one(incidentId, contactId, call) {
      const incident = await incidents.one(incidentId, call);
      if (incident === null) return null;
      const named = (await casesOf(parts, incident, call)).find((found) => found.contactId === contactId);
      return named ?? { incident, contactId, contactName: null, isNamed: false, isOngoing: false };
    },
    async ofContact(contactId, call) {
      const all = await ongoingCases.get("all", () => allPages((after) => page(after, call)));
      return all.filter((found) => found.contactId === contactId);
    },
    changedSince: (since, call) => allPages(async (after) => casesIn(await incidents.changedSince(since, after, call), call)),
    look: (call) => incidents.look(call),
  };
}

async function allPages(page: (after: string | null) => Promise<CasePage>): Promise<readonly Case[]> {
  const all: Case[] = [];
  let after: string | null = null;
  do {
    const found: CasePage = await page(after);
    all.push(...found.cases);
    after = found.next;
  } while (after !== null);
  return all;
}

/** An entry without an external id of this location is nobody in HighLevel yet; its case begins when it is. */
async function casesOf(
  { affectedFieldId, locationId, byEmail, byAlert }: CaseParts,
  incident: CanonicalIncident,
  call: CallOptions,
): Promise<readonly Case[]> {
  const prefix = `${locationId}:`;
  const names = new Map(
    (incident.named[affectedFieldId] ?? []).flatMap(({ externalId, name }) =>
      externalId?.startsWith(prefix) === true ? [[externalId.slice(prefix.length), name] as const] : [],
    ),
  );
  const others = [...((await byEmail?.contactIds(incident, call)) ?? []), ...((await byAlert?.contactIds(incident, call)) ?? [])];
  for (const contactId of others) if (!names.has(contactId)) names.set(contactId, null);
  const isOngoing = goesOn(incident.fields.statusCategory);
  return [...names].map(([contactId, contactName]) => ({ incident, contactId, contactName, isNamed: true, isOngoing }));
}
