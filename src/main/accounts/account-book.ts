import { HighwireError } from "#core/errors.ts";
import type { Instant } from "#core/ids.ts";
import type { Connection, JournalRow } from "#core/ports/store.ts";
import type { AccountDetail, Accounts, NeededScope, WebhookState } from "#engine/accounts.ts";
import { bridgesOn, connectionOf, entitiesInUse, noteChange, type AccountPorts } from "./account-ports.ts";
import { keptCalls } from "./kept-calls.ts";
import { scopesOfBridges } from "./needed-scopes.ts";
import {
  addWebhookSecret,
  checkedSecret,
  eventsFor,
  fingerprintOf,
  forgiveRefusals,
  lastEvent,
  lastRefused,
  removeWebhookSecret,
  webhookSecrets,
} from "./webhook-settings.ts";

/** Journal entries that are looked through for those of one connection. */
const SEARCHED = 2_000;
/** 60 seconds, in milliseconds: so long before its end a token is renewed. */
const EARLY_MS = 60_000;

/** Looking at connected accounts, and settings beside the credential. */
export function accountBook(
  ports: AccountPorts,
): Pick<Accounts, "detail" | "history" | "webhooks" | "addWebhookSecret" | "removeWebhookSecret" | "lookEvery" | "permissions" | "listen"> {
  const { store, watch, workspaceId } = ports;
  return {
    async detail(id) {
      const connection = await connectionOf(ports, id);
      return detailOf(ports, connection);
    },
    history: async (id, limit) => historyOf(ports, await connectionOf(ports, id), limit),
    webhooks: async (id) => webhookState(ports, await connectionOf(ports, id)),
    async addWebhookSecret(id, secret, who) {
      const connection = await connectionOf(ports, id);
      if (connection.vendor === "highlevel")
        throw new HighwireError("HW_REQUEST_CONFLICT", { detail: "HighLevel signs its events with a key of its own; there is no secret to paste" });
      await addWebhookSecret(store, connection, secret);
      await noteChange(ports, id, who, { change: "webhook-secret-added" });
      const sample = watch.refusedSample(id);
      if (sample === null) return { fitsRefused: null };
      const verified = ports.vendors.verifiers[connection.vendor].verify(sample, { secrets: [checkedSecret(secret)], now: ports.clock.now() });
      if (verified.kind === "verified") await forgiveRefusals(store, watch, connection);
      return { fitsRefused: verified.kind === "verified" };
    },
    async removeWebhookSecret(id, fingerprint, who) {
      await removeWebhookSecret(store, await connectionOf(ports, id), fingerprint);
      await noteChange(ports, id, who, { change: "webhook-secret-removed" });
    },
    async lookEvery(id, everyMs, who) {
      await connectionOf(ports, id);
      await store.changeConnection(workspaceId, id, ({ facts: { lookEveryMs: _before, ...facts }, ...rest }) => ({
        ...rest,
        facts: everyMs === null ? facts : { ...facts, lookEveryMs: everyMs },
      }));
      await noteChange(ports, id, who, { change: "look-every", everyMs });
    },
    permissions: async () => {
      const connections = await store.connections(workspaceId);
      return (await Promise.all(connections.map((connection) => neededBy(ports, connection)))).flat();
    },
    listen: (heard) => watch.listen(heard),
  };
}

async function detailOf(ports: AccountPorts, connection: Connection): Promise<AccountDetail> {
  const { store, workspaceId } = ports;
  const bridges = (await store.bridges(workspaceId)).filter(({ left, right }) => left === connection.id || right === connection.id);
  const [calls, stored, history, webhooks, ...counts] = await Promise.all([
    keptCalls(ports, connection),
    ports.vendors.credential(connection).catch(() => null),
    historyOf(ports, connection, SEARCHED),
    webhookState(ports, connection),
    ...bridges.map(({ id }) => store.counts(workspaceId, id)),
  ]);
  const expiresAt = stored?.expiresAt ?? null;
  return {
    connection,
    asked: listIn(connection, "asked"),
    granted: stored?.granted ?? listIn(connection, "granted"),
    missing: listIn(connection, "missing"),
    lastUsedAt: latest([...calls.values()]),
    expiresAt,
    renewsAt: expiresAt === null ? null : expiresAt - EARLY_MS,
    connectedAt: history.find(({ detail }) => detail["change"] === "connected")?.at ?? null,
    waiting: counts.reduce((sum, { dirty }) => sum + dirty, 0),
    webhooks,
  };
}

async function historyOf({ store, workspaceId }: AccountPorts, { id }: Connection, limit: number): Promise<readonly JournalRow[]> {
  const rows = await store.journal(workspaceId, { kinds: ["config"], limit: SEARCHED });
  return rows.filter(({ detail }) => detail["connection"] === id || detail["connectionPaused"] === id).slice(0, limit);
}

async function webhookState(ports: AccountPorts, connection: Connection): Promise<WebhookState> {
  const { store, watch, intervals, publicUrl } = ports;
  const { id, vendor, facts } = connection;
  const entities = await entitiesInUse(ports, id);
  const [accepted, refused, secrets] = await Promise.all([
    lastEvent(store, watch, connection),
    lastRefused(store, watch, connection),
    webhookSecrets(store, connection),
  ]);
  const path = vendor === "highlevel" ? "/webhooks/highlevel" : `/webhooks/incident/${id}`;
  const everyMs = facts["lookEveryMs"];
  return {
    connectionId: id,
    vendor,
    url: publicUrl === null ? null : publicUrl + path,
    events: eventsFor(vendor, entities.length === 0 ? ["contact"] : entities),
    secrets: secrets.map(fingerprintOf),
    accepted,
    refused,
    lookEveryMs: typeof everyMs === "number" ? everyMs : vendor === "highlevel" ? intervals.highlevelNarrowMs : intervals.incidentFullMs,
  };
}

/** What is asked for now, and what is held beyond that and can be dropped. */
async function neededBy(ports: AccountPorts, connection: Connection): Promise<readonly NeededScope[]> {
  const { id: connectionId, vendor } = connection;
  const bridges = await bridgesOn(ports, connectionId);
  const [calls, held] = await Promise.all([keptCalls(ports, connection), grantedTo(ports, connection)]);
  const uses = scopesOfBridges(vendor, bridges);
  const needed = uses.map(({ scope, write, roles, entities: usedBy, atSetup, operations }) => ({
    vendor,
    connectionId,
    scope,
    write,
    roles,
    usedBy,
    atSetup,
    operations,
    granted: held.length === 0 ? null : held.includes(scope),
    lastUsedAt: latest(operations.map((operation) => calls.get(operation) ?? null)),
  }));
  const spare = held.filter((scope) => !uses.some((use) => use.scope === scope));
  return [
    ...needed,
    ...spare.map((scope) => ({
      vendor,
      connectionId,
      scope,
      write: !/(?:readonly|view)$/u.test(scope),
      roles: [],
      usedBy: [],
      atSetup: false,
      operations: [],
      granted: true,
      lastUsedAt: null,
    })),
  ];
}

async function grantedTo({ vendors }: AccountPorts, connection: Connection): Promise<readonly string[]> {
  const stored = await vendors.credential(connection).catch(() => null);
  return stored?.granted ?? listIn(connection, "granted");
}

const latest = (times: readonly (Instant | null)[]): Instant | null =>
  times.reduce((newest, at) => (at !== null && (newest === null || at > newest) ? at : newest), null);

function listIn({ facts }: Connection, name: string): readonly string[] {
  const list = facts[name];
  return Array.isArray(list) ? (list as readonly string[]) : [];
}
