import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { HighwireError } from "#core/errors.ts";

const run = promisify(execFile);

/** The user that PostgreSQL runs as. */
export interface RunAs {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Users that serve when `highwire` neither exists nor can be made, best first. */
const fallbacks = ["postgres", "nobody"] as const;

/**
 * The user to run PostgreSQL as, or null for the current one. PostgreSQL refuses root, so root uses `highwire`, making it when it is absent.
 * Throws `HW_STORAGE_UNAVAILABLE` when no user will do.
 */
export async function findRunAs(): Promise<RunAs | null> {
  if (process.getuid?.() !== 0) return null;
  const known = (await lookUp("highwire")) ?? (await createUser("highwire"));
  if (known !== null) return known;
  for (const name of fallbacks) {
    const found = await lookUp(name);
    if (found !== null && found.uid !== 0) return found;
  }
  throw new HighwireError("HW_STORAGE_UNAVAILABLE", {
    detail: "PostgreSQL does not run as root, and no other user was found: add one called highwire",
  });
}

async function createUser(name: string): Promise<RunAs | null> {
  await run("useradd", ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", name]).catch(
    () => undefined,
  );
  // Looked up whatever the outcome: another Highwire may have made it at the same moment.
  return lookUp(name);
}

async function lookUp(name: string): Promise<RunAs | null> {
  const passwd = await readFile("/etc/passwd", "utf8").catch(() => "");
  const fields = passwd
    .split("\n")
    .map((line) => line.split(":"))
    .find((parts) => parts[0] === name);
  const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
  return Number.isInteger(uid) && Number.isInteger(gid) ? { name, uid, gid } : null;
}

/** Options for `spawn` that make a child run as that user. */
export function spawnAs(runAs: RunAs | null): { uid?: number; gid?: number } {
  return runAs === null ? {} : { uid: runAs.uid, gid: runAs.gid };
}
