import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { HighwireError } from "#core/errors.ts";
import { systemClock } from "#lib/system-clock.ts";
import type { Binaries } from "./binaries.ts";
import { processStart } from "./owner-file.ts";
import { spawnAs, type RunAs } from "./run-as.ts";

/** Everything needed to start the server of one data folder. */
export interface PostmasterPlan {
  readonly binaries: Binaries;
  readonly runAs: RunAs | null;
  /** PostgreSQL's own folder (PGDATA). */
  readonly cluster: string;
  readonly socketDir: string;
  readonly logFile: string;
  /** Server settings that differ from ours; for tests. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Longest start, in milliseconds: crash recovery of a large write-ahead log takes its time. */
const START_MS = 300_000;
/** Milliseconds for a fast shutdown, then for an immediate one. */
const STOP_MS = [30_000, 5_000] as const;
/** Bytes above which the server's log is begun anew at a start. */
const LOG_BYTES = 10 * 1024 * 1024;

/** Port number in the socket's name; nothing listens on the network. */
export const SOCKET_PORT = 5432;

/**
 * Durable and modest: a shared machine gives us little memory. Nothing of a statement is ever logged, because statements hold personal values
 * (P5). Statistics are taken of few rows: no plan depends on them, and sorting thirty thousand wide rows every few seconds held up the door's
 * commits for a seventh of a second. Files of the write-ahead log are kept to be used anew: making one holds up every commit while 16 MB are
 * written, and a storm of webhooks needs one every few seconds; 256 MB last it a hundred thousand events.
 */
const ourSettings = {
  listen_addresses: "",
  port: String(SOCKET_PORT),
  unix_socket_permissions: "0700",
  fsync: "on",
  full_page_writes: "on",
  synchronous_commit: "on",
  shared_buffers: "64MB",
  max_connections: "60",
  work_mem: "8MB",
  maintenance_work_mem: "64MB",
  max_wal_size: "512MB",
  min_wal_size: "256MB",
  wal_compression: "on",
  autovacuum_max_workers: "2",
  autovacuum_naptime: "20s",
  max_worker_processes: "4",
  max_parallel_workers: "0",
  max_parallel_workers_per_gather: "0",
  io_method: "sync",
  huge_pages: "off",
  default_statistics_target: "10",
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  lc_messages: "C",
  log_destination: "stderr",
  logging_collector: "off",
  log_min_messages: "warning",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  log_statement: "none",
  log_parameter_max_length: "0",
  log_parameter_max_length_on_error: "0",
  log_checkpoints: "off",
  log_autovacuum_min_duration: "-1",
} as const;

/** Starts the server and resolves when it takes connections. Throws `HW_STORAGE_UNAVAILABLE` or `HW_STORAGE_LOCKED`. */
export async function startPostmaster(plan: PostmasterPlan): Promise<ChildProcess> {
  const settings = Object.entries({ ...ourSettings, unix_socket_directories: plan.socketDir, ...plan.settings });
  const log = openLog(plan.logFile);
  const child = spawn(plan.binaries.postgres, ["-D", plan.cluster, ...settings.flatMap(([name, value]) => ["-c", `${name}=${value}`])], {
    // Its own process group: Ctrl-C must reach Highwire alone, which then stops the server when it no longer needs it.
    ...spawnAs(plan.runAs),
    detached: true,
    cwd: "/",
    stdio: ["ignore", log, log],
    env: { LC_ALL: "C", TZ: "UTC", PATH: "/usr/bin:/bin" },
  });
  closeSync(log);
  const failed = new Promise<never>((_resolve, reject) => {
    child.once("error", (error) => reject(new HighwireError("HW_STORAGE_UNAVAILABLE", { detail: "PostgreSQL could not be started" }, error)));
    child.once("exit", () => reject(startFailure(plan.logFile)));
  });
  failed.catch(() => undefined);
  await Promise.race([failed, untilReady(plan.cluster, child)]);
  return child;
}

function openLog(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return openSync(path, size > LOG_BYTES ? "w" : "a", 0o600);
}

function startFailure(logFile: string): HighwireError {
  const said = readFileSync(logFile, "utf8").trim().split("\n").slice(-3).join(" | ").slice(-600);
  const held = said.includes("postmaster.pid") && said.includes("already exists");
  return new HighwireError(held ? "HW_STORAGE_LOCKED" : "HW_STORAGE_UNAVAILABLE", { detail: `PostgreSQL did not start (${logFile}): ${said}` });
}

async function untilReady(cluster: string, child: ChildProcess): Promise<void> {
  const deadline = systemClock.monotonicMs() + START_MS;
  while (isRunning(child) && systemClock.monotonicMs() < deadline) {
    const facts = await readPidFile(cluster);
    if (facts?.pid === child.pid && facts?.ready) return;
    await systemClock.sleep(15);
  }
  if (isRunning(child)) throw new HighwireError("HW_STORAGE_UNAVAILABLE", { detail: "PostgreSQL is still recovering" });
}

export const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

/** What PostgreSQL writes into its own lock file: process number in line 1, state in line 8. */
async function readPidFile(cluster: string): Promise<{ readonly pid: number; readonly ready: boolean } | null> {
  const lines = (await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, ready: lines[7]?.trim() === "ready" } : null;
}

/** Stops a server that outlived its Highwire (killed without a chance to stop it), so that its folder can be opened again. */
export async function stopOrphan(cluster: string): Promise<boolean> {
  const facts = await readPidFile(cluster);
  if (facts === null || !isPostmasterOf(facts.pid, cluster)) return false;
  await stopProcess(facts.pid);
  return true;
}

/** A process number may have been given to somebody else meanwhile: only a process that works in this very folder is stopped. */
function isPostmasterOf(pid: number, cluster: string): boolean {
  if (processStart(pid) === null) return false;
  if (process.platform !== "linux") return true;
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, "utf8")
      .split("\0")
      .includes(cluster);
  } catch {
    return false;
  }
}

/** Fast shutdown: open transactions are rolled back, everything committed is on disk. Immediate, then killed, when that takes too long. */
export async function stopProcess(pid: number): Promise<void> {
  const began = processStart(pid);
  if (began === null) return;
  for (const [signal, patience] of [
    ["SIGINT", STOP_MS[0]],
    ["SIGQUIT", STOP_MS[1]],
    ["SIGKILL", STOP_MS[1]],
  ] as const) {
    signalProcess(pid, signal);
    const deadline = systemClock.monotonicMs() + patience;
    while (systemClock.monotonicMs() < deadline) {
      if (processStart(pid) !== began) return;
      await systemClock.sleep(10);
    }
  }
}

export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Already gone.
  }
}

/**
 * A tiny process that stops the server when this one is killed without a chance to do so itself: its input closes with us. Ended by
 * SIGKILL when the server is stopped in order.
 */
export function guardAgainstKill(postmasterPid: number): ChildProcess {
  const guard = spawn("/bin/sh", ["-c", `read _; kill -INT ${String(postmasterPid)} 2>/dev/null`], {
    detached: true,
    cwd: "/",
    stdio: ["pipe", "ignore", "ignore"],
    env: {},
  });
  guard.on("error", () => undefined);
  guard.stdin?.on("error", () => undefined);
  guard.unref();
  (guard.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  return guard;
}
