import type { BridgeView, ConnectionView, StatusView } from "#contract/status.ts";
import type { ConflictView } from "#contract/contacts.ts";
import type { ConflictRow, Connection } from "#core/ports/store.ts";
import { PAUSED_WITH_ALL } from "#engine/pause-all.ts";
import type { ApplicationStatus } from "#engine/application.ts";
import { asValue } from "./values.ts";

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
