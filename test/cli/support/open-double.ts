import type { Bridge } from "#core/bridge.ts";
import type { WorkspaceId } from "#core/ids.ts";
import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";
import { readSettings, type Settings } from "#main/options.ts";
import { createSandboxBridge, startSandboxes, type Sandboxes } from "#main/sandbox-bridge.ts";
import { scratchStore } from "#main/scratch-store.ts";
import { openSession, type Session } from "#main/session.ts";
import { homeWorkspace } from "#main/workspaces.ts";
import { doubleVendors } from "./double-vendors.ts";

export const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Settings of a test: nothing of the machine's own environment. */
export const testSettings = (changes: Readonly<Record<string, string>> = {}): Settings =>
  readSettings({ HIGHWIRE_DATA_DIR: "/proc/nowhere/highwire-test", HIGHWIRE_PORT: "0", ...changes });

export interface OpenDouble {
  readonly session: Session;
  readonly sandboxes: Sandboxes;
  readonly bridge: Bridge;
  close(): Promise<void>;
}

/** A session over a store in memory and the doubles, joined by the sandbox bridge; HighLevel's events go straight to the webhook door. */
export async function openDouble(options: {
  readonly contacts: number;
  readonly seed?: number;
  readonly workspaceId?: WorkspaceId;
  readonly settings?: Settings;
}): Promise<OpenDouble> {
  const { workspaceId = homeWorkspace, seed = 1 } = options;
  const store = scratchStore(systemClock, systemRandom);
  const sandboxes = await startSandboxes({ highlevelPort: 0, incidentPort: 0, contacts: options.contacts, seed, limits: false });
  const bridge = await createSandboxBridge({ store, random: systemRandom }, workspaceId, sandboxes);
  const session = await openSession(options.settings ?? testSettings(), {
    log: silent,
    store,
    workspaceId,
    vendors: async () => doubleVendors(store, sandboxes),
  });
  sandboxes.highlevel.control.webhooksTo(async (headers, body) => {
    const answer = await session.app.ingest.receive({
      vendor: "highlevel",
      connectionId: null,
      headers: { "content-type": "application/json", ...headers },
      body: Buffer.from(body),
    });
    return answer.status;
  });
  return {
    session,
    sandboxes,
    bridge,
    close: async () => {
      await session.close();
      await sandboxes.close();
    },
  };
}
