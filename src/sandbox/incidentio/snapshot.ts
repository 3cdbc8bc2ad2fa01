import type { AlertsSnapshot } from "./alerts/alert-store.ts";
import type { KeysSnapshot } from "./api-keys.ts";
import type { StoredAttachment } from "./attachments/attachment.ts";
import type { CatalogSnapshot } from "./catalog-store.ts";
import { keptOf } from "./documented.ts";
import type { KeptSnapshot } from "../kit/kept-resources.ts";
import type { IncidentsSnapshot } from "./incident-store.ts";
import type { Organisation } from "./organisation.ts";
import type { RowsSnapshot } from "./row-store.ts";
import type { IncidentState, Quirks } from "./state.ts";
import type { StoredTimelineItem } from "./timeline/timeline-item.ts";
import type { StoredUpdate } from "./updates/incident-update.ts";
import type { StoredWork } from "./work-items/work-item.ts";

/** Everything the sandbox holds, as plain data that survives JSON. Not in it: time, rate buckets, counters, faults, events under way. */
export interface IncidentSnapshot {
  readonly random: number;
  readonly catalog: CatalogSnapshot;
  readonly incidents: IncidentsSnapshot;
  readonly followUps: RowsSnapshot<StoredWork>;
  readonly actions: RowsSnapshot<StoredWork>;
  readonly timeline: RowsSnapshot<StoredTimelineItem>;
  readonly attachments: RowsSnapshot<StoredAttachment>;
  readonly alerts: AlertsSnapshot;
  readonly updates: RowsSnapshot<StoredUpdate>;
  readonly kept: KeptSnapshot;
  readonly organisation: Organisation;
  readonly keys: KeysSnapshot;
  readonly quirks: Quirks;
}

export function takeSnapshot(state: IncidentState): IncidentSnapshot {
  return {
    random: state.prng.position,
    catalog: state.catalog.snapshot(),
    incidents: state.incidents.snapshot(),
    followUps: state.followUps.snapshot(),
    actions: state.actions.snapshot(),
    timeline: state.timeline.snapshot(),
    attachments: state.attachments.snapshot(),
    alerts: state.alerts.snapshot(),
    updates: state.updates.snapshot(),
    kept: keptOf(state).snapshot(),
    organisation: structuredClone(state.organisation),
    keys: state.keys.snapshot(),
    quirks: structuredClone(state.quirks),
  };
}

/** Puts everything back. The same calls after it give the same ids, as far as the clock allows. */
export function restoreSnapshot(state: IncidentState, snapshot: IncidentSnapshot): void {
  state.prng.moveTo(snapshot.random);
  state.catalog.restore(snapshot.catalog);
  state.incidents.restore(snapshot.incidents);
  state.followUps.restore(snapshot.followUps);
  state.actions.restore(snapshot.actions);
  state.timeline.restore(snapshot.timeline);
  state.attachments.restore(snapshot.attachments);
  state.alerts.restore(snapshot.alerts);
  state.updates.restore(snapshot.updates);
  keptOf(state).restore(snapshot.kept);
  Object.assign(state.organisation, structuredClone(snapshot.organisation));
  state.keys.restore(snapshot.keys);
  Object.assign(state.quirks, structuredClone(snapshot.quirks));
  state.catalog.keepsPast = state.quirks.listLagMs > 0;
}
