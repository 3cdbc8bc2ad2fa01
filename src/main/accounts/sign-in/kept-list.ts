import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";
import { parseJson } from "#lib/json.ts";

/** A short list of secret things that end by themselves, sealed as one secret. Changes of it wait for each other, in the whole cluster. */
export interface KeptList<Item extends { readonly id: string; readonly expiresAt: Instant }> {
  all(): Promise<readonly Item[]>;
  /** Adds it, or puts it in the place of the one with its id. */
  put(item: Item): Promise<void>;
  /** Takes the first that fits out of the list, so that nobody else gets it. */
  take(fits: (item: Item) => boolean): Promise<Item | null>;
}

/** Items at most; the oldest give way. */
const MOST = 50;

export function keptList<Item extends { readonly id: string; readonly expiresAt: Instant }>(
  { store, clock, workspaceId }: { readonly store: Store; readonly clock: Clock; readonly workspaceId: WorkspaceId },
  name: string,
): KeptList<Item> {
  const live = (stored: string | null): readonly Item[] => {
    const parsed = stored === null ? null : parseJson(stored);
    const items = parsed?.kind === "parsed" && Array.isArray(parsed.value) ? (parsed.value as readonly Item[]) : [];
    return items.filter(({ expiresAt }) => expiresAt > clock.now());
  };
  return {
    all: async () => live(await store.secret(workspaceId, name)),
    async put(item) {
      await store.changeSecret(workspaceId, name, async (stored) =>
        JSON.stringify([item, ...live(stored).filter(({ id }) => id !== item.id)].slice(0, MOST)),
      );
    },
    async take(fits) {
      let taken: Item | null = null;
      await store.changeSecret(workspaceId, name, async (stored) => {
        const items = live(stored);
        taken = items.find(fits) ?? null;
        return JSON.stringify(items.filter((item) => item !== taken));
      });
      return taken;
    },
  };
}
