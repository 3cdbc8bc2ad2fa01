import type { ContactAround, TimelineItem } from "#contract/contact-360.ts";
import type { ConflictView, ContactDetail, ContactField, ContactSummary } from "#contract/contacts.ts";
import type { Bridge, Entity } from "#core/bridge.ts";
import type { FieldMap } from "#core/mapping/field-map.ts";
import type { ConflictRow, LinkRow } from "#core/ports/store.ts";
import type { CanonicalValue } from "#core/record/canonical.ts";
import { sameValue } from "#core/record/canonicalise.ts";
import { linkStatusOf } from "#core/record/link-status.ts";
import { mask } from "#core/record/mask.ts";
import { baseFor } from "#core/sync/merge-field.ts";
import { nameIn } from "#core/record/title.ts";
import type { Explanation } from "#engine/application.ts";
import type { IncidentsNow, OngoingIncident } from "#engine/contact-incidents.ts";
import type { HangingRecord, TimelineItem as EngineItem } from "#engine/contact-timeline.ts";
import { toConflict } from "./views.ts";
import { asText, asValue, isHidden, shownAs, type Sight } from "./values.ts";

export function toSummary(link: LinkRow, incidents: readonly OngoingIncident[] = [], sight: Sight = "masked"): ContactSummary {
  const shown = (field: "email" | "phone"): string | null => {
    const value = link.left?.fields[field] ?? link.right?.fields[field] ?? null;
    return asText(sight === "masked" ? mask(field, value) : value);
  };
  const named = (seen: LinkRow["left"]): string | null => (seen === null ? null : nameIn(seen.fields));
  return {
    id: link.id,
    name: named(link.left) ?? named(link.right),
    email: shown("email"),
    phone: shown("phone"),
    status: linkStatusOf(link),
    because: link.because,
    highlevelId: link.leftId,
    incidentId: link.rightId,
    openConflicts: link.openConflicts,
    incidents: incidents.map(({ title }) => title),
    changedAt: link.changedAt,
  };
}

/** Each with the incidents that it is on now. */
export const toSummaries = (links: readonly LinkRow[], now: IncidentsNow, sight?: Sight): ContactSummary[] =>
  links.map((link) => toSummary(link, now.get(link.leftId ?? "") ?? [], sight));

export function toDetail(explanation: Explanation, bridge: Bridge | null, now: IncidentsNow, sight: Sight): ContactDetail {
  const { link, conflicts } = explanation;
  const maps = bridge?.fields ?? [];
  return {
    ...toSummary(link, now.get(link.leftId ?? ""), sight),
    bridgeName: bridge?.name ?? "",
    headline: explanation.headline,
    fields: maps.map((map) => toField(link, map, conflicts, sight)),
    conflicts: conflicts.map((conflict) => toShownConflict(conflict, maps, sight)),
    history: explanation.steps.map(({ at, sentence, chain, entry }) => ({ id: entry.id, at, sentence, chain: [...chain], side: entry.side })),
    highlevelUrl: bridge === null || link.leftId === null ? null : pageOf(bridge.locationId, link.leftId),
    health: {
      linkedAt: link.linkedAt,
      matchedBy: matchedBy(explanation),
      seenAt: { highlevel: link.left?.seenAt ?? null, incident: link.right?.seenAt ?? null },
    },
  };
}

const pageOf = (locationId: string, contactId: string): string =>
  `https://app.gohighlevel.com/v2/location/${encodeURIComponent(locationId)}/contacts/detail/${encodeURIComponent(contactId)}`;

function matchedBy({ steps }: Explanation): string[] {
  const told = steps.find(({ entry }) => entry.kind === "linked")?.entry.detail["matchedBy"];
  return Array.isArray(told) ? (told as readonly unknown[]).map(String) : [];
}

function toShownConflict(conflict: ConflictRow, maps: readonly FieldMap[], sight: Sight): ConflictView {
  const map = maps.find(({ field }) => field === conflict.field);
  return toConflict({ ...conflict, left: shownAs(map, conflict.left, sight), right: shownAs(map, conflict.right, sight) });
}

/** While both sides are equal, that is what was last agreed; once they differ, values are not kept, only their keyed hashes. */
function toField(link: LinkRow, map: FieldMap, conflicts: readonly ConflictRow[], sight: Sight): ContactField {
  const left = link.left?.fields[map.field] ?? null;
  const right = link.right?.fields[map.field] ?? null;
  const equal = link.left !== null && link.right !== null && sameValue(left, right);
  const known = equal && baseFor(link.base, map) !== null;
  const shown = (value: CanonicalValue) => asValue(shownAs(map, value, sight));
  return {
    field: map.field,
    label: map.label,
    personal: map.personal,
    masked: isHidden(map, sight),
    direction: map.direction,
    highlevel: shown(left),
    incident: shown(right),
    agreed: { known, value: known ? shown(left) : null },
    equal,
    conflictId: conflicts.find((conflict) => conflict.field === map.field)?.id ?? null,
  };
}

export const toTimelineItem = ({ entry, entity, title, sentence, chain }: EngineItem): TimelineItem => ({
  id: entry.id,
  at: entry.at,
  kind: entry.kind,
  entity,
  title,
  sentence,
  side: entry.side,
  chain: [...chain],
});

/** Notes that are told, at most. */
const NOTES = 3;

/** What hangs on a contact now, from what its links last saw. */
export function toAround(records: readonly HangingRecord[], incidents: readonly OngoingIncident[], now: number, sight: Sight): ContactAround {
  const of = (entity: Entity): readonly HangingRecord[] => records.filter(({ bridge, link }) => bridge.entity === entity && isThere(link));
  return {
    tasks: of("task").flatMap((record) => toTask(record)),
    nextAppointment: nextOf(of("appointment"), now, sight),
    notes: of("timeline")
      .flatMap((record) => toNote(record, sight))
      .toSorted((one, other) => (other.at ?? 0) - (one.at ?? 0))
      .slice(0, NOTES),
    incidents: incidents.map((incident) => ({ ...incident })),
    links: records.map(({ link, bridge }) => ({
      id: link.id,
      entity: bridge.entity,
      flow: bridge.name,
      status: linkStatusOf(link),
      highlevelId: link.leftId,
      incidentId: link.rightId,
      changedAt: link.changedAt,
    })),
  };
}

const isThere = ({ state }: LinkRow): boolean => state !== "tombstone" && state !== "unlinked";

function valueOf({ link, bridge }: HangingRecord, field: string, sight: Sight): string | null {
  const map = bridge.fields.find((one) => one.field === field);
  const value = link.left?.fields[field] ?? link.right?.fields[field] ?? null;
  return map === undefined ? null : asText(shownAs(map, value, sight));
}

const timeOf = (text: string | null): number | null => (text === null || Number.isNaN(Date.parse(text)) ? null : Date.parse(text));

function toTask(record: HangingRecord): ContactAround["tasks"] {
  const { link, bridge, title } = record;
  if ((link.left ?? link.right)?.fields["completed"] === true || (link.left ?? link.right) === null) return [];
  const canComplete = bridge.mode === "live" && link.state === "active" && link.openConflicts === 0;
  return [{ id: link.id, title: title ?? "•••", dueAt: timeOf(valueOf(record, "dueAt", "revealed")), canComplete }];
}

function nextOf(appointments: readonly HangingRecord[], now: number, sight: Sight): ContactAround["nextAppointment"] {
  const coming = appointments.flatMap((record) => {
    const startAt = timeOf(valueOf(record, "startAt", "revealed"));
    const isOn = startAt !== null && startAt >= now && !/cancel/iu.test(valueOf(record, "status", "revealed") ?? "");
    return isOn ? [{ title: valueOf(record, "title", sight) ?? "", startAt }] : [];
  });
  return coming.toSorted((one, other) => one.startAt - other.startAt)[0] ?? null;
}

function toNote(record: HangingRecord, sight: Sight): ContactAround["notes"] {
  const id = record.link.leftId ?? "";
  if (!id.includes("/note:")) return [];
  const text = valueOf(record, "description", sight) ?? valueOf(record, "title", sight);
  return text === null ? [] : [{ id: record.link.id, text, at: timeOf(valueOf(record, "at", "revealed")) }];
}
