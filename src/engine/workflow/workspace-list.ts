import type { WorkspaceId } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";

/** How often the list of workspaces is read anew, in milliseconds. */
const WORKSPACES_MS = 5_000;

/** The workspaces, read now and then. */
export function createWorkspaceList(store: Pick<Store, "workspaces">, clock: Clock): { ids(): Promise<readonly WorkspaceId[]>; forget(): void } {
  let known: { readonly at: number; readonly ids: readonly WorkspaceId[] } | null = null;
  return {
    async ids() {
      if (known === null || clock.monotonicMs() - known.at > WORKSPACES_MS) known = { at: clock.monotonicMs(), ids: await store.workspaces() };
      return known.ids;
    },
    forget() {
      known = null;
    },
  };
}
