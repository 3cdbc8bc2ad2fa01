import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bridge } from "#core/bridge.ts";
import type { BridgeId } from "#core/ids.ts";
import type { ConflictRow, LinkRow } from "#core/ports/store.ts";
import { systemClock } from "#lib/system-clock.ts";
import { must } from "#lib/must.ts";
import { connectAccount } from "#main/connect-account.ts";
import { contactBridge } from "#main/default-mapping.ts";
import { readSettings } from "#main/options.ts";
import { startSandboxes, type Sandboxes } from "#main/sandbox-bridge.ts";
import { openSession, type Session } from "#main/session.ts";
import { Prng } from "#sandbox/kit/prng.ts";
import { freePort, runProcess, startServing, type Environment, type Serving } from "../../cli/support/real-process.ts";
import { silent } from "../../support/in-process-world.ts";
import type { Kept } from "./drill.ts";
import { ForgetfulPeople } from "./forgetful-people.ts";
import { judgeRecovery, type Remembered } from "./recovery-oracle.ts";
import { lookAround, type Sight } from "./sight.ts";

const CONTACTS = 12;
/** Milliseconds within which a first load or a recovery must have come to rest. */
const REST_MS = 120_000;
/** Milliseconds between looks, and how many of them must find nothing to do: a round of every sweep. */
const LOOK_MS = 300;
const QUIET_LOOKS = 8;

export interface RealDrillOutcome {
  readonly pairs: number;
  readonly asked: number;
  readonly violations: readonly string[];
}

/**
 * The same drill with real processes over HTTP on the embedded PostgreSQL: work, a backup in the midst of it, more work, SIGKILL, edits while
 * nobody is there, the data folder wiped, and a new life with only the file and the key, or with the accounts alone.
 */
export async function realDrill(kept: Kept, seed: number): Promise<RealDrillOutcome> {
  const sandboxes = await startSandboxes({ highlevelPort: 0, incidentPort: 0, contacts: CONTACTS, seed, limits: false });
  const folder = await mkdtemp(join(tmpdir(), "highwire-loss-"));
  // PostgreSQL never runs as root, so its own user must be able to pass through.
  await chmod(folder, 0o755);
  const home = await Home.at(folder, sandboxes);
  try {
    return await new RealDrill(home, sandboxes, seed).run(kept);
  } finally {
    await home.stop();
    await sandboxes.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** One installation: its folder, its key, and the process that serves it. */
class Home {
  readonly folder: string;
  readonly environment: Environment;
  readonly #sandboxes: Sandboxes;
  #serving: Serving | null = null;

  private constructor(folder: string, environment: Environment, sandboxes: Sandboxes) {
    this.folder = folder;
    this.environment = environment;
    this.#sandboxes = sandboxes;
  }

  static async at(folder: string, sandboxes: Sandboxes): Promise<Home> {
    const environment = {
      HIGHWIRE_DATA_DIR: join(folder, "data"),
      HIGHWIRE_MASTER_KEY: randomBytes(32).toString("base64"),
      HIGHWIRE_PORT: String(await freePort()),
      HIGHWIRE_HIGHLEVEL_KEYS: sandboxes.highlevel.publicKey,
      HIGHWIRE_SWEEP_HIGHLEVEL: "1s",
      HIGHWIRE_SWEEP_HIGHLEVEL_FULL: "2s",
      HIGHWIRE_SWEEP_INCIDENT: "1s",
    };
    return new Home(folder, environment, sandboxes);
  }

  async start(): Promise<void> {
    this.#serving = await startServing(["--no-sandbox"], this.environment);
    this.#sandboxes.highlevel.control.webhooksTo(`${this.#serving.url}/webhooks/highlevel`);
  }

  /** As the power goes. */
  async kill(): Promise<void> {
    this.#sandboxes.highlevel.control.webhooksTo(null);
    await this.#serving?.stop("SIGKILL");
    this.#serving = null;
  }

  async stop(): Promise<void> {
    await this.#serving?.stop("SIGTERM");
    this.#serving = null;
  }

  async wipe(): Promise<void> {
    await rm(join(this.folder, "data"), { recursive: true, force: true, maxRetries: 3 });
  }

  async command(words: readonly string[]): Promise<void> {
    const { exitCode, stderr } = await runProcess(words, this.environment);
    if (exitCode !== 0) throw new Error(`highwire ${words.join(" ")} ended with ${String(exitCode)}: ${stderr}`);
  }

  /** Both accounts and a live bridge, as the commands of the same names make them. */
  async connect(): Promise<void> {
    const { highlevel, incident } = this.#sandboxes;
    await this.look(async ({ ports, vendors, workspaceId }) => {
      const given = { location: null, name: null, webhookSecrets: [] };
      const connectPorts = { store: ports.store, random: ports.random, vendors, workspaceId };
      const left = await connectAccount(connectPorts, {
        ...given,
        vendor: "highlevel",
        credential: highlevel.token,
        location: highlevel.locationId,
        baseUrl: highlevel.baseUrl,
      });
      const right = await connectAccount(connectPorts, { ...given, vendor: "incident", credential: incident.apiKey, baseUrl: incident.baseUrl });
      const id = ports.random.uuid() as BridgeId;
      await ports.store.saveBridge(contactBridge({ id, name: "Contacts", left: left.connection, right: right.connection, mode: "live" }));
    });
  }

  /** Looks into the database, beside the process that serves or after its end. */
  async look<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const session = await openSession(readSettings(this.environment), { log: silent });
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  }
}

class RealDrill {
  readonly #home: Home;
  readonly #sandboxes: Sandboxes;
  readonly #prng: Prng;
  readonly #people: ForgetfulPeople;

  constructor(home: Home, sandboxes: Sandboxes, seed: number) {
    this.#home = home;
    this.#sandboxes = sandboxes;
    this.#prng = new Prng(seed + 17);
    this.#people = new ForgetfulPeople({ ...sandboxes, clock: systemClock }, this.#prng, ["website", "phone", "fullName", "email"]);
  }

  async run(kept: Kept): Promise<RealDrillOutcome> {
    await this.#home.start();
    await this.#home.connect();
    await this.#rest();
    const file = join(this.#home.folder, "highwire.backup");
    await Promise.all([this.#edit(20, 50), kept === "backup" ? this.#home.command(["backup", "--out", file]) : null]);
    await this.#edit(20, 50);
    await systemClock.sleep(this.#prng.below(1_500));
    await this.#home.kill();
    await this.#edit(12, 1);
    const lost = await this.#home.look(async (session) => ({
      ...(await remembered(session)),
      fingerprint: await session.ports.store.fingerprinter(session.workspaceId),
      before: await lookAround(await session.ports.sides(await bridgeOf(session))),
    }));
    await this.#home.wipe();
    const backup = kept === "backup" ? await this.#restore(file) : await this.#beginAgain();
    await this.#rest();
    return this.#judge(lost, backup);
  }

  async #edit(count: number, pauseMs: number): Promise<void> {
    for (let edit = 0; edit < count; edit += 1) {
      this.#people.act(false);
      await systemClock.sleep(this.#prng.below(2 * pauseMs));
    }
  }

  async #restore(file: string): Promise<Remembered> {
    await this.#home.command(["restore", file]);
    await this.#home.start();
    return this.#home.look(async (session) => {
      const backup = await remembered(session);
      await session.app.setBridgeMode((await bridgeOf(session)).id, "live", "drill");
      return backup;
    });
  }

  async #beginAgain(): Promise<null> {
    await this.#home.start();
    await this.#home.connect();
    return null;
  }

  /** Until a first load is done, nothing is due, and a whole round of sweeps has found nothing more. */
  async #rest(): Promise<void> {
    await this.#home.look(async ({ app }) => {
      const until = systemClock.monotonicMs() + REST_MS;
      for (let quiet = 0; quiet < 10;) {
        await systemClock.sleep(500);
        const { bridges } = await app.status();
        const isQuiet = bridges.every(({ backfill, counts }) => backfill.state === "done" && counts.dirty === 0);
        quiet = isQuiet ? quiet + 1 : 0;
        if (systemClock.monotonicMs() > until)
          throw new Error(`the bridge did not come to rest: ${JSON.stringify(bridges.map(({ counts }) => counts))}`);
      }
    });
  }

  async #judge(
    lost: Remembered & { readonly fingerprint: (text: string) => string; readonly before: Sight },
    backup: Remembered | null,
  ): Promise<RealDrillOutcome> {
    return this.#home.look(async (session) => {
      const found = await remembered(session);
      const bridge = await bridgeOf(session);
      const after = await lookAround(await session.ports.sides(bridge));
      const { before, fingerprint } = lost;
      const { violations, counts } = judgeRecovery({ bridge, before, after, lost, lostFingerprint: fingerprint, backup, found });
      const writes = this.#writes();
      await systemClock.sleep(QUIET_LOOKS * LOOK_MS);
      const { brokenAt } = await session.ports.store.verifyJournal(session.workspaceId);
      return {
        pairs: counts.relinked,
        asked: counts.asked,
        violations: [
          ...violations,
          ...(this.#writes() > writes ? ["E1 something was written after the recovery had come to rest"] : []),
          ...(brokenAt === null ? [] : [`A1 the journal's chain breaks at ${brokenAt}`]),
          ...(counts.relinked < CONTACTS ? [`I3 only ${String(counts.relinked)} pairs were found again`] : []),
        ],
      };
    });
  }

  #writes(): number {
    return this.#sandboxes.highlevel.control.counters().writes + this.#sandboxes.incident.control.counters().writes;
  }
}

async function bridgeOf({ ports: { store }, workspaceId }: Session): Promise<Bridge> {
  const [bridge] = await store.bridges(workspaceId);
  return must(bridge, "the bridge");
}

async function remembered({ ports: { store }, workspaceId }: Session): Promise<Remembered> {
  const states = ["open", "decided", "closed"] as const;
  const [{ links }, ...conflicts] = await Promise.all([
    store.listLinks({ workspaceId, sort: "changed", limit: 10_000 }),
    ...states.map((state): Promise<readonly ConflictRow[]> => store.conflicts(workspaceId, { state, limit: 10_000 })),
  ]);
  return { links: links satisfies readonly LinkRow[], conflicts: conflicts.flat() };
}
