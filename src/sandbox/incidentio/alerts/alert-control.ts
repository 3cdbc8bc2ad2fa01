import { must } from "#lib/must.ts";
import type { IncidentState } from "../state.ts";
import { resolveAlert, takeEvent } from "./alert-edits.ts";
import { editNote, insertNote, noteShape } from "./alert-note-routes.ts";
import { alertShape } from "./alert-shape.ts";
import type { StoredAlert, StoredAlertNote } from "./alert-store.ts";

type Shown = Readonly<Record<string, unknown>>;

/** What other systems and people do with alerts; events are sent as for any change. */
export interface AlertControl {
  /** Ids and secrets of the sources. */
  alertSources(): readonly { readonly id: string; readonly name: string; readonly secretToken: string }[];
  /** An event as the source would get it; the key is a new one unless given. Returns the id of the alert that it is about, or null for none. */
  fireAlert(sourceId: string, event: Shown & { readonly title: string }): string | null;
  resolveAlert(id: string): void;
  /** As an alert route or a person attaches it. Returns the id of the connection. */
  attachAlert(alertId: string, incidentId: string): string;
  alerts(): readonly Shown[];
  addAlertNote(alertId: string, content: string): string;
  editAlertNote(id: string, content: string): void;
  deleteAlertNote(id: string): void;
  alertNotes(alertId?: string): readonly Shown[];
}

export function alertControl(state: IncidentState): AlertControl {
  const { sources, alerts, notes, attached } = state.alerts;
  const alert = (id: string): StoredAlert => must(alerts.get(id), `alert ${id}`);
  const note = (id: string): StoredAlertNote => must(notes.get(id), `alert note ${id}`);
  return {
    alertSources: () => sources.all().map(({ id, name, secretToken }) => ({ id, name, secretToken })),
    fireAlert(sourceId, event) {
      const deduplication_key = String(event["deduplication_key"] ?? state.stamps.id());
      const source = must(sources.get(sourceId), `alert source ${sourceId}`);
      takeEvent(state, source, { status: "firing", ...event, deduplication_key });
      return alerts.all().find((row) => row.sourceId === sourceId && row.deduplicationKey === deduplication_key)?.id ?? null;
    },
    resolveAlert: (id) => resolveAlert(state, alert(id)),
    attachAlert(alertId, incidentId) {
      const incident = must(state.incidents.find(incidentId), `incident ${incidentId}`);
      return attached.add({ id: state.stamps.id(), alertId: alert(alertId).id, incidentId: incident.id }).id;
    },
    alerts: () => alerts.all().map((row) => alertShape(state, row)),
    addAlertNote: (alertId, content) => insertNote(state, { alertId: alert(alertId).id, content, creatorKey: null }).id,
    editAlertNote: (id, content) => editNote(state, note(id), content),
    deleteAlertNote: (id) => void must(notes.remove(id) ? true : null, `alert note ${id}`),
    alertNotes: (alertId) =>
      notes
        .all()
        .filter((row) => alertId === undefined || row.alertId === alertId)
        .map((row) => noteShape(state, row)),
  };
}
