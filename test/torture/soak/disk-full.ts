import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { compareSides } from "#main/demo/compare-sides.ts";
import { readSettings } from "#main/options.ts";
import { systemRandom } from "#lib/system-random.ts";
import { createSandboxBridge, startSandboxes, type Sandboxes } from "#main/sandbox-bridge.ts";
import { openSession } from "#main/session.ts";
import { homeWorkspace } from "#main/workspaces.ts";
import type { Bridge } from "#core/bridge.ts";
import { Prng } from "#sandbox/kit/prng.ts";
import { freePort, runProcess, startProcess, type Environment, type RealProcess } from "../../cli/support/real-process.ts";
import { silent } from "../../support/in-process-world.ts";
import type { Belongings } from "./belongings.ts";
import { Mail } from "./mail.ts";
import { ownFolder } from "./scene.ts";
import { pause, until } from "./waiting.ts";

/** Size of the disk: a fresh database and its write-ahead log take half of it. */
const DISK = "192m";
const CONTACTS = 5;
/** Milliseconds for the server to start, to notice the full disk, to take events again, and to come to rest. */
const [START_MS, NOTICE_MS, RESUME_MS, REST_MS] = [90_000, 60_000, 90_000, 90_000] as const;
/** Refusals to be seen before space is made again. */
const REFUSALS = 10;
/** Name of their count. */
export const REFUSED_ON_DISK = "answers of 429 on a full disk";

export interface InstallationFindings {
  readonly counts: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
  /** Why there was no disk to fill; null when there was one. */
  readonly noDisk: string | null;
}

/**
 * An installation as it comes, with its own PostgreSQL: a second one wants the same folder, and its disk is filled to the last byte and emptied
 * again. Only root may mount such a disk; without one the folder lies where it may, and is not filled.
 */
export async function tryInstallation(seed: number, belongings: Belongings): Promise<InstallationFindings> {
  const disk = await mountDisk(belongings);
  const sandboxes = await startSandboxes({ highlevelPort: 0, incidentPort: 0, contacts: CONTACTS, seed });
  belongings.later(() => sandboxes.close());
  const port = await freePort();
  const environment = {
    HIGHWIRE_DATA_DIR: disk.folder,
    HIGHWIRE_MASTER_KEY: randomBytes(32).toString("base64"),
    HIGHWIRE_PORT: String(port),
    HIGHWIRE_HIGHLEVEL_KEYS: sandboxes.highlevel.publicKey,
    HIGHWIRE_SWEEP_INCIDENT: "2s",
    HIGHWIRE_SWEEP_HIGHLEVEL: "3s",
  };
  const server = startProcess(["start", "--no-sandbox"], environment);
  belongings.process(server.pid, server.ended);
  await server.up;
  const bridge = await connect(environment, sandboxes);
  const mail = new Mail({ url: `http://127.0.0.1:${String(port)}`, locationId: sandboxes.highlevel.locationId, prng: new Prng(seed + 1) });
  sandboxes.highlevel.control.webhooksTo(mail.deliver);
  const second = await refusesSecond(environment, server);
  const drill = new Drill({ folder: disk.folder, sandboxes, bridge, mail, server });
  const violations = [...second, ...(disk.noDisk === null ? await drill.run() : [])];
  server.signal("SIGTERM");
  const code = await server.ended;
  if (code !== 0) violations.push(`told to stop, the installation's server ended with ${String(code)}: ${server.words().slice(-300)}`);
  const counts = { "second installations refused": second.length === 0 ? 1 : 0 };
  return { counts: { ...counts, ...(disk.noDisk === null && { [REFUSED_ON_DISK]: drill.refusals }) }, violations, noDisk: disk.noDisk };
}

/** Where the installation lies. */
interface Place {
  readonly folder: string;
  readonly noDisk: string | null;
}

async function mountDisk(belongings: Belongings): Promise<Place> {
  const folder = join(await ownFolder(belongings), "disk");
  mkdirSync(folder);
  if (process.getuid?.() !== 0) return { folder, noDisk: "only root may mount one" };
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${DISK},mode=755`, "tmpfs", folder], { stdio: "ignore" });
  if (status !== 0) return { folder, noDisk: "this machine lets not even root mount one" };
  belongings.mount(folder);
  return { folder, noDisk: null };
}

/** Connects both sandboxes through the running server's own PostgreSQL, as a command would. */
async function connect(environment: Environment, sandboxes: Sandboxes): Promise<Bridge> {
  const session = await openSession(readSettings(environment), { log: silent, workspaceId: homeWorkspace });
  try {
    return await createSandboxBridge({ store: session.app.store, random: systemRandom }, homeWorkspace, sandboxes);
  } finally {
    await session.close();
  }
}

/** Of two installations on one folder the second says who holds it and leaves; the first does not even notice. */
async function refusesSecond(environment: Environment, first: RealProcess): Promise<string[]> {
  const second = await runProcess(["start", "--no-sandbox"], { ...environment, HIGHWIRE_PORT: String(await freePort()) });
  const isClear = second.exitCode === 3 && second.stderr.includes("HW-3002") && second.stderr.includes(`process ${String(first.pid)}`);
  return isClear ? [] : [`a second installation on the same folder ended with ${String(second.exitCode)}: ${second.stderr.slice(-400)}`];
}

class Drill {
  readonly #parts: {
    readonly folder: string;
    readonly sandboxes: Sandboxes;
    readonly bridge: Bridge;
    readonly mail: Mail;
    readonly server: RealProcess;
  };
  #edits = 0;

  constructor(parts: {
    readonly folder: string;
    readonly sandboxes: Sandboxes;
    readonly bridge: Bridge;
    readonly mail: Mail;
    readonly server: RealProcess;
  }) {
    this.#parts = parts;
  }

  get refusals(): number {
    return this.#parts.mail.answers().byStatus[429] ?? 0;
  }

  async run(): Promise<string[]> {
    const { folder, mail } = this.#parts;
    if (!(await until(() => this.#isEqual(), START_MS))) return ["the installation on a small disk did not load its contacts"];
    const ballast = join(folder, "ballast");
    await fill(ballast);
    const refused = await this.#editUntil(() => this.refusals >= REFUSALS, NOTICE_MS);
    rmSync(ballast);
    const before = mail.acknowledged.size;
    const resumed = await this.#editUntil(() => mail.acknowledged.size > before, RESUME_MS);
    const equal = await until(() => mail.underway === 0 && this.#isEqual(), REST_MS);
    const strange = Object.keys(mail.answers().byStatus).filter((status) => status !== "200" && status !== "429");
    return [
      ...(refused ? [] : ["X2 on a full disk events were not refused with 429"]),
      ...(resumed ? [] : ["X2 no event was taken within 90 s after there was space again"]),
      ...(equal ? [] : ["after a full disk the two sides did not become equal"]),
      ...strange.map((status) => `X2 around a full disk HighLevel's route answered ${status}`),
    ];
  }

  /** People go on editing until something is so. */
  #editUntil(isTrue: () => boolean, withinMs: number): Promise<boolean> {
    return until(async () => {
      const { control } = this.#parts.sandboxes.highlevel;
      for (const { id } of control.contacts())
        control.editContact(String(id), { website: `https://page-${String((this.#edits += 1))}.example.com/` });
      await pause(100);
      return isTrue();
    }, withinMs);
  }

  #isEqual(): boolean {
    const { sandboxes, bridge } = this.#parts;
    const typeId = sandboxes.incident.control.types().find(({ type_name: name }) => name.includes("HighLevelContact"))?.id;
    if (typeId === undefined) return false;
    const truth = { contacts: sandboxes.highlevel.control.contacts(), entries: sandboxes.incident.control.entries(typeId) };
    const { pairs, unequal, duplicates, unpaired } = compareSides(truth, bridge, new Set());
    return pairs >= CONTACTS && unequal.length + duplicates + unpaired === 0;
  }
}

/** Writes until not a byte more fits. */
async function fill(path: string): Promise<void> {
  const file = await open(path, "w");
  try {
    for (let size = 1_048_576; size > 0;) {
      try {
        await file.write(Buffer.alloc(size, 1));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
        size = Math.floor(size / 2);
      }
    }
  } finally {
    await file.close();
  }
}
