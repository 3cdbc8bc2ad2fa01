import { createHmac, timingSafeEqual } from "node:crypto";
import type { Json } from "#core/workflow/expression.ts";
import { caseEntities, listedOn, type Entity } from "#core/bridge.ts";
import type { Side } from "#core/record/canonical.ts";
import { ANY } from "#core/record/names-many.ts";
import { isObject, parseJson } from "#lib/json.ts";
import { entryMany } from "./canonical-entry.ts";
import { shownByFollowUpEvent } from "./canonical-follow-up.ts";
import { shownByIncidentEvent } from "./canonical-incident.ts";

/** 5 minutes, in milliseconds: each re-send is stamped anew (X3). */
export const INCIDENT_WINDOW_MS = 300_000;

/** A record that an event says may have changed. An id of many names all that hang on an incident. */
interface IncidentEventRecord {
  readonly side: Side;
  readonly id: string;
  readonly entity: Entity;
}

export type VerifiedIncidentEvent =
  | { readonly kind: "rejected"; readonly code: "HW_WEBHOOK_BAD_SIGNATURE" }
  | {
      readonly kind: "verified";
      readonly eventId: string;
      readonly type: string;
      readonly account: null;
      readonly signedAt: number;
      readonly records: readonly IncidentEventRecord[];
      readonly signedBy: string;
      readonly value: Json;
      readonly unusable: string | null;
    };

const rejected = { kind: "rejected", code: "HW_WEBHOOK_BAD_SIGNATURE" } as const;
/** Catalog entries of one event that are looked at again, at most. */
const MAX_ENTRIES = 500;

/** Verifies Standard Webhooks over the raw bytes: several secrets and several signatures, strict header grammar, constant time, closed on failure. */
export const incidentVerifier = {
  windowMs: INCIDENT_WINDOW_MS,
  verify(
    { headers, body }: { readonly headers: Readonly<Record<string, string | undefined>>; readonly body: Uint8Array },
    { secrets }: { readonly secrets: readonly string[] },
  ): VerifiedIncidentEvent {
    const id = headers["webhook-id"];
    const timestamp = headers["webhook-timestamp"];
    if (id === undefined || id === "" || id.length > 256 || timestamp === undefined || !/^[1-9]\d{0,11}$/u.test(timestamp)) return rejected;
    const given = signaturesIn(headers["webhook-signature"] ?? "");
    const signer = secrets.findIndex((secret) => {
      const key = keyOf(secret);
      if (key === null) return false;
      const wanted = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest();
      return given.some((signature) => signature.byteLength === wanted.byteLength && timingSafeEqual(signature, wanted));
    });
    if (signer === -1) return rejected;
    const signedBy = `signing secret ${String(signer + 1)} of ${String(secrets.length)}`;
    return { ...readEvent(id, Number(timestamp) * 1_000, body), signedBy };
  },
  records: (body: Uint8Array): readonly IncidentEventRecord[] => readEvent("", 0, body).records,
} as const;

function signaturesIn(header: string): readonly Buffer[] {
  return header.split(" ").flatMap((part) => (/^v1,[A-Za-z0-9+/]{43}=$/u.test(part) ? [Buffer.from(part.slice(3), "base64")] : []));
}

/** `whsec_` is optional; an empty key is no key. */
function keyOf(secret: string): Buffer | null {
  const key = Buffer.from(secret.replace(/^whsec_/u, ""), "base64");
  return key.byteLength === 0 ? null : key;
}

type Envelope = Omit<Extract<VerifiedIncidentEvent, { kind: "verified" }>, "signedBy">;

function readEvent(eventId: string, signedAt: number, body: Uint8Array): Envelope {
  const base = { kind: "verified", eventId, account: null, signedAt } as const;
  const parsed = parseJson(body);
  if (parsed.kind === "refused") return { ...base, type: "unknown", records: [], value: null, unusable: parsed.reason };
  if (!isObject(parsed.value) || typeof parsed.value["event_type"] !== "string")
    return { ...base, type: "unknown", records: [], value: null, unusable: "no-event-type" };
  const type = parsed.value["event_type"].slice(0, 120);
  // There is no catalog event; but an incident names the entries of its fields, so those are looked at again at once (W1), in a read of the entry alone.
  const entries = [...new Set(entriesIn(parsed.value[type]))].slice(0, MAX_ENTRIES);
  const contacts = entries.map((id): IncidentEventRecord => ({ side: "incident", id: entryMany(id), entity: "contact" }));
  return { ...base, type, records: [...contacts, ...casesIn(parsed.value), ...workIn(parsed.value)], value: parsed.value as Json, unusable: null };
}

/** Everything that hangs on the incident which an event is about. */
function casesIn(event: unknown): readonly IncidentEventRecord[] {
  const shown = shownByIncidentEvent(event);
  if (shown === null) return [];
  const incidentId = shown.kind === "private" ? shown.id : shown.record.id;
  return caseEntities.map((entity) => ({ side: listedOn[entity], id: `${incidentId}/${ANY}`, entity }));
}

/** The follow-up or action that an event is about. */
function workIn(event: unknown): readonly IncidentEventRecord[] {
  const shown = shownByFollowUpEvent(event);
  if (shown === null) return [];
  const [id, entity] = shown.kind === "private" ? [shown.id, shown.of] : [shown.record.id, shown.record.kind];
  return [{ side: "incident", id, entity }];
}

function entriesIn(payload: unknown): readonly string[] {
  if (!isObject(payload)) return [];
  const incident = isObject(payload["incident"]) ? payload["incident"] : payload;
  const fields = incident["custom_field_entries"];
  if (!Array.isArray(fields)) return [];
  return fields.flatMap((field: unknown) => {
    const values = isObject(field) ? field["values"] : null;
    return Array.isArray(values) ? values.flatMap((value: unknown) => entryId(value)) : [];
  });
}

function entryId(value: unknown): readonly string[] {
  const entry = isObject(value) ? value["value_catalog_entry"] : null;
  return isObject(entry) && typeof entry["id"] === "string" && entry["id"].length <= 64 ? [entry["id"]] : [];
}
