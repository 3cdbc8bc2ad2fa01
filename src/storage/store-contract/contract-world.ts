import { randomUUID } from "node:crypto";
import type { Bridge } from "#core/bridge.ts";
import type { BridgeId, ConnectionId, IntentId, LinkId, WorkspaceId } from "#core/ids.ts";
import type { RecordedCall } from "#core/ports/activity-log.ts";
import type { NewIntent } from "#core/ports/intents.ts";
import type { ClaimedLink, Settlement } from "#core/ports/claims.ts";
import type { Connection, DirtyMark, IncomingEvent, JournalEntry, NewConflict, Observation, Store } from "#core/ports/store.ts";
import type { FieldValues, Side } from "#core/record/canonical.ts";

/** A fixed moment; contract tests never read a clock. */
export const T0 = 1_790_000_000_000;
export const MINUTE = 60_000;

/** One workspace with a bridge between two connections, all ids fresh. */
export interface World {
  readonly store: Store;
  readonly workspaceId: WorkspaceId;
  readonly bridge: Bridge;
}

export async function makeWorld(store: Store, given: { readonly workspaceId?: WorkspaceId } = {}): Promise<World> {
  const workspaceId = given.workspaceId ?? (randomUUID() as WorkspaceId);
  const left = aConnection(workspaceId, "highlevel");
  const right = aConnection(workspaceId, "incident");
  const bridge = aBridge(workspaceId, left.id, right.id);
  await store.saveConnection(left);
  await store.saveConnection(right);
  await store.saveBridge(bridge);
  return { store, workspaceId, bridge };
}

export function aConnection(workspaceId: WorkspaceId, vendor: Connection["vendor"]): Connection {
  const id = randomUUID() as ConnectionId;
  return {
    id,
    workspaceId,
    vendor,
    name: `Our ${vendor}`,
    account: vendor === "highlevel" ? `loc-${randomUUID()}` : id,
    auth: vendor === "highlevel" ? "private-integration-token" : "api-key",
    baseUrl: "https://api.example.com",
    state: "active",
    pausedBecause: null,
    sandbox: false,
    facts: { country: "US", scopes: ["contacts.readonly"] },
  };
}

export function aBridge(workspaceId: WorkspaceId, left: ConnectionId, right: ConnectionId): Bridge {
  return {
    id: randomUUID() as BridgeId,
    workspaceId,
    name: "Contacts",
    mode: "live",
    left,
    right,
    locationId: "loc",
    entity: "contact",
    catalogTypeId: null,
    cases: null,
    fields: [],
    matchKeys: [],
    firstLink: "ask",
    onDelete: "unlink",
    defaultCountry: "US",
    version: 1,
    brake: null,
  } as Bridge;
}

export function mark(world: World, recordId: string, more: Partial<DirtyMark> = {}): DirtyMark {
  return { workspaceId: world.workspaceId, bridgeId: world.bridge.id, side: "highlevel", recordId, reason: "webhook", priority: "webhook", ...more };
}

export function event(world: World, eventId: string, recordId: string | null, more: Partial<IncomingEvent> = {}): IncomingEvent {
  return {
    workspaceId: world.workspaceId,
    connectionId: world.bridge.left,
    source: "highlevel",
    eventId,
    type: "ContactUpdate",
    recordId,
    body: new TextEncoder().encode(`{"id":"${recordId ?? ""}"}`),
    quarantine: null,
    marks: recordId === null ? [] : [mark(world, recordId)],
    ...more,
  };
}

/** Claims with a lease of one minute. */
export function claim(world: World, more: Partial<Parameters<Store["claim"]>[0]> = {}): Promise<readonly ClaimedLink[]> {
  const now = more.now ?? T0;
  return world.store.claim({
    workspaceId: world.workspaceId,
    bridgeId: world.bridge.id,
    owner: "worker-1",
    limit: 100,
    now,
    leaseUntil: now + MINUTE,
    ...more,
  });
}

/** Marks one record and claims its link. */
export async function claimed(world: World, recordId: string, side: Side = "highlevel", now: number = T0): Promise<ClaimedLink> {
  await world.store.markDirty([mark(world, recordId, { side })], now);
  const row = await world.store.linkOf(world.workspaceId, world.bridge.id, side, recordId);
  if (row === null) throw new Error(`no link for ${recordId}`);
  const links = await claim(world, { now, only: [row.id] });
  const link = links[0];
  if (link === undefined) throw new Error(`could not claim ${recordId}`);
  return link;
}

export function observation(fields: FieldValues, version = "v1", seenAt = T0): Observation {
  return { version, fields, seenAt };
}

export function settlement(link: ClaimedLink, more: Partial<Settlement> = {}): Settlement {
  return {
    linkId: link.id,
    fence: link.fence,
    dirtyGeneration: link.dirtyGeneration,
    patch: {},
    outcomes: [],
    open: [],
    close: [],
    processed: [],
    journal: [],
    ...more,
  };
}

/** Makes a linked, clean row and returns its id. */
export async function linked(
  world: World,
  leftId: string,
  rightId: string,
  fields: { readonly left?: FieldValues; readonly right?: FieldValues; readonly now?: number } = {},
): Promise<LinkId> {
  const now = fields.now ?? T0;
  const link = await claimed(world, leftId, "highlevel", now);
  const result = await world.store.settle(
    world.workspaceId,
    [
      settlement(link, {
        patch: {
          leftId,
          rightId,
          state: "active",
          base: {},
          linkedAt: now,
          left: observation(fields.left ?? {}, "l1", now),
          right: observation(fields.right ?? {}, "r1", now),
        },
      }),
    ],
    now,
  );
  if (!result.settled.includes(link.id)) throw new Error("could not link");
  return link.id;
}

export function intent(link: ClaimedLink, more: Partial<NewIntent> = {}): NewIntent {
  return {
    id: randomUUID() as IntentId,
    linkId: link.id,
    fence: link.fence,
    side: "incident",
    action: "update",
    recordId: "r1",
    changes: [{ field: "email", kind: "email", before: "a@example.com", value: "b@example.com" }],
    ...more,
  };
}

export function conflict(field: string, more: Partial<NewConflict> = {}): NewConflict {
  return { kind: "field", field, left: "left value", right: "right value", state: "open", winner: null, candidates: [], ...more };
}

/** A read that was made for a link. */
export function vendorCall(linkId: LinkId, at: number, more: Partial<RecordedCall> = {}): RecordedCall {
  return {
    linkId,
    at,
    durationMs: 12,
    vendor: "highlevel",
    operation: "contacts.read",
    method: "GET",
    path: "/contacts/c1",
    mutating: false,
    status: 200,
    requestId: "req-1",
    headers: { "x-request-id": "req-1" },
    body: null,
    ...more,
  };
}

export function entry(more: Partial<JournalEntry> = {}): JournalEntry {
  return {
    kind: "write",
    linkId: null,
    bridgeId: null,
    intentId: null,
    side: null,
    cause: ["sweep"],
    detail: { fields: ["email"] },
    values: [],
    ...more,
  };
}
