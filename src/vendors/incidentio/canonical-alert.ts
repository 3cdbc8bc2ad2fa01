import { isObject } from "#lib/json.ts";
import { eventPayload } from "./event-payload.ts";
import { collected, type KeyedValue } from "./keyed-values.ts";
import { instantIn, textBelow, textIn } from "./raw-values.ts";

/** What an alert says, in the form in which values are compared. */
export type AlertValues = {
  readonly title: string | null;
  /** Markdown. */
  readonly description: string | null;
  /** `firing`, `resolved`, or a state that came later. */
  readonly status: string | null;
};

/** One alert, reduced. */
export interface CanonicalAlert {
  readonly id: string;
  readonly sourceId: string | null;
  readonly deduplicationKey: string | null;
  /** Time of change, ISO in UTC. */
  readonly version: string;
  /** When it came, ISO in UTC; null when it is not told. */
  readonly createdAt: string | null;
  readonly sourceUrl: string | null;
  /** By attribute: ids of the catalog entries that it names, and its other values as texts. */
  readonly named: Readonly<Record<string, readonly string[]>>;
  readonly texts: Readonly<Record<string, readonly string[]>>;
  readonly fields: AlertValues;
}

/** One note of an alert, reduced. */
export interface CanonicalAlertNote {
  readonly id: string;
  readonly alertId: string | null;
  readonly version: string;
  /** Id of the person who wrote it. */
  readonly authorId: string | null;
  /** Id of the key that wrote it. */
  readonly creatorKeyId: string | null;
  /** Markdown. */
  readonly fields: { readonly content: string | null };
}

type Like = Readonly<Record<string, unknown>>;

/** Reduces an alert, as reads and events show it. */
export function canonicalAlert(alert: Like & { readonly id: string }): CanonicalAlert {
  const values = attributeValues(alert["attributes"]);
  return {
    id: alert.id,
    sourceId: textIn(alert["alert_source_id"]),
    deduplicationKey: textIn(alert["deduplication_key"]),
    version: instantIn(alert["updated_at"]) ?? "",
    createdAt: instantIn(alert["created_at"]),
    sourceUrl: textIn(alert["source_url"]),
    named: collected(values, (value) => textBelow(value, "catalog_entry", "id")),
    texts: collected(values, (value) => (isObject(value["catalog_entry"]) ? null : (textIn(value["literal"]) ?? textIn(value["label"])))),
    fields: { title: textIn(alert["title"]), description: textIn(alert["description"]), status: textIn(alert["status"]) },
  };
}

/** Reduces a note of an alert. */
export function canonicalAlertNote(note: Like & { readonly id: string }): CanonicalAlertNote {
  return {
    id: note.id,
    alertId: textIn(note["alert_id"]),
    version: instantIn(note["updated_at"]) ?? "",
    authorId: textBelow(note, "creator", "user", "id"),
    creatorKeyId: textBelow(note, "creator", "api_key", "id"),
    fields: { content: textIn(note["content"]) },
  };
}

/** What an event tells of an alert: all of it, or the id alone when it is private. Null when it is about something else. */
export type ShownByAlertEvent = { readonly kind: "shown"; readonly record: CanonicalAlert } | { readonly kind: "private"; readonly id: string };

export function shownByAlertEvent(event: unknown): ShownByAlertEvent | null {
  const found = eventPayload(event, "alert", ["alert_created_v1", "alert_resolved_v1"]);
  const id = textIn(found?.payload["id"]);
  if (found === null || id === null) return null;
  return found.isPrivate ? { kind: "private", id } : { kind: "shown", record: canonicalAlert({ ...found.payload, id }) };
}

function attributeValues(raw: unknown): readonly KeyedValue[] {
  if (!Array.isArray(raw)) return [];
  return raw.flatMap((entry: unknown) => {
    const attributeId = textBelow(entry, "attribute", "id");
    if (!isObject(entry) || attributeId === null) return [];
    const many: readonly unknown[] = Array.isArray(entry["array_value"]) ? entry["array_value"] : [];
    return [...many, entry["value"]].filter(isObject).map((value) => ({ key: attributeId, value }));
  });
}
