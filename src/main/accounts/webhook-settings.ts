import { createHash } from "node:crypto";
import { caseEntities, type Entity } from "#core/bridge.ts";
import { isErrorCode } from "#core/error-registry.ts";
import { HighwireError } from "#core/errors.ts";
import type { Instant } from "#core/ids.ts";
import type { Connection, Store } from "#core/ports/store.ts";
import type { AcceptedEvent, RefusedEvents, WebhookWatch, WatchedSource } from "#engine/ingest/webhook-watch.ts";
import type { WebhookState } from "#engine/accounts.ts";
import { objectIn } from "#lib/json.ts";
import { eventTypes } from "#vendors/highlevel/webhook.ts";
import { webhookSecretName } from "../vendors.ts";

/** Name of the cursor that keeps a connection's newest accepted event over restarts. */
const lastEventName = (source: WatchedSource): string => `webhook-last:${source}`;

/** Beginning of a secret's hash: tells secrets apart, and nothing about them. */
export const fingerprintOf = (secret: string): string => createHash("sha256").update(secret).digest("hex").slice(0, 8);

export async function webhookSecrets(store: Store, { workspaceId, id }: Pick<Connection, "workspaceId" | "id">): Promise<readonly string[]> {
  return linesOf(await store.secret(workspaceId, webhookSecretName(id)));
}

const linesOf = (stored: string | null): readonly string[] => (stored ?? "").split("\n").filter((line) => line !== "");

/** Adds a secret beside the others, so that events signed with either are taken while the vendor changes over. Throws `HW_REQUEST_INVALID`. */
export async function addWebhookSecret(store: Store, { workspaceId, id }: Connection, given: string): Promise<void> {
  const secret = checkedSecret(given);
  await store.changeSecret(workspaceId, webhookSecretName(id), async (stored) => [...new Set([...linesOf(stored), secret])].join("\n"));
}

/** The secret in the form that Standard Webhooks gives it. Throws `HW_REQUEST_INVALID`. */
export function checkedSecret(given: string): string {
  const secret = given.trim();
  if (!/^whsec_[A-Za-z0-9+/]{8,200}={0,2}$/u.test(secret))
    throw new HighwireError("HW_REQUEST_INVALID", {
      field: "secret",
      detail: "a signing secret begins with whsec_; copy it from the endpoint's page",
    });
  return secret;
}

/** Throws `HW_REQUEST_NOT_FOUND`; `HW_REQUEST_CONFLICT` for the last one, without which no event would be taken. */
export async function removeWebhookSecret(store: Store, { workspaceId, id }: Connection, fingerprint: string): Promise<void> {
  await store.changeSecret(workspaceId, webhookSecretName(id), async (stored) => {
    const all = linesOf(stored);
    const kept = all.filter((secret) => fingerprintOf(secret) !== fingerprint);
    if (kept.length === all.length) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "fingerprint" });
    if (kept.length === 0) throw new HighwireError("HW_REQUEST_CONFLICT", { detail: "add the new secret first; without one no event is taken" });
    return kept.join("\n");
  });
}

/** The newest accepted event: as this process saw it, else as it was written down. */
export async function lastEvent(store: Store, watch: WebhookWatch, { workspaceId, id }: Connection): Promise<WebhookState["accepted"]> {
  const seen = watch.accepted(id);
  if (seen !== null) return seen;
  const { at, type, skewMs } = objectIn((await store.cursor(workspaceId, lastEventName(id))) ?? "");
  if (typeof at !== "number" || typeof type !== "string") return null;
  return { at, type, skewMs: typeof skewMs === "number" ? skewMs : null };
}

/** Writes down what was accepted since the last time. */
export async function keepLastEvents(
  store: Store,
  watch: WebhookWatch,
  connections: readonly Connection[],
  written: Map<WatchedSource, AcceptedEvent>,
) {
  for (const { id, workspaceId } of connections) {
    const seen = watch.accepted(id);
    if (seen === null || written.get(id) === seen) continue;
    await store.saveCursor(workspaceId, lastEventName(id), JSON.stringify(seen));
    written.set(id, seen);
  }
}

/** Name of the cursor that keeps what was refused of a source. */
const lastRefusedName = (source: WatchedSource): string => `webhook-refused:${source}`;

/** Where what is refused of a connection's events is counted. */
export const refusalsOf = ({ vendor, id }: Pick<Connection, "vendor" | "id">): WatchedSource => (vendor === "highlevel" ? vendor : id);

/** The newest refused event: as this process saw it, else as it was written down. Of its content nothing is. */
export async function lastRefused(store: Store, watch: WebhookWatch, connection: Connection): Promise<RefusedEvents | null> {
  const source = refusalsOf(connection);
  const seen = watch.refused(source);
  if (seen !== null) return seen;
  const { at, code, count } = objectIn((await store.cursor(connection.workspaceId, lastRefusedName(source))) ?? "");
  return typeof at === "number" && isErrorCode(code) && typeof count === "number" ? { at, code, count } : null;
}

/** Writes down what was refused since the last time. */
export async function keepRefusals(store: Store, watch: WebhookWatch, connections: readonly Connection[], written: Map<WatchedSource, Instant>) {
  for (const connection of connections) {
    const source = refusalsOf(connection);
    const seen = watch.refused(source);
    if (seen === null || written.get(source) === seen.at) continue;
    await store.saveCursor(connection.workspaceId, lastRefusedName(source), JSON.stringify(seen));
    written.set(source, seen.at);
  }
}

/** Forgets what was refused of a connection's events, once the reason is mended. */
export async function forgiveRefusals(store: Store, watch: WebhookWatch, connection: Connection): Promise<void> {
  watch.forgive(refusalsOf(connection));
  await store.saveCursor(connection.workspaceId, lastRefusedName(refusalsOf(connection)), null);
}

const { contact, task, note, appointment, opportunity } = eventTypes;
const highlevelEvents: Readonly<Partial<Record<Entity, readonly string[]>>> = {
  contact,
  task,
  appointment,
  timeline: [...note, ...appointment],
  "alert-note": note,
  "contact-facts": ["ContactUpdate", ...note, ...task, ...appointment, ...opportunity],
  board: [...task, ...opportunity],
  "follow-up": task,
  action: task,
};
const incidentEvents = ["incident_created_v2", "incident_updated_v2", "incident_status_updated_v2"];
const workEvents: Readonly<Partial<Record<Entity, readonly string[]>>> = {
  "follow-up": ["follow_up_created_v2", "follow_up_updated_v2"],
  action: ["action_created_v1", "action_updated_v1"],
};

/** Which events to switch on at the vendor for these kinds of bridges, in the vendor's own words. */
export function eventsFor(vendor: Connection["vendor"], entities: readonly Entity[]): readonly string[] {
  const wanted = entities.flatMap((entity) => {
    if (vendor === "highlevel") return highlevelEvents[entity] ?? [];
    const ofCases = caseEntities.some((one) => one === entity) || entity === "contact";
    return [...(ofCases ? incidentEvents : []), ...(workEvents[entity] ?? [])].map((name) => `public_incident.${name}`);
  });
  return [...new Set(wanted)];
}
