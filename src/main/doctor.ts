import { counted } from "#lib/counted.ts";
import type { Checkup, CheckupPage } from "#core/checkup.ts";
import { vendorName } from "#core/vendor-name.ts";
import { statfs } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { Application, ApplicationStatus } from "#engine/application.ts";
import { HighwireError } from "#core/errors.ts";
import { registry } from "#core/error-registry.ts";
import { dataDirOf, readRuntimeFile } from "./runtime-file.ts";
import type { Session } from "./session.ts";
import type { Settings } from "./options.ts";
import { credentialName } from "./vendors.ts";

const ok = (name: string, says: string): Checkup => ({ name, state: "ok", says, fix: null, page: null });
const bad = (state: "warn" | "fail", name: string, says: string, fix: string, page: CheckupPage | null = null): Checkup => ({
  name,
  state,
  says,
  fix,
  page,
});

/** One gigabyte: below it the disk counts as nearly full. */
const LOW_DISK_BYTES = 1_073_741_824;
/** Skew above which signed events of incident.io would be refused, in milliseconds (X3). */
const MAX_SKEW_MS = 120_000;

/** Everything, of a Highwire that runs. */
export const checkAll = async (settings: Settings, opened: Opened): Promise<readonly Checkup[]> => [
  ...(await checkMachine(settings)),
  ...(await checkSession(opened)),
];

/** What is looked at of an opened Highwire. */
type Opened = Pick<Session, "app" | "ports" | "vendors" | "workspaceId">;

/** Checks that need no store. */
export async function checkMachine(settings: Settings): Promise<readonly Checkup[]> {
  return [checkNode(), await checkDisk(settings), await checkRunning(settings)];
}

/** Checks of an opened Highwire. */
export async function checkSession(session: Opened): Promise<readonly Checkup[]> {
  const status = await session.app.status();
  const accounts = await Promise.all(status.connections.map((connection) => checkConnection(session, connection)));
  return [
    checkStore(status.store),
    ...checkSetUp(status),
    ...accounts,
    ...checkQuotas(status),
    ...checkBridges(status),
    ...(await checkJournal(session.app)),
  ];
}

/** The check that stands for a store that would not open. */
export function storeFailed(error: unknown): Checkup {
  if (!(error instanceof HighwireError))
    return bad("fail", "PostgreSQL", `could not be opened (${(error as Error | null)?.name ?? "unknown"})`, "highwire doctor -v");
  const { title, number, fix } = registry[error.code];
  return bad("fail", "PostgreSQL", `${title} (${number})${error.data.detail === undefined ? "" : `: ${error.data.detail}`}`, fix);
}

function checkNode(): Checkup {
  const [major = 0] = process.versions.node.split(".").map(Number);
  return major >= 24 ? ok("Node", process.version) : bad("fail", "Node", `${process.version}; 24 or newer is needed`, "npm ci");
}

async function checkDisk(settings: Settings): Promise<Checkup> {
  let folder = dataDirOf(settings);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const says = `${(free / LOW_DISK_BYTES).toFixed(1)} GB free`;
  return free > LOW_DISK_BYTES ? ok("Disk", says) : bad("warn", "Disk", says, "Free some space, or set HIGHWIRE_DATA_DIR to another disk.");
}

async function checkRunning(settings: Settings): Promise<Checkup> {
  const running = await readRuntimeFile(dataDirOf(settings));
  if (running === null) return ok("Server", "not running");
  const answer = await reach(`${running.url}/healthz`);
  return answer === null
    ? bad("warn", "Server", `process ${String(running.pid)} does not answer at ${running.url}`, `kill ${String(running.pid)} && highwire start`)
    : ok("Server", `running at ${running.url} (process ${String(running.pid)})`);
}

function checkStore(store: ApplicationStatus["store"]): Checkup {
  const says = `${store.kind === "embedded" ? "embedded" : store.kind === "server" ? "own server" : "in memory"}, version ${store.version}, fsync ${store.fsync ? "on" : "off"}, checksums ${store.checksums ? "on" : "off"}`;
  if (store.kind === "memory") return bad("fail", "PostgreSQL", "nothing is kept when the process ends", "highwire start");
  if (!store.fsync) return bad("fail", "PostgreSQL", says, "ALTER SYSTEM SET fsync = on; SELECT pg_reload_conf();");
  return store.checksums ? ok("PostgreSQL", says) : bad("warn", "PostgreSQL", says, "pg_checksums --enable (with the server stopped)");
}

function checkSetUp(status: ApplicationStatus): readonly Checkup[] {
  return (["highlevel", "incident"] as const)
    .filter((vendor) => !status.connections.some((connection) => connection.vendor === vendor))
    .map((vendor) => bad("warn", vendorName(vendor), "not connected", `highwire connect ${vendor}`, "connections"));
}

async function checkConnection(session: Opened, connection: ApplicationStatus["connections"][number]): Promise<Checkup> {
  const name = `${vendorName(connection.vendor)} ${connection.name}`;
  if (connection.state === "paused")
    return bad(
      "warn",
      name,
      `paused (${connection.pausedBecause ?? "no reason kept"})`,
      `highwire connections resume ${connection.id}`,
      "connections",
    );
  try {
    const skew = await clockSkewMs(connection.baseUrl, session.app.clock.now());
    const credential = await session.ports.store.secret(session.workspaceId, credentialName(connection.id));
    if (credential === null) return bad("fail", name, "its credential is missing", `highwire connect ${connection.vendor}`, "connections");
    const { missing } = await session.vendors.probe({
      vendor: connection.vendor,
      credential,
      locationId: connection.vendor === "highlevel" ? connection.account : null,
      baseUrl: connection.baseUrl,
    });
    if (missing.length > 0)
      return bad(
        "fail",
        name,
        `lacks ${missing.join(", ")}`,
        `Grant it at the vendor, then: highwire connections test ${connection.id}`,
        "connections",
      );
    if (skew !== null && Math.abs(skew) > MAX_SKEW_MS)
      return bad("fail", name, `this machine's clock is off by ${String(Math.round(skew / 1_000))} s`, "timedatectl set-ntp true");
    return ok(name, skew === null ? "reads" : `reads; clock within ${String(Math.ceil(Math.abs(skew) / 1_000))} s`);
  } catch (error) {
    const { title, number, fix } = registry[error instanceof HighwireError ? error.code : "HW_INVARIANT"];
    return bad("fail", name, `${title} (${number})`, fix, "connections");
  }
}

/** How far this machine's clock is ahead of the vendor's, from its Date header; null when it sends none or cannot be reached. */
async function clockSkewMs(baseUrl: string, now: number): Promise<number | null> {
  const date = (await reach(baseUrl))?.date ?? null;
  return date === null || Number.isNaN(Date.parse(date)) ? null : now - Date.parse(date);
}

async function reach(url: string): Promise<{ readonly date: string | null } | null> {
  const { request } = url.startsWith("https:") ? await import("node:https") : await import("node:http");
  return new Promise((resolve) => {
    const call = request(url, { method: "HEAD", timeout: 5_000 }, (response) => {
      response.resume();
      resolve({ date: response.headers.date ?? null });
    });
    call.on("timeout", () => call.destroy());
    call.on("error", () => resolve(null));
    call.end();
  });
}

function checkQuotas(status: ApplicationStatus): readonly Checkup[] {
  return status.quotas.map((quota) => {
    const name = `Quota ${vendorName(quota.vendor)}`;
    const day = quota.dayLimit === null ? "" : `, today ${String(quota.dayUsed ?? 0)} of ${String(quota.dayLimit)}`;
    const says = `${String(quota.used)} of ${String(quota.limit)} in ${String(quota.windowMs / 1_000)} s${day}`;
    const spent = quota.dayLimit !== null && (quota.dayUsed ?? 0) > quota.dayLimit * 0.9;
    return spent ? bad("warn", name, says, "Wait until the vendor's day ends; people's calls still go first.") : ok(name, says);
  });
}

function checkBridges(status: ApplicationStatus): readonly Checkup[] {
  return status.bridges.map(({ bridge, counts }) => {
    const name = `Bridge ${bridge.name}`;
    const says = `${bridge.mode}, ${String(counts["in-sync"])} in step, ${String(counts.failing)} failing, ${counted(counts.openConflicts, "conflict")}`;
    if (bridge.brake !== null)
      return bad(
        "fail",
        name,
        `stopped by the mass-delete brake: ${String(bridge.brake.plannedDeletes)} of ${String(bridge.brake.linked)}`,
        `highwire bridges release --bridge ${bridge.id}`,
        "flows",
      );
    if (counts.failing > 0) return bad("warn", name, says, `highwire bridges redrive --bridge ${bridge.id}`, "failures");
    return counts.openConflicts > 0 ? bad("warn", name, says, "highwire conflicts list", "conflicts") : ok(name, says);
  });
}

async function checkJournal(app: Application): Promise<readonly Checkup[]> {
  const { checked, brokenAt } = await app.store.verifyJournal(app.workspaceId);
  return [
    brokenAt === null
      ? ok("Journal", `${counted(checked, "entry", "entries")}, chain unbroken`)
      : bad("fail", "Journal", `the chain does not fit at entry ${brokenAt}`, "Restore a backup; keep this database for an investigation."),
  ];
}
