import { execFile, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmod, chown, mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { HighwireError } from "#core/errors.ts";
import type { Log } from "#core/ports/log.ts";
import { systemClock } from "#lib/system-clock.ts";
import { findBinaries } from "./binaries.ts";
import { takeOwnership } from "./owner-file.ts";
import {
  guardAgainstKill,
  isRunning,
  signalProcess,
  SOCKET_PORT,
  startPostmaster,
  stopOrphan,
  stopProcess,
  type PostmasterPlan,
} from "./postmaster.ts";
import { findRunAs, spawnAs } from "./run-as.ts";
import { findRunningServer, readServerFile, removeServerFile, writeServerFile } from "./server-file.ts";

const run = promisify(execFile);

/** Where to connect: the folder of the Unix socket stands for the host. */
export interface EmbeddedAddress {
  readonly host: string;
  readonly port: number;
  /** The cluster's owner, who may do everything. */
  readonly user: string;
}

export interface EmbeddedServer extends EmbeddedAddress {
  /** Stops the server (fast shutdown) and gives up the data folder. Does nothing for a server that another process runs. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly log: Log;
  /** Server settings that differ from ours; for tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Name of the cluster's owner. */
const OWNER = "highwire";
/** Longest socket path, in bytes, that all systems take, with some room. */
const SOCKET_PATH_BYTES = 100;
/** Milliseconds before the first attempt to bring a dead server back, and at most. */
const RESTART_MS = [100, 5_000] as const;

/**
 * Runs a real PostgreSQL over a data folder, as a child process on a Unix socket: makes the folder at the first start, recovers it after a
 * crash, brings the server back when it dies. Throws `HW_STORAGE_LOCKED` when another process owns the folder, `HW_STORAGE_POSTGRES_MISSING`,
 * `HW_STORAGE_UNAVAILABLE`.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const dataDir = resolve(options.dataDir);
  const plan = await prepare(dataDir, options.settings ?? {});
  const giveUp = await takeOwnership(dataDir);
  let socketDir = "";
  try {
    await clearLeftovers(dataDir, plan.cluster, options.log);
    if (!(await exists(plan.cluster))) await initialise(plan);
    socketDir = await makeSocketDir(plan.runAs);
    const supervisor = await supervise({ ...plan, socketDir }, options.log);
    await writeServerFile(dataDir, { ownerPid: process.pid, socketDir, port: SOCKET_PORT });
    const stop = async (): Promise<void> => {
      await supervisor.stop();
      await removeServerFile(dataDir);
      await rm(socketDir, { recursive: true, force: true });
      await giveUp();
    };
    return { host: socketDir, port: SOCKET_PORT, user: OWNER, stop };
  } catch (error) {
    if (socketDir !== "") await rm(socketDir, { recursive: true, force: true });
    await giveUp();
    throw error;
  }
}

/** The server that another living process runs over this folder; null when none does. */
export async function attachEmbedded(dataDir: string): Promise<EmbeddedServer | null> {
  const running = await findRunningServer(resolve(dataDir));
  return running === null ? null : { host: running.socketDir, port: running.port, user: OWNER, stop: () => Promise.resolve() };
}

/** Folder of the database itself within a data folder; it is there once the first start was completed. */
export const clusterOf = (dataDir: string): string => join(resolve(dataDir), "postgres");

async function prepare(dataDir: string, settings: Readonly<Record<string, string>>): Promise<Omit<PostmasterPlan, "socketDir">> {
  const runAs = await findRunAs();
  const binaries = await findBinaries(runAs);
  try {
    await mkdir(dataDir, { recursive: true, mode: runAs === null ? 0o700 : 0o755 });
  } catch (error) {
    throw new HighwireError("HW_STORAGE_UNAVAILABLE", { detail: `${dataDir} cannot be made: ${(error as NodeJS.ErrnoException).code ?? "unknown"}` });
  }
  if (runAs !== null) {
    await run("/bin/sh", ["-c", 'cd "$0"', dataDir], { ...spawnAs(runAs), cwd: "/" }).catch(() => {
      throw new HighwireError("HW_STORAGE_UNAVAILABLE", {
        detail: `the user ${runAs.name}, as whom PostgreSQL runs, cannot enter ${dataDir}: allow it (chmod o+x on each folder of the path) or choose another HIGHWIRE_DATA_DIR`,
      });
    });
  }
  return { binaries, runAs, cluster: clusterOf(dataDir), logFile: join(dataDir, "postgres.log"), settings };
}

async function clearLeftovers(dataDir: string, cluster: string, log: Log): Promise<void> {
  if (await stopOrphan(cluster)) log.warn("storage.orphan-stopped");
  const old = await readServerFile(dataDir);
  // Only a folder that we could have made is removed, whatever the file says.
  if (old !== null && /[\\/]hw-[A-Za-z0-9]{6}$/u.test(old.socketDir)) await rm(old.socketDir, { recursive: true, force: true });
  await removeServerFile(dataDir);
}

/** Makes the cluster aside and moves it into place when it is complete, so that an interrupted first start leaves nothing half made. */
async function initialise(plan: Omit<PostmasterPlan, "socketDir">): Promise<void> {
  const draft = `${plan.cluster}.${randomUUID()}`;
  await mkdir(draft, { mode: 0o700 });
  if (plan.runAs !== null) await chown(draft, plan.runAs.uid, plan.runAs.gid);
  const args = [
    "-D",
    draft,
    "-U",
    OWNER,
    "--auth-local=trust",
    "--auth-host=reject",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
    "--no-instructions",
  ];
  try {
    await run(plan.binaries.initdb, args, { ...spawnAs(plan.runAs), cwd: "/", env: { LC_ALL: "C", TZ: "UTC", PATH: "/usr/bin:/bin" } });
    await rename(draft, plan.cluster);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const said =
      (error as { readonly stderr?: string }).stderr?.trim().split("\n").slice(-3).join(" | ") ?? (error as NodeJS.ErrnoException).code ?? "";
    throw new HighwireError("HW_STORAGE_UNAVAILABLE", { detail: `the database could not be made: ${said}` });
  }
}

async function makeSocketDir(runAs: PostmasterPlan["runAs"]): Promise<string> {
  const wanted = join(tmpdir(), "hw-XXXXXX", `.s.PGSQL.${String(SOCKET_PORT)}`);
  const folder = await mkdtemp(join(Buffer.byteLength(wanted) <= SOCKET_PATH_BYTES ? tmpdir() : "/tmp", "hw-"));
  await chmod(folder, 0o700);
  if (runAs !== null) await chown(folder, runAs.uid, runAs.gid);
  return folder;
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Keeps the server running until told to stop. */
async function supervise(plan: PostmasterPlan, log: Log): Promise<{ stop(): Promise<void> }> {
  let stopping = false;
  let current = await startGuarded(plan);
  let revival: Promise<void> = Promise.resolve();
  const revive = async (): Promise<void> => {
    for (let delayMs: number = RESTART_MS[0]; !stopping; delayMs = Math.min(delayMs * 2, RESTART_MS[1])) {
      await systemClock.sleep(delayMs);
      if (stopping) return;
      try {
        current = await startGuarded(plan);
        watch();
        log.warn("storage.postgres-restarted", { pid: current.child.pid });
        return;
      } catch (error) {
        log.error("storage.postgres-restart-failed", { code: error instanceof HighwireError ? error.code : "unknown" });
      }
    }
  };
  const watch = (): void => {
    const { child, guard } = current;
    const gone = (): void => {
      guard.kill("SIGKILL");
      if (stopping) return;
      log.error("storage.postgres-died", { exitCode: child.exitCode, signal: child.signalCode });
      revival = revive();
    };
    if (isRunning(child)) child.once("exit", gone);
    else gone();
  };
  watch();
  const atExit = (): void => signalProcess(current.child.pid ?? 0, "SIGINT");
  process.once("exit", atExit);
  return {
    async stop() {
      stopping = true;
      await revival;
      process.off("exit", atExit);
      current.guard.kill("SIGKILL");
      if (isRunning(current.child) && current.child.pid !== undefined) await stopProcess(current.child.pid);
    },
  };
}

async function startGuarded(plan: PostmasterPlan): Promise<{ readonly child: ChildProcess; readonly guard: ChildProcess }> {
  const child = await startPostmaster(plan);
  child.unref();
  return { child, guard: guardAgainstKill(child.pid ?? 0) };
}
