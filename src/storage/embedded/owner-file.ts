import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { link, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { HighwireError } from "#core/errors.ts";
import { isObject, parseJson } from "#lib/json.ts";

/** Milliseconds between signs of life of an owner, for other machines that see the same folder. */
const HEARTBEAT_MS = 5_000;
/** Milliseconds without a sign of life after which an owner on another machine counts as dead. */
const SILENT_MS = 30_000;

interface Owner {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  /** When the process began, as its machine tells it; tells a process from a later one with the same number. */
  readonly processStart: string;
  /** Since when it owns the folder, as ISO text. */
  readonly since: string;
}

/**
 * Takes ownership of a data folder, so that one process at a time runs the database in it. The owner file of a process that is gone is taken
 * over. Returns what gives it up. Throws `HW_STORAGE_LOCKED` naming the owner.
 */
export async function takeOwnership(dataDir: string): Promise<() => Promise<void>> {
  const path = join(dataDir, "owner.json");
  const mine: Owner = {
    id: randomUUID(),
    pid: process.pid,
    host: hostname(),
    processStart: processStart(process.pid) ?? "",
    since: new Date().toISOString(),
  };
  for (let tries = 0; !(await claimFile(path, mine)); tries += 1) {
    const current = await readOwner(path);
    if (current === null) {
      // Just given up, or unreadable: an unreadable file belongs to nobody, for it is only ever put in place whole.
      if (tries > 0) await rm(path, { force: true });
    } else if (tries > 5 || (await isAlive(path, current))) throw locked(current, dataDir);
    else await removeStale(path, current);
  }
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), HEARTBEAT_MS).unref();
  const atExit = (): void => removeOwn(path, mine);
  process.once("exit", atExit);
  return async () => {
    clearInterval(beat);
    process.off("exit", atExit);
    await Promise.resolve();
    removeOwn(path, mine);
  };
}

function locked(owner: Owner, dataDir: string): HighwireError {
  const how = `stop it with: kill ${String(owner.pid)}; commands such as highwire status attach to it by themselves; or give this one its own HIGHWIRE_DATA_DIR`;
  return new HighwireError("HW_STORAGE_LOCKED", {
    detail: `${dataDir} is held by process ${String(owner.pid)} on ${owner.host} since ${owner.since}; ${how}`,
  });
}

/** Puts a complete file in place, or fails because there is one. */
async function claimFile(path: string, owner: Owner): Promise<boolean> {
  const draft = `${path}.${owner.id}`;
  await writeFile(draft, `${JSON.stringify(owner)}\n`, { mode: 0o644 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw new HighwireError("HW_STORAGE_UNAVAILABLE", { detail: `${path} cannot be written: ${(error as NodeJS.ErrnoException).code ?? "unknown"}` });
  } finally {
    await rm(draft, { force: true });
  }
}

async function readOwner(path: string): Promise<Owner | null> {
  const raw = await readFile(path).catch(() => null);
  return raw === null ? null : parseOwner(raw);
}

function parseOwner(raw: Uint8Array): Owner | null {
  const parsed = parseJson(raw);
  return parsed.kind === "parsed" && isObject(parsed.value) && typeof parsed.value["pid"] === "number" ? (parsed.value as unknown as Owner) : null;
}

async function isAlive(path: string, owner: Owner): Promise<boolean> {
  if (owner.host === hostname()) return processStart(owner.pid) === owner.processStart;
  const touched = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  return Date.now() - touched < SILENT_MS;
}

/** Sets a dead owner's file aside; when somebody was faster and the file is already a new owner's, it is put back. */
async function removeStale(path: string, stale: Owner): Promise<void> {
  const aside = `${path}.stale-${randomUUID()}`;
  if (
    !(await rename(path, aside).then(
      () => true,
      () => false,
    ))
  )
    return;
  const moved = await readOwner(aside);
  if (moved !== null && moved.id !== stale.id) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

function removeOwn(path: string, mine: Owner): void {
  try {
    if (parseOwner(readFileSync(path))?.id === mine.id) rmSync(path, { force: true });
  } catch {
    // Already gone.
  }
}

/** When a process began, as text that only ever equals itself; null when there is no such process. */
export function processStart(pid: number): string | null {
  try {
    if (process.platform === "linux") {
      // Field 22 of stat, counted after the name, which may itself hold spaces and brackets. A zombie no longer runs.
      const fields =
        readFileSync(`/proc/${String(pid)}/stat`, "utf8")
          .split(") ")
          .at(-1)
          ?.split(" ") ?? [];
      const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
      return fields[0] === "Z" || fields[0] === "X" ? null : `${boot} ${fields[19] ?? ""}`;
    }
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || null;
  } catch {
    return null;
  }
}
