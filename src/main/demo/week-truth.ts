export type Raw = Readonly<Record<string, unknown>>;

/** The sandboxes' own truth at the end of a week, read past all limits, lags and clients of ours. */
export interface WeekTruth {
  readonly locationId: string;
  readonly contacts: readonly Raw[];
  readonly tasks: readonly Raw[];
  readonly notes: readonly Raw[];
  readonly appointments: readonly Raw[];
  readonly incidents: readonly Raw[];
  readonly followUps: readonly Raw[];
  /** By incident. */
  readonly timelines: ReadonlyMap<string, readonly Raw[]>;
  /** Attachments, by incident. */
  readonly links: ReadonlyMap<string, readonly Raw[]>;
  readonly alerts: readonly Raw[];
  readonly alertNotes: readonly Raw[];
  /** Entries of the type that tells contacts. */
  readonly contactEntries: readonly Raw[];
  /** Entries of the type that tells appointments. */
  readonly appointmentEntries: readonly Raw[];
}

/** A contact that a public incident names, or once had a task for. */
export interface FoundCase {
  readonly incidentId: string;
  readonly contactId: string;
  readonly tag: string;
  readonly since: number;
  readonly isOngoing: boolean;
}

export const ongoing: ReadonlySet<string> = new Set(["live", "paused"]);

/** All cases of a week. */
export function casesOf({ incidents, locationId }: Pick<WeekTruth, "incidents" | "locationId">): readonly FoundCase[] {
  return incidents.filter(mayBeTold).flatMap((incident) => {
    const isOngoing = ongoing.has(textBelow(incident["incident_status"], "category"));
    const common = {
      incidentId: text(incident["id"]),
      tag: `incident-${text(incident["reference"]).toLowerCase()}`,
      since: Date.parse(text(incident["created_at"])),
      isOngoing,
    };
    return affectedBy(incident, locationId).map((contactId): FoundCase => ({ ...common, contactId }));
  });
}

/** True for an incident that HighLevel may hear of. */
export const mayBeTold = ({ visibility, mode }: Raw): boolean => visibility === "public" && mode === "standard";

function affectedBy(incident: Raw, locationId: string): readonly string[] {
  const prefix = `${locationId}:`;
  const fields = rows(incident["custom_field_entries"]);
  const named = fields.flatMap((field) => rows(field["values"]).map((value) => textBelow(value["value_catalog_entry"], "external_id")));
  return [...new Set(named.filter((id) => id.startsWith(prefix)).map((id) => id.slice(prefix.length)))];
}

export const wordOf = (value: unknown): string | null => /word\d{5}/u.exec(text(value))?.[0] ?? null;

export const text = (value: unknown): string => (typeof value === "string" ? value : "");
export const textBelow = (value: unknown, key: string): string => (typeof value === "object" && value !== null ? text((value as Raw)[key]) : "");
export const rows = (value: unknown): readonly Raw[] => (Array.isArray(value) ? (value as readonly Raw[]) : []);
export const sum = <Item>(items: readonly Item[], count: (item: Item) => number): number => items.reduce((total, item) => total + count(item), 0);
