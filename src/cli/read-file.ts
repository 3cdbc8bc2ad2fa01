import { readFile, stat } from "node:fs/promises";
import { HighwireError } from "#core/errors.ts";
import type { CommandContext } from "./command-context.ts";

/** Largest file that a command reads: 256 MB holds a plan of every contact that a catalog can. */
const MAX_BYTES = 268_435_456;

/** Text of a file. Throws `HW_FILE_UNUSABLE` naming flag and file. */
export async function readTextFile(path: string, flag: string): Promise<string> {
  try {
    if ((await stat(path)).size > MAX_BYTES) throw new HighwireError("HW_FILE_UNUSABLE", { detail: `${flag}: ${path} is larger than 256 MB` });
    return await readFile(path, "utf8");
  } catch (error) {
    throw error instanceof HighwireError ? error : fileError(error, path, flag);
  }
}

/** The system's refusal, with the file and the flag it came from. */
export function fileError(error: unknown, path: string, flag: string): HighwireError {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? "unknown";
  const words: Readonly<Record<string, string>> = {
    ENOENT: "does not exist",
    EACCES: "may not be used by this user",
    EISDIR: "is a folder",
    ENOTDIR: "lies below something that is not a folder",
    ENOSPC: "does not fit on the disk",
  };
  return new HighwireError("HW_FILE_UNUSABLE", { detail: `${flag}: ${path} ${words[code] ?? `cannot be used (${code})`}` }, error);
}

/** The system's refusal told with flag and file; anything else as it is. */
export function asFileError(error: unknown, path: string, flag: string): unknown {
  return error instanceof Error && "syscall" in error ? fileError(error, path, flag) : error;
}

/** A secret from a file, or from standard input for `-`; secrets are never flags, because those show in process lists and histories. */
export async function readSecretFile(context: Pick<CommandContext, "readInput">, path: string, flag: string): Promise<string> {
  const text = (path === "-" ? await context.readInput() : await readTextFile(path, flag)).trim();
  if (text === "") throw new HighwireError("HW_FILE_UNUSABLE", { detail: `${flag}: ${path === "-" ? "standard input" : path} is empty` });
  return text;
}
