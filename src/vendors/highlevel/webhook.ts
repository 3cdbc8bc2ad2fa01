import { createHash, createPublicKey, verify, type KeyObject } from "node:crypto";
import type { Entity } from "#core/bridge.ts";
import type { Json } from "#core/workflow/expression.ts";
import { ANY } from "#core/record/names-many.ts";
import { isMarked } from "#core/text/marker-line.ts";
import { isObject, parseJson } from "#lib/json.ts";
import { shownByNoteEvent } from "./canonical-note.ts";
import { taskNames } from "./task-record-id.ts";

/** HighLevel's Ed25519 key for all apps, SPKI in base64 (facts, section 8: seen in ten public verifiers; overridable). */
export const highlevelPublicKey = "MCowBQYDK2VwAyEAi2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg=";
/** 90 minutes, in milliseconds: HighLevel's own re-sends keep the old timestamp (X3). */
export const HIGHLEVEL_WINDOW_MS = 5_400_000;

/** A record that an event says may have changed. An id of many names it on each incident that names its contact. */
interface HighLevelRecord {
  readonly side: "highlevel";
  readonly id: string;
  readonly entity: Entity;
}

export type VerifiedHighLevelEvent =
  | { readonly kind: "rejected"; readonly code: "HW_WEBHOOK_BAD_SIGNATURE" }
  | {
      readonly kind: "verified";
      readonly eventId: string | null;
      readonly type: string;
      readonly account: string | null;
      readonly signedAt: number | null;
      readonly records: readonly HighLevelRecord[];
      readonly signedBy: string;
      readonly value: Json;
      readonly unusable: string | null;
    };

/** Events by what they are about, in the vendor's words. Whatever happens to an opportunity comes as its update too (facts, section 8). */
export const eventTypes = {
  contact: ["ContactCreate", "ContactUpdate", "ContactDelete", "ContactTagUpdate", "ContactDndUpdate"],
  task: ["TaskCreate", "TaskComplete", "TaskDelete"],
  note: ["NoteCreate", "NoteUpdate", "NoteDelete"],
  appointment: ["AppointmentCreate", "AppointmentUpdate", "AppointmentDelete"],
  opportunity: ["OpportunityUpdate"],
} as const;
const contactEvents: ReadonlySet<string> = new Set(eventTypes.contact);
const taskEvents: ReadonlySet<string> = new Set(eventTypes.task);
const noteEvents: ReadonlySet<string> = new Set(eventTypes.note);
const appointmentEvents: ReadonlySet<string> = new Set(eventTypes.appointment);
const rejected = { kind: "rejected", code: "HW_WEBHOOK_BAD_SIGNATURE" } as const;

/** Verifies HighLevel events over the raw bytes with Ed25519; no key, no header or anything odd in it means refused. */
export function createHighLevelVerifier(publicKeys: readonly string[]): {
  readonly windowMs: number;
  verify(delivery: { readonly headers: Readonly<Record<string, string | undefined>>; readonly body: Uint8Array }): VerifiedHighLevelEvent;
  records(body: Uint8Array): readonly HighLevelRecord[];
} {
  let keys = publicKeys.map((text) => ({
    name: nameOf(text),
    key: createPublicKey({ key: Buffer.from(text, "base64"), format: "der", type: "spki" }),
  }));
  return {
    windowMs: HIGHLEVEL_WINDOW_MS,
    verify({ headers, body }) {
      const signature = strictSignature(headers["x-ghl-signature"]);
      const signer = signature === null ? undefined : keys.find(({ key }) => isSigned(key, body, signature));
      if (signer === undefined) return rejected;
      // Verifying is the dearest step of ingest: the key that signed last is tried first.
      if (signer !== keys[0]) keys = [signer, ...keys.filter((key) => key !== signer)];
      return { ...readEnvelope(body), signedBy: signer.name };
    },
    records: (body) => readEnvelope(body).records,
  };
}

/** A public key by the beginning of its digest, or as HighLevel's own. */
const nameOf = (key: string): string =>
  key === highlevelPublicKey ? "HighLevel's public key" : `public key ${createHash("sha256").update(key).digest("hex").slice(0, 12)}`;

/** 64 bytes in plain base64. The literal `N/A` of unsigned deliveries, lists and URL-safe alphabets are refused. */
function strictSignature(header: string | undefined): Buffer | null {
  if (header === undefined || !/^[A-Za-z0-9+/]{86}==$/u.test(header)) return null;
  return Buffer.from(header, "base64");
}

function isSigned(key: KeyObject, body: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify(null, body, key, signature);
  } catch {
    return false;
  }
}

type Envelope = Omit<Extract<VerifiedHighLevelEvent, { kind: "verified" }>, "signedBy">;

function readEnvelope(body: Uint8Array): Envelope {
  const parsed = parseJson(body);
  const empty = { kind: "verified", eventId: null, type: "unknown", account: null, signedAt: null, records: [], value: null } as const;
  if (parsed.kind === "refused") return { ...empty, account: accountIn(body), unusable: parsed.reason };
  if (!isObject(parsed.value)) return { ...empty, unusable: "not-an-object" };
  const event = parsed.value;
  const type = textIn(event, "type") ?? "unknown";
  const at = Date.parse(textIn(event, "timestamp") ?? "");
  return {
    kind: "verified",
    eventId: textIn(event, "webhookId"),
    type,
    account: textIn(event, "locationId"),
    signedAt: Number.isNaN(at) ? null : at,
    records: recordsIn(event, type),
    value: event as Json,
    unusable: null,
  };
}

function recordsIn(event: Readonly<Record<string, unknown>>, type: string): readonly HighLevelRecord[] {
  const nested = event["appointment"];
  const shown = appointmentEvents.has(type) && isObject(nested) ? nested : event;
  const id = textIn(shown, "id");
  if (id === null) return [];
  if (contactEvents.has(type)) return [record("contact", id), ...onCases(id, ["contact-facts"])];
  // A note that we have made is told nowhere, so nobody needs to hear of it (E4).
  const isOurs = isMarked(shownByNoteEvent(event)?.fields.body ?? null);
  return recordsOfContact(type, id, { contactId: textIn(shown, "contactId"), isOurs });
}

interface WhoseRecord {
  readonly contactId: string | null;
  readonly isOurs: boolean;
}

function recordsOfContact(type: string, id: string, { contactId, isOurs }: WhoseRecord): readonly HighLevelRecord[] {
  const own = appointmentEvents.has(type) ? [record("appointment", id)] : [];
  if (contactId === null) return taskEvents.has(type) ? taskMarks(ANY, id) : own;
  const told = (entity: Entity, kind: "note" | "appointment"): HighLevelRecord => record(entity, `${ANY}/${contactId}/${kind}:${id}`);
  const onEntries = onCases(contactId, ["contact-facts"]);
  if (appointmentEvents.has(type)) return [...own, told("timeline", "appointment"), ...onEntries];
  if (noteEvents.has(type)) return isOurs ? [] : [told("timeline", "note"), told("alert-note", "note"), ...onEntries];
  const onBoards = onCases(contactId, ["board"]);
  if (taskEvents.has(type)) return [...taskMarks(contactId, id), ...onEntries, ...onBoards];
  return type.startsWith("Opportunity") ? [...onEntries, ...onBoards] : [];
}

const record = (entity: Entity, id: string): HighLevelRecord => ({ side: "highlevel", id, entity });

/** A lean TaskCreate leaves out whose task it is (facts, section 8): then it names the task of any contact. */
const taskMarks = (contactId: string, taskId: string): readonly HighLevelRecord[] =>
  taskNames(contactId, taskId).map(({ entity, id }) => record(entity, id));

/** What is told of a contact because incidents name it. */
const onCases = (contactId: string, told: readonly Entity[]): readonly HighLevelRecord[] =>
  told.map((entity) => record(entity, `${ANY}/${contactId}`));

/** The one location that an unreadable body names, or null. It only says who keeps the body in quarantine. */
function accountIn(body: Uint8Array): string | null {
  const text = Buffer.from(body).toString("latin1");
  const named = new Set([...text.matchAll(/"locationId"\s*:\s*"([\w-]{1,64})"/gu)].map(([, id]) => id));
  const [only, ...others] = named;
  return others.length > 0 ? null : (only ?? null);
}

function textIn(event: Readonly<Record<string, unknown>>, key: string): string | null {
  const value = event[key];
  return typeof value === "string" && value !== "" && value.length <= 256 ? value : null;
}
