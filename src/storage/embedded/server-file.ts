import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isObject, parseJson } from "#lib/json.ts";
import { processStart } from "./owner-file.ts";

/** Where the running embedded server listens, for other processes of the same machine. Holds nothing secret: the socket's folder is closed. */
export interface ServerFacts {
  /** Process that owns the data folder. */
  readonly ownerPid: number;
  /** Folder of the Unix socket. */
  readonly socketDir: string;
  readonly port: number;
}

const pathIn = (dataDir: string): string => join(dataDir, "server.json");

export async function writeServerFile(dataDir: string, facts: ServerFacts): Promise<void> {
  const draft = `${pathIn(dataDir)}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(facts)}\n`, { mode: 0o644 });
  await rename(draft, pathIn(dataDir));
}

export async function removeServerFile(dataDir: string): Promise<void> {
  await rm(pathIn(dataDir), { force: true });
}

/** What the last owner wrote, alive or not. */
export async function readServerFile(dataDir: string): Promise<ServerFacts | null> {
  const raw = await readFile(pathIn(dataDir)).catch(() => null);
  const parsed = raw === null ? null : parseJson(raw);
  const facts = parsed?.kind === "parsed" && isObject(parsed.value) ? parsed.value : null;
  return typeof facts?.["ownerPid"] === "number" && typeof facts["socketDir"] === "string" ? (facts as unknown as ServerFacts) : null;
}

/** The server that another living process runs over this folder; null when there is none. */
export async function findRunningServer(dataDir: string): Promise<ServerFacts | null> {
  const facts = await readServerFile(dataDir);
  return facts !== null && processStart(facts.ownerPid) !== null ? facts : null;
}
