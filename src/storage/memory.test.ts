import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";
import { backupMemory, restoreMemory } from "./memory/memory-backup.ts";
import { emptyState } from "./memory/memory-state.ts";
import { createMemoryStore } from "./memory/memory-store.ts";
import { storeContract } from "./store-contract.ts";
import { backupContract } from "./store-contract/backup-contract.ts";

storeContract("memory store", async () => createMemoryStore({ clock: systemClock, random: systemRandom }));

backupContract("backup of a memory store", async () => {
  const state = emptyState();
  return {
    store: createMemoryStore({ clock: systemClock, random: systemRandom, state }),
    backUp: async (takenAt) => {
      const backup = backupMemory(state, takenAt);
      return async (now) => createMemoryStore({ clock: systemClock, random: systemRandom, state: restoreMemory(backup, now) });
    },
  };
});
