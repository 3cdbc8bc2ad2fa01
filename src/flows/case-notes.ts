import type { Bridge } from "#core/bridge.ts";
import { mappedFields } from "#core/mapping/mapped-fields.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions, RecordsPort } from "#core/ports/records-port.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { digestVersion } from "#core/record/version.ts";
import { chunksOf } from "#lib/chunks-of.ts";
import { caseId, caseIdParts, type Case, type Cases } from "./cases.ts";
import { goesOn } from "./incidents.ts";
import { toldByIncidents } from "./told-by-incidents.ts";
import type { Beginning, IncidentChanges, ToldChange } from "./told-changes.ts";

type NoteMapping = Pick<Bridge, "fields" | "defaultCountry">;

/** The note with which a case begins. */
const OPENED = "opened";
/** Behind the version of a beginning that nobody saw while its case went on. */
const UNSEEN = "/unseen";
/** Seven days, in milliseconds: how long after its end a case is still looked at for what no event told. */
const LOOK_BACK_MS = 604_800_000;
/** Ids of one question. */
const MANY = 500;

export interface CaseNoteParts {
  readonly cases: Cases;
  readonly changes: IncidentChanges;
  readonly clock: Clock;
  readonly mapping: NoteMapping;
  /** Versions of this side's records as they were last seen; of what was never looked at, none. */
  readonly seen: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** Whether one of them has its note. */
  readonly isTold: (id: string) => Promise<boolean>;
}

/**
 * What cases have to say on their contacts, as incident.io's side tells it: `<incident>/<contact>/opened`, and one record for each change since then
 * by the update's id. The version of the first tells how the incident stood when the case was first seen here, and stays: what was said before that is
 * not told afterwards, not after everything here was lost either.
 */
export function createCaseNoteSource(parts: CaseNoteParts): RecordsPort {
  const { cases, clock } = parts;
  return toldByIncidents({
    entity: "note of a case",
    async read(id, call) {
      const { incidentId, contactId } = caseIdParts(id);
      const found = await cases.one(incidentId, contactId, call);
      if (found === null) return null;
      const records = await saidIn(parts, [found], call);
      const said = records.find((record) => record.id === id) ?? (await maybeTold(parts, found, id, call));
      // Whom an incident no longer names hears nothing more; what was told stays told.
      return found.isNamed || (await parts.seen([id])).has(id) ? said : null;
    },
    async list(_place, call) {
      const since = new Date(clock.now() - LOOK_BACK_MS).toISOString();
      const [ongoing, changed] = await Promise.all([cases.ongoing(call), cases.changedSince(since, call)]);
      const records = await saidIn(parts, [...ongoing, ...changed.filter(({ isOngoing }) => !isOngoing)], call);
      // What was told rests, so a sweep need not meet it.
      const told = await seenIn(
        parts,
        records.map(({ id }) => id),
      );
      return { records: records.filter(({ id }) => !told.has(id)), next: null, total: null };
    },
    members: async (id, call) => saidIn(parts, await cases.ofIncident(caseIdParts(id).incidentId, call), call),
    look: (call) => cases.look(call),
  });
}

async function seenIn({ seen }: CaseNoteParts, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const answers = await Promise.all(chunksOf(ids, MANY).map(seen));
  return new Map(answers.flatMap((versions) => [...versions]));
}

const openedId = (found: Case): string => `${caseId(found)}/${OPENED}`;

/** All that these cases have said. One that was over before it was ever seen says nothing. */
async function saidIn(parts: CaseNoteParts, found: readonly Case[], call: CallOptions): Promise<readonly SideRecord[]> {
  const began = await seenIn(parts, found.map(openedId));
  const said = found.map(async (one) => saidOf(parts, one, began.get(openedId(one)) ?? null, call));
  return (await Promise.all(said)).flat();
}

async function saidOf(parts: CaseNoteParts, found: Case, began: string | null, call: CallOptions): Promise<readonly SideRecord[]> {
  const { changes, mapping } = parts;
  const { incident, isOngoing } = found;
  const hasBegun = began !== null && (!began.endsWith(UNSEEN) || (await parts.isTold(openedId(found))));
  if (!hasBegun) return isOngoing ? [openedRecord(mapping, found, beginningVersion(await changes.now(incident, call)))] : [];
  const later = await changes.since(beginningIn(began), incident, call);
  return [openedRecord(mapping, found, began), ...later.map((change) => changeRecord(mapping, found, change))];
}

/**
 * The beginning of a case that was over before it was seen: it is not told any more. Whoever was about to tell it may have died over it, though, and then
 * the note that stands counts, and the end is told too.
 */
async function maybeTold({ changes, mapping }: CaseNoteParts, found: Case, id: string, call: CallOptions): Promise<SideRecord | null> {
  if (id !== openedId(found) || found.isOngoing) return null;
  const version = `${beginningVersion(await changes.now(found.incident, call))}${UNSEEN}`;
  return { ...openedRecord(mapping, found, version), alone: "HW_LINK_CASE_OVER" };
}

const openedRecord = (mapping: NoteMapping, found: Case, version: string): SideRecord =>
  recordOf(mapping, openedId(found), openingWords(found), version);

const beginningVersion = ({ newest, statusId, severityId }: Beginning): string => digestVersion([newest, statusId, severityId].join("/"));

function beginningIn(version: string): Beginning {
  const [newest = "", statusId = "", severityId = ""] = version.slice(digestVersion("").length).split("/");
  return { newest, statusId, severityId };
}

interface Words {
  readonly title: string;
  readonly body: string;
}

function openingWords({ incident }: Case): Words {
  const { reference, fields, severityName, statusName, permalink } = incident;
  const status = `Status: ${statusName ?? "unknown"}${severityName === null ? "" : `, severity: ${severityName}`}`;
  const what = `This contact is affected by an incident: ${fields.name ?? "without a name"}`;
  return { title: `${reference ?? "Incident"}: opened`, body: linesOf(what, status, permalink) };
}

function changeRecord(mapping: NoteMapping, found: Case, change: ToldChange): SideRecord {
  const { incident } = found;
  const { statusName, severityName, message } = change;
  const isOver = !goesOn(change.category);
  const title = `${incident.reference ?? "Incident"}: ${isOver ? "over" : statusName}`;
  const status = isOver
    ? `The incident is over: ${statusName}`
    : `Status: ${statusName}${severityName === null ? "" : `, severity: ${severityName}`}`;
  return recordOf(mapping, `${caseId(found)}/${change.id}`, { title, body: linesOf(status, message, incident.permalink) }, digestVersion(change.id));
}

const linesOf = (...lines: readonly (string | null)[]): string => lines.filter((line) => line !== null).join("\n");

/** What was said is never said otherwise, so nothing more is expected of it. */
function recordOf(mapping: NoteMapping, id: string, words: Words, version: string): SideRecord {
  const fields = mappedFields(mapping, ({ right }) => words[right as keyof Words]);
  return { side: "incident", id, version, fields, counterpartId: null, rests: true };
}
