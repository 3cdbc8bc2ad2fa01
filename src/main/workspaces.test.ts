import { expect, it } from "vitest";
import type { BridgeId, ConnectionId, WorkspaceId } from "#core/ids.ts";
import type { Connection } from "#core/ports/store.ts";
import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";
import { contactBridge } from "./default-mapping.ts";
import { scratchStore } from "./scratch-store.ts";
import { hasAccounts, homeWorkspace, retireSandboxes } from "./workspaces.ts";

const store = scratchStore(systemClock, systemRandom);
const old = "00000000-0000-7000-8000-00000000000a" as WorkspaceId;
const current = "00000000-0000-7000-8000-00000000000b" as WorkspaceId;

async function plant(workspaceId: WorkspaceId, sandbox: boolean): Promise<BridgeId> {
  const base = { workspaceId, state: "active", pausedBecause: null, sandbox, name: "x", facts: {} } as const;
  const left: Connection = {
    ...base,
    id: systemRandom.uuid() as ConnectionId,
    vendor: "highlevel",
    account: "loc",
    auth: "private-integration-token",
    baseUrl: "http://127.0.0.1:1",
  };
  const right: Connection = {
    ...base,
    id: systemRandom.uuid() as ConnectionId,
    vendor: "incident",
    account: "x",
    auth: "api-key",
    baseUrl: "http://127.0.0.1:2",
  };
  await store.saveConnection(left);
  await store.saveConnection(right);
  const bridge = contactBridge({ id: systemRandom.uuid() as BridgeId, name: "x", left, right, mode: "live" });
  await store.saveBridge(bridge);
  return bridge.id;
}

it("D1 a sandbox that is gone with its process is never swept again, and real accounts stay untouched", async () => {
  expect(await hasAccounts(store)).toBe(false);
  const [retired, kept, home] = [await plant(old, true), await plant(current, true), await plant(homeWorkspace, false)];
  expect(await hasAccounts(store)).toBe(true);
  expect(await retireSandboxes(store, current)).toBe(1);
  expect((await store.bridge(old, retired))?.mode).toBe("paused");
  expect((await store.connections(old)).map(({ state }) => state)).toEqual(["paused", "paused"]);
  expect((await store.bridge(current, kept))?.mode).toBe("live");
  expect((await store.bridge(homeWorkspace, home))?.mode).toBe("live");
  expect(await retireSandboxes(store, current)).toBe(0);
});
