import { vendorName } from "#core/vendor-name.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { Log } from "#core/ports/log.ts";
import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";
import type { Settings } from "./options.ts";
import { createSandboxBridge, startSandboxes } from "./sandbox-bridge.ts";
import { openSession, type Session } from "./session.ts";
import { scratchStore } from "./scratch-store.ts";

/** What one account's answers differ in from what our clients rely on; each finding is a sentence without values. */
export interface ProbeResult {
  readonly name: string;
  readonly findings: readonly string[];
}

/** Probes every connected account, one after the other; with `writes` also by records of our own, which are deleted at once. */
export async function probeConnections(session: Session, writes: boolean): Promise<readonly ProbeResult[]> {
  const results: ProbeResult[] = [];
  for (const connection of await session.ports.store.connections(session.workspaceId)) {
    results.push({
      name: `${vendorName(connection.vendor)} ${connection.name}`,
      findings: await session.vendors.drift(connection, { writeAs: writes ? session.ports.random.uuid().replaceAll("-", "").slice(-12) : null }),
    });
  }
  return results;
}

/** Probes the built-in sandboxes: shows that the probe itself and our clients agree. */
export async function probeSandboxes(settings: Settings, log: Log, writes: boolean): Promise<readonly ProbeResult[]> {
  const sandboxes = await startSandboxes({ highlevelPort: 0, incidentPort: 0, contacts: 5, seed: 1 });
  const store = scratchStore(systemClock, systemRandom);
  const workspaceId = systemRandom.uuid() as WorkspaceId;
  try {
    await createSandboxBridge({ store, random: systemRandom }, workspaceId, sandboxes);
    const session = await openSession(settings, { log, store, workspaceId, highlevelKeys: [sandboxes.highlevel.publicKey] });
    try {
      return await probeConnections(session, writes);
    } finally {
      await session.close();
    }
  } finally {
    await sandboxes.close();
  }
}
