import { createHmac, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { expect } from "vitest";
import type { ConnectionId } from "#core/ids.ts";
import type { IncomingEvent, Store } from "#core/ports/store.ts";
import type { Log, LogFields } from "#core/ports/log.ts";
import type { Application } from "#engine/application.ts";
import { createIngest } from "#engine/ingest/ingest.ts";
import { systemClock } from "#lib/system-clock.ts";
import { createServer } from "#server/create-server.ts";
import { createHighLevelVerifier } from "#vendors/highlevel/webhook.ts";
import { incidentVerifier } from "#vendors/incidentio/webhook.ts";
import { createWorld, firstContact, type World } from "../../support/in-process-world.ts";
import { encodeRequest, exchange, type Exchange, type RawRequest } from "./raw-http.ts";

/** Which secret or key a delivery is signed with. */
export type Signing = "signed" | "unsigned";
export const vendors = ["highlevel", "incident"] as const;
export type Vendor = (typeof vendors)[number];
export type Header = readonly [name: string, value: string];

/** The real server over the real door, on a loopback port, with a bridge at rest behind it. */
export interface AbuseServer {
  readonly port: number;
  readonly world: World;
  readonly app: Application;
  /** Everything that was committed, oldest first. */
  readonly committed: IncomingEvent[];
  /** Every line of the log, as JSON. */
  readonly logged: string[];
  /** Makes each commit fail, as when PostgreSQL is away. */
  storeAway: boolean;
  /** What each commit waits for. */
  beforeCommit: () => Promise<void>;
  /** Deliveries that have reached the door. */
  received: number;
  pathOf(vendor: Vendor): string;
  /** A usable event of this vendor about something that is linked, with its own event id. */
  honestBody(vendor: Vendor): Buffer;
  /** The headers by which a vendor vouches for these bytes, so many milliseconds from now; of an unsigned delivery they are those of somebody else. */
  sign(vendor: Vendor, body: Uint8Array, signing?: Signing, offsetMs?: number): readonly Header[];
  /** A delivery of this body with its signature and content type. */
  delivery(vendor: Vendor, body: Uint8Array, signing?: Signing): RawRequest;
  send(request: RawRequest): Promise<Exchange>;
  close(): Promise<void>;
}

const SECRET = Buffer.from("the signing secret of the abuse tests");
const FOREIGN_SECRET = Buffer.from("the signing secret of somebody else..");

export async function openAbuseServer(options: { readonly contacts?: number } = {}): Promise<AbuseServer> {
  const logged: string[] = [];
  const log = logInto(logged);
  const world = await createWorld({ contacts: options.contacts ?? 2, log });
  await world.load();
  const own = generateKeyPairSync("ed25519");
  const foreign = generateKeyPairSync("ed25519");
  const committed: IncomingEvent[] = [];
  const incidentConnection = (await world.bridge()).right;
  const store: Store = {
    ...world.store,
    async commitEvents(events, now) {
      if (abuse.storeAway) throw new Error("away");
      await abuse.beforeCommit();
      committed.push(...events);
      return world.store.commitEvents(events, now);
    },
  };
  const ingest = createIngest({
    store,
    // The world's date, which the events carry, but this machine's time: sockets wait in it.
    clock: { ...systemClock, now: () => world.clock.now() },
    log,
    random: world.ports.random,
    verifiers: {
      highlevel: createHighLevelVerifier([own.publicKey.export({ type: "spki", format: "der" }).toString("base64")]),
      incident: incidentVerifier,
    },
    secretsOf: async () => [`whsec_${SECRET.toString("base64")}`],
  });
  const receive: typeof ingest.receive = (delivery) => {
    abuse.received += 1;
    return ingest.receive(delivery);
  };
  const app: Application = { ...world.app, ingest: { ...ingest, receive } };
  const server = await createServer({ app, log, options: { host: "127.0.0.1", port: 0, apiToken: null, publicUrl: null, webDir: null } });
  await server.listen();
  const port = Number(new URL(server.url).port);
  let events = 0;
  const abuse: AbuseServer = {
    port,
    world,
    app,
    committed,
    logged,
    storeAway: false,
    beforeCommit: async () => undefined,
    received: 0,
    pathOf: (vendor) => (vendor === "highlevel" ? "/webhooks/highlevel" : `/webhooks/incident/${incidentConnection}`),
    honestBody: (vendor) => honestBody(world, vendor, (events += 1)),
    sign(vendor, body, signing = "signed", offsetMs = 0) {
      if (vendor === "highlevel") return highlevelHeaders(signing === "signed" ? own.privateKey : foreign.privateKey, body);
      return incidentHeaders(signing === "signed" ? SECRET : FOREIGN_SECRET, `msg_${String((events += 1))}`, world.clock.now() + offsetMs, body);
    },
    delivery: (vendor, body, signing) => ({
      path: abuse.pathOf(vendor),
      headers: [["content-type", "application/json"], ...abuse.sign(vendor, body, signing)],
      body,
    }),
    send: (request) => exchange(port, encodeRequest(request)),
    async close() {
      await server.close();
      await ingest.close();
    },
  };
  return abuse;
}

/** The server still takes an honest event, on a connection of its own, and no prototype has got a key that came from outside. */
export async function expectUnharmed(abuse: AbuseServer): Promise<void> {
  const { answers } = await abuse.send(abuse.delivery("highlevel", abuse.honestBody("highlevel")));
  expect(answers[0]).toMatchObject({ status: 200, body: '{"code":null}' });
  expectUnpolluted();
}

export function expectUnpolluted(): void {
  expect(({} as Readonly<Record<string, unknown>>)["polluted"]).toBeUndefined();
}

export const connectionOf = async (world: World, vendor: Vendor): Promise<ConnectionId> => {
  const bridge = await world.bridge();
  return vendor === "highlevel" ? bridge.left : bridge.right;
};

function honestBody(world: World, vendor: Vendor, number: number): Buffer {
  if (vendor === "incident") return Buffer.from(JSON.stringify({ event_type: "public_incident.incident_updated_v2" }));
  return Buffer.from(
    JSON.stringify({
      type: "ContactUpdate",
      locationId: world.highlevel.locationId,
      id: firstContact(world),
      timestamp: new Date(world.clock.now()).toISOString(),
      webhookId: `event-${String(number)}`,
    }),
  );
}

const highlevelHeaders = (key: KeyObject, body: Uint8Array): readonly Header[] => [["x-ghl-signature", sign(null, body, key).toString("base64")]];

function incidentHeaders(secret: Uint8Array, id: string, now: number, body: Uint8Array): readonly Header[] {
  const timestamp = String(Math.floor(now / 1_000));
  const signature = createHmac("sha256", secret).update(`${id}.${timestamp}.`).update(body).digest("base64");
  return [
    ["webhook-id", id],
    ["webhook-timestamp", timestamp],
    ["webhook-signature", `v1,${signature}`],
  ];
}

function logInto(lines: string[]): Log {
  const write = (event: string, fields?: LogFields): void => void lines.push(JSON.stringify({ event, ...fields }));
  return { debug: write, info: write, warn: write, error: write };
}
