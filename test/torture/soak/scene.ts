import { randomBytes } from "node:crypto";
import { chmod, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bridge } from "#core/bridge.ts";
import type { Log } from "#core/ports/log.ts";
import { must } from "#lib/must.ts";
import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";
import { readSettings } from "#main/options.ts";
import { createSandboxBridge, startSandboxes, type Sandboxes } from "#main/sandbox-bridge.ts";
import { openSession, type Session } from "#main/session.ts";
import { homeWorkspace } from "#main/workspaces.ts";
import { Prng } from "#sandbox/kit/prng.ts";
import { openStore, type OpenedStore } from "#storage/open-store.ts";
import { freePort, type Environment } from "../../cli/support/real-process.ts";
import { silent } from "../../support/in-process-world.ts";
import { FOREIGN_LOCATION } from "../simulator/people.ts";
import type { Belongings } from "./belongings.ts";
import { SoakDatabase } from "./database.ts";
import { Wire } from "./wire.ts";

/** Sample contacts of the location. */
const CONTACTS = 60;
/** Seconds between sweeps: short, because every event that a dead server did not take is theirs to find. */
const SWEEPS = { HIGHWIRE_SWEEP_INCIDENT: "3s", HIGHWIRE_SWEEP_HIGHLEVEL: "5s", HIGHWIRE_SWEEP_HIGHLEVEL_FULL: "12s" } as const;

/** What the processes work on: both vendors behind their wires, one PostgreSQL, and a live bridge between them. */
export interface Scene {
  readonly sandboxes: Sandboxes;
  readonly wires: readonly [highlevel: Wire, incident: Wire];
  readonly database: SoakDatabase;
  readonly environment: Environment;
  /** Where the server will answer. */
  readonly url: string;
  /** The bridge as it was made; its mapping never changes. */
  readonly bridge: Bridge;
  /** A store of our own over the same database. */
  openStore(): Promise<OpenedStore>;
  /** A whole Highwire of our own that starts no loop, for what people can ask for. */
  openSession(): Promise<Session>;
}

/** Sets the scene; everything of it ends with `belongings`. `pids` tells which processes may be calling. */
export async function setScene(seed: number, belongings: Belongings, pids: () => Iterable<number>): Promise<Scene> {
  const folder = await ownFolder(belongings);
  const sandboxes = await startSandboxes({ highlevelPort: 0, incidentPort: 0, contacts: CONTACTS, seed });
  belongings.later(() => sandboxes.close());
  sandboxes.highlevel.control.addLocation({ id: FOREIGN_LOCATION, name: "Somebody else's" });
  const wires = [
    new Wire({ vendor: "highlevel", baseUrl: sandboxes.highlevel.baseUrl, prng: new Prng(seed + 2), pids }),
    new Wire({ vendor: "incident", baseUrl: sandboxes.incident.baseUrl, prng: new Prng(seed + 3), pids }),
  ] as const;
  for (const wire of wires) belongings.later(() => wire.close());
  const database = await SoakDatabase.start(join(folder, "database"));
  belongings.database(() => database.postmaster());
  belongings.later(() => database.stop());
  const port = await freePort();
  const environment = {
    HIGHWIRE_DATA_DIR: join(folder, "data"),
    HIGHWIRE_MASTER_KEY: randomBytes(32).toString("base64"),
    HIGHWIRE_PORT: String(port),
    HIGHWIRE_HIGHLEVEL_KEYS: sandboxes.highlevel.publicKey,
    DATABASE_URL: database.url,
    ...SWEEPS,
  };
  const scene = {
    sandboxes,
    wires,
    database,
    environment,
    url: `http://127.0.0.1:${String(port)}`,
    openStore: async () => openOwnStore(environment, silent),
    openSession: async () => openSession(readSettings(environment), { log: silent, workspaceId: homeWorkspace }),
  };
  return { ...scene, bridge: await connect(scene) };
}

/** A folder that PostgreSQL's user can pass through. */
export async function ownFolder(belongings: Belongings): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "highwire-soak-"));
  belongings.folder(folder);
  await chmod(folder, 0o755);
  return folder;
}

async function openOwnStore(environment: { readonly DATABASE_URL: string; readonly HIGHWIRE_MASTER_KEY: string }, log: Log): Promise<OpenedStore> {
  return openStore({
    databaseUrl: environment.DATABASE_URL,
    dataDir: "/nonexistent",
    masterKey: environment.HIGHWIRE_MASTER_KEY,
    masterKeyFile: null,
    clock: systemClock,
    random: systemRandom,
    log,
    attach: "attach-or-own",
  });
}

/** Stores a live bridge between both sandboxes, whose addresses are those of the wires. */
async function connect({ sandboxes, wires, openStore: open }: Omit<Scene, "bridge">): Promise<Bridge> {
  const [highlevel, incident] = wires;
  const wired = {
    ...sandboxes,
    highlevel: { ...sandboxes.highlevel, baseUrl: await highlevel.listen() },
    incident: { ...sandboxes.incident, baseUrl: await incident.listen() },
  };
  const store = await open();
  try {
    const bridge = await createSandboxBridge({ store, random: systemRandom }, homeWorkspace, wired);
    return must(await store.bridge(homeWorkspace, bridge.id), "the stored bridge");
  } finally {
    await store.close();
  }
}
