import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";
import { createMemoryStore } from "./memory/memory-store.ts";
import { storeContract } from "./store-contract.ts";

storeContract("memory store", async () => createMemoryStore({ clock: systemClock, random: systemRandom }));
