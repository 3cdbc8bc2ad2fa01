import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Settings } from "./options.ts";

/** Settings of a Highwire that lives in a temporary folder with its own embedded PostgreSQL and key, touching nothing that exists. */
export async function temporaryHome(
  settings: Settings,
  changes: Partial<Settings> = {},
): Promise<{ readonly settings: Settings; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "highwire-"));
  // PostgreSQL never runs as root, so its own user must be able to pass through; what it makes inside stays private.
  await chmod(folder, 0o755);
  return {
    settings: {
      ...settings,
      dataDir: join(folder, "data"),
      databaseUrl: null,
      masterKey: randomBytes(32).toString("base64"),
      masterKeyFile: null,
      ...changes,
    },
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}
