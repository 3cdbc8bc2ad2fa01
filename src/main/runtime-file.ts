import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { WorkspaceId } from "#core/ids.ts";
import { isObject, parseJson } from "#lib/json.ts";
import type { Settings } from "./options.ts";

/** What a serving Highwire tells other processes of the same machine about itself. Holds nothing secret. */
export interface RuntimeFacts {
  readonly pid: number;
  readonly url: string;
  readonly workspaceId: WorkspaceId;
  /** True while it runs over the built-in sandboxes. */
  readonly sandbox: boolean;
  /** Base URLs of the built-in sandboxes, for tests and curious people; null with real accounts. */
  readonly sandboxes: { readonly highlevel: string; readonly incident: string } | null;
}

/** The folder that holds everything of this installation; made when absent by whoever writes first. */
export function dataDirOf(settings: Pick<Settings, "dataDir">, environment: Readonly<Record<string, string | undefined>> = process.env): string {
  if (settings.dataDir !== null) return settings.dataDir;
  if (process.getuid?.() === 0) return "/var/lib/highwire";
  return join(environment["XDG_DATA_HOME"] ?? join(homedir(), ".local", "share"), "highwire");
}

const pathIn = (dataDir: string): string => join(dataDir, "runtime.json");

/** Writes the facts whole or not at all. Returns what removes them again, if they are still ours. */
export async function writeRuntimeFile(dataDir: string, facts: RuntimeFacts): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true });
  const draft = `${pathIn(dataDir)}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(facts)}\n`, { mode: 0o644 });
  await rename(draft, pathIn(dataDir));
  return async () => {
    const current = await readFacts(dataDir);
    if (current?.pid === facts.pid) await rm(pathIn(dataDir), { force: true });
  };
}

/** The facts of the Highwire that serves this data folder now; null when none runs. */
export async function readRuntimeFile(dataDir: string): Promise<RuntimeFacts | null> {
  const facts = await readFacts(dataDir);
  return facts !== null && isAlive(facts.pid) ? facts : null;
}

async function readFacts(dataDir: string): Promise<RuntimeFacts | null> {
  const raw = await readFile(pathIn(dataDir)).catch(() => null);
  if (raw === null) return null;
  const parsed = parseJson(raw);
  return parsed.kind === "parsed" && isObject(parsed.value) && typeof parsed.value["pid"] === "number"
    ? (parsed.value as unknown as RuntimeFacts)
    : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
