import { createHmac, createPrivateKey, sign, type KeyObject } from "node:crypto";
import type { RawRequest } from "../../abuse/support/raw-http.ts";

/** The server under attack, as its sandbox accounts are known to senders. */
export interface Target {
  readonly port: number;
  readonly locationId: string;
  readonly incidentPath: string;
  /** HighLevel's private key (PKCS8 in base64): honest senders hold it, and so does the owner of any other HighLevel app. */
  readonly highlevelKey: string;
  /** Signing secret of the incident.io endpoint, in base64; only honest senders hold it. */
  readonly incidentSecret: string;
}

let parsed: { readonly text: string; readonly key: KeyObject } | null = null;
/** The key, parsed once. */
export function keyOf({ highlevelKey: text }: Target): KeyObject {
  if (parsed?.text !== text) parsed = { text, key: createPrivateKey({ key: Buffer.from(text, "base64"), format: "der", type: "pkcs8" }) };
  return parsed.key;
}

export const highlevelPath = "/webhooks/highlevel";
const JSON_TYPE = "application/json";
const json = ["content-type", JSON_TYPE] as const;

/** The body of an event of HighLevel about a contact. */
export const highlevelBody = (locationId: string, webhookId: string, contactId: string): string =>
  JSON.stringify({ type: "ContactUpdate", locationId, id: contactId, timestamp: new Date().toISOString(), webhookId, phone: "+12125550100" });

/** The body of an event of incident.io that names no entry. */
export const incidentBody = (): string =>
  JSON.stringify({ event_type: "public_incident.incident_updated_v2", "public_incident.incident_updated_v2": {} });

/** One event of HighLevel about a contact of this location, signed. */
export const highlevelEvent = (locationId: string, key: KeyObject, webhookId: string, contactId: string): RawRequest =>
  signedForHighlevel(key, Buffer.from(highlevelBody(locationId, webhookId, contactId)));

/** One event of incident.io that names no entry, signed. */
export const incidentEvent = (target: Pick<Target, "incidentPath" | "incidentSecret">, id: string): RawRequest =>
  signedForIncident(target, id, Buffer.from(incidentBody()));

type Headers = NonNullable<RawRequest["headers"]>;
const typed = (type: string | null): Headers => (type === null ? [] : [["content-type", type]]);

/** Any body under HighLevel's signature; a type of null leaves the header out. */
export const signedForHighlevel = (key: KeyObject, body: Buffer, type: string | null = JSON_TYPE): RawRequest => ({
  path: highlevelPath,
  headers: [...typed(type), ["x-ghl-signature", sign(null, body, key).toString("base64")]],
  body,
});

/** Any body under the signature of this incident.io endpoint. */
export function signedForIncident(
  target: Pick<Target, "incidentPath" | "incidentSecret">,
  id: string,
  body: Buffer,
  type: string | null = JSON_TYPE,
): RawRequest {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac("sha256", Buffer.from(target.incidentSecret, "base64")).update(`${id}.${timestamp}.`).update(body).digest("base64");
  return {
    path: target.incidentPath,
    headers: [...typed(type), ["webhook-id", id], ["webhook-timestamp", timestamp], ["webhook-signature", `v1,${signature}`]],
    body,
  };
}

/** Any body under a signature of the right form that nobody made. */
export function forged(path: string, body: Uint8Array | string): RawRequest {
  const headers = [
    json,
    ["x-ghl-signature", `${"A".repeat(86)}==`],
    ["webhook-id", "msg_forged"],
    ["webhook-timestamp", String(Math.floor(Date.now() / 1_000))],
    ["webhook-signature", `v1,${"A".repeat(43)}=`],
  ] as const;
  return { path, headers, body };
}
