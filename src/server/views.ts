import type { BridgeView, ConnectionView, StatusView } from "#contract/status.ts";
import type { ConflictView, ContactDetail, ContactField, ContactSummary } from "#contract/contacts.ts";
import type { Bridge } from "#core/bridge.ts";
import { sameValue } from "#core/record/canonicalise.ts";
import type { ConflictRow, Connection, LinkRow } from "#core/ports/store.ts";
import { PAUSED_WITH_ALL } from "#engine/pause-all.ts";
import type { ApplicationStatus, Explanation } from "#engine/application.ts";
import { linkStatusOf } from "#core/record/link-status.ts";
import { nameIn } from "#core/record/title.ts";
import { asText, asValue } from "./values.ts";

export function toSummary(link: LinkRow): ContactSummary {
  const shown = (field: string): string | null => asText(link.left?.fields[field]) ?? asText(link.right?.fields[field]);
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
    changedAt: link.changedAt,
  };
}

export function toConflict(row: ConflictRow): ConflictView {
  return {
    id: row.id,
    contactId: row.linkId,
    kind: row.kind,
    field: row.field,
    highlevel: asValue(row.left),
    incident: asValue(row.right),
    candidates: [...row.candidates],
    openedAt: row.openedAt,
    resolved: row.resolution !== null,
  };
}

export function toDetail(explanation: Explanation, bridge: Bridge | null): ContactDetail {
  const { link, conflicts } = explanation;
  return {
    ...toSummary(link),
    bridgeName: bridge?.name ?? "",
    headline: explanation.headline,
    fields: (bridge?.fields ?? []).map((map) => toField(link, map, conflicts)),
    conflicts: conflicts.map(toConflict),
    history: explanation.steps.map(({ at, sentence, chain, entry }) => ({ id: entry.id, at, sentence, chain: [...chain], side: entry.side })),
  };
}

/** While both sides are equal, that is what was last agreed; once they differ, values are not kept, only their keyed hashes. */
function toField(link: LinkRow, map: Bridge["fields"][number], conflicts: readonly ConflictRow[]): ContactField {
  const left = link.left?.fields[map.field] ?? null;
  const right = link.right?.fields[map.field] ?? null;
  const equal = link.left !== null && link.right !== null && sameValue(left, right);
  const known = equal && link.base?.[map.field] !== undefined;
  return {
    field: map.field,
    label: map.label,
    personal: map.personal,
    direction: map.direction,
    highlevel: asValue(left),
    incident: asValue(right),
    agreed: { known, value: known ? asValue(left) : null },
    equal,
    conflictId: conflicts.find((conflict) => conflict.field === map.field)?.id ?? null,
  };
}

export const toConnection = ({ id, vendor, name, state, pausedBecause, sandbox, baseUrl }: Connection): ConnectionView => ({
  id,
  vendor,
  name,
  state,
  pausedBecause,
  sandbox,
  baseUrl,
});

export function toBridge({ bridge, counts, sweepAgeMs, backfill }: ApplicationStatus["bridges"][number]): BridgeView {
  return {
    id: bridge.id,
    name: bridge.name,
    entity: bridge.entity,
    mode: bridge.mode,
    braked: bridge.brake !== null,
    counts: { ...counts },
    sweepAgeMs: { ...sweepAgeMs },
    backfill: { ...backfill },
  };
}

export function toStatus(status: ApplicationStatus): StatusView {
  return {
    environment: environmentOf(status),
    allPaused: status.connections.some(({ pausedBecause }) => pausedBecause === PAUSED_WITH_ALL),
    connections: status.connections.map(toConnection),
    bridges: status.bridges.map(toBridge),
    quotas: status.quotas.map((quota) => ({ ...quota })),
    store: { ...status.store },
  };
}

function environmentOf(status: ApplicationStatus): StatusView["environment"] {
  const { connections, bridges } = status;
  if (connections.length === 0) return "none";
  const paused =
    connections.some(({ state }) => state === "paused") || (bridges.length > 0 && bridges.every(({ bridge }) => bridge.mode === "paused"));
  if (paused) return "paused";
  return connections.every(({ sandbox }) => sandbox) ? "sandbox" : "live";
}
