import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { HighwireError } from "#core/errors.ts";
import { KEY_BYTES, sealingKey, type SealingKey } from "./envelope.ts";

/** Where the master key comes from: given as text, else a file. */
export interface MasterKeySource {
  /** 32 bytes in base64; null when the file holds it. */
  readonly masterKey: string | null;
  /** Null: the default place, which is never inside the data folder. */
  readonly masterKeyFile: string | null;
  /** Folder of the embedded database; null with a server of one's own. */
  readonly dataDir: string | null;
  /** True where a new key would be useless, because something sealed with the old one is to be read. Default false. */
  readonly mustExist?: boolean;
}

/**
 * The master key, which wraps every workspace's key; the file is made, readable by its owner only, when neither it nor the text exists.
 * Throws `HW_CONFIG_INVALID` for a malformed key, and for a file inside the data folder: a stolen folder or backup must be noise;
 * `HW_CONFIG_MISSING` when there is none and none may be made.
 */
export async function loadMasterKey(source: MasterKeySource): Promise<SealingKey> {
  if (source.masterKey !== null) return parseMasterKey(source.masterKey, "HIGHWIRE_MASTER_KEY");
  const path = resolve(source.masterKeyFile ?? defaultKeyFile());
  if (source.dataDir !== null && (await isInside(path, source.dataDir))) {
    throw new HighwireError("HW_CONFIG_INVALID", {
      option: "HIGHWIRE_MASTER_KEY_FILE",
      detail: `HIGHWIRE_MASTER_KEY_FILE: ${path} lies inside the data folder; whoever copies the folder would have the key`,
    });
  }
  const found = await readKeyFile(path);
  if (found === null && source.mustExist === true) {
    const detail = `there is no master key in ${path}; put back the one that was in use (HIGHWIRE_MASTER_KEY_FILE or HIGHWIRE_MASTER_KEY)`;
    throw new HighwireError("HW_CONFIG_MISSING", { option: "HIGHWIRE_MASTER_KEY_FILE", detail });
  }
  return parseMasterKey(found ?? (await makeKeyFile(path)), path);
}

/** Reads a key from text: exactly 32 bytes in base64. Throws `HW_CONFIG_INVALID`, never repeating the text. */
export function parseMasterKey(text: string, from: string): SealingKey {
  const bytes = Buffer.from(text.trim(), "base64");
  const wellFormed = /^[A-Za-z0-9+/_-]{43}=?$/u.test(text.trim());
  if (!wellFormed || bytes.length !== KEY_BYTES)
    throw new HighwireError("HW_CONFIG_INVALID", { option: from, detail: `${from}: a master key is 32 bytes in base64` });
  return sealingKey(new Uint8Array(bytes));
}

/** The key file's default place: as root /etc/highwire/master.key, else in the user's configuration folder. */
export function defaultKeyFile(): string {
  if (process.getuid?.() === 0) return "/etc/highwire/master.key";
  return join(process.env["XDG_CONFIG_HOME"] ?? join(homedir(), ".config"), "highwire", "master.key");
}

async function readKeyFile(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw unusable(path, error);
  });
}

async function makeKeyFile(path: string): Promise<string> {
  const text = randomBytes(KEY_BYTES).toString("base64");
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(`${text}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    return text;
  } catch (error) {
    // Somebody was faster: theirs is the key.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw unusable(path, error);
    return (await readKeyFile(path)) ?? text;
  }
}

const unusable = (path: string, error: unknown): HighwireError =>
  new HighwireError("HW_CONFIG_INVALID", {
    option: "HIGHWIRE_MASTER_KEY_FILE",
    detail: `${path}: ${(error as NodeJS.ErrnoException).code ?? "cannot be used"}`,
  });

async function isInside(path: string, folder: string): Promise<boolean> {
  const [real, base] = await Promise.all([realParent(path), realpath(folder).catch(() => resolve(folder))]);
  const below = relative(base, real);
  return below === "" || (!below.startsWith("..") && !isAbsolute(below));
}

/** The path with its links followed as far as it exists. */
async function realParent(path: string): Promise<string> {
  const found = await realpath(path).catch(() => null);
  if (found !== null) return found;
  const parent = dirname(path);
  return parent === path ? path : join(await realParent(parent), relative(parent, path));
}
