import type { Log } from "#core/ports/log.ts";
import type { Settings } from "./options.ts";
import { openDescribedStore } from "./session.ts";

/** Seals the keys of all workspaces with another master key, online. Returns how many. Throws `HW_STORAGE_SECRET` when the old key does not fit. */
export async function rewrapKeys(settings: Settings, log: Log, newKey: string): Promise<number> {
  const store = await openDescribedStore(settings, { log });
  try {
    return await store.rewrapKeys(newKey);
  } finally {
    await store.close();
  }
}
