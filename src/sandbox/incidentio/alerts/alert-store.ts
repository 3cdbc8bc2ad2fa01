import type { CreatorKey } from "../actor.ts";
import type { Visibility } from "../incident-store.ts";
import { RowStore, type RowsSnapshot } from "../row-store.ts";
import type { AlertSource } from "./alert-source.ts";

export interface AlertAttribute {
  readonly id: string;
  readonly name: string;
  /** `String` and the like, `CatalogEntry["<type id>"]`, or the name of a catalog type. */
  readonly type: string;
  readonly array: boolean;
  readonly required: boolean;
  readonly emoji: string | null;
}

export interface StoredAlert {
  readonly id: string;
  readonly sourceId: string;
  readonly deduplicationKey: string;
  readonly title: string;
  readonly description: string | null;
  readonly sourceUrl: string | null;
  readonly visibility: Visibility;
  /** Literals by attribute id. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  status: "firing" | "resolved";
  readonly createdAt: string;
  updatedAt: string;
  resolvedAt: string | null;
}

/** An alert that hangs on an incident, as alert routes and people attach it. */
export interface IncidentAlert {
  readonly id: string;
  readonly alertId: string;
  readonly incidentId: string;
}

export interface StoredAlertNote {
  readonly id: string;
  readonly alertId: string;
  /** Markdown. */
  content: string;
  readonly creatorKey: CreatorKey;
  readonly createdAt: string;
  updatedAt: string;
  lastEditedAt: string | null;
}

/** Everything about alerts as plain data. */
export interface AlertsSnapshot {
  readonly sources: RowsSnapshot<AlertSource>;
  readonly attributes: RowsSnapshot<AlertAttribute>;
  readonly alerts: RowsSnapshot<StoredAlert>;
  readonly notes: RowsSnapshot<StoredAlertNote>;
  readonly attached: RowsSnapshot<IncidentAlert>;
}

/** Alerts, where they come from, what they say, and what is said about them. */
export class AlertStore {
  readonly sources = new RowStore<AlertSource>();
  readonly attributes = new RowStore<AlertAttribute>();
  readonly alerts = new RowStore<StoredAlert>();
  readonly notes = new RowStore<StoredAlertNote>();
  readonly attached = new RowStore<IncidentAlert>();

  snapshot(): AlertsSnapshot {
    return {
      sources: this.sources.snapshot(),
      attributes: this.attributes.snapshot(),
      alerts: this.alerts.snapshot(),
      notes: this.notes.snapshot(),
      attached: this.attached.snapshot(),
    };
  }

  restore(snapshot: AlertsSnapshot): void {
    this.sources.restore(snapshot.sources);
    this.attributes.restore(snapshot.attributes);
    this.alerts.restore(snapshot.alerts);
    this.notes.restore(snapshot.notes);
    this.attached.restore(snapshot.attached);
  }
}
