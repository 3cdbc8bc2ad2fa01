import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import type { WorkspaceId } from "#core/ids.ts";
import type { Store } from "#core/ports/store.ts";
import { aBridge, aConnection, makeWorld } from "./contract-world.ts";

export function configurationContract(open: () => Store): void {
  it("gives a connection back as it was saved", async () => {
    const connection = aConnection(randomUUID() as WorkspaceId, "highlevel");
    await open().saveConnection(connection);
    expect(await open().connection(connection.workspaceId, connection.id)).toEqual(connection);
    expect(await open().connections(connection.workspaceId)).toEqual([connection]);
  });

  it("replaces a connection that is saved again", async () => {
    const connection = aConnection(randomUUID() as WorkspaceId, "incident");
    await open().saveConnection(connection);
    const paused = { ...connection, state: "paused" as const, pausedBecause: "by-person", facts: {} };
    await open().saveConnection(paused);
    expect(await open().connections(connection.workspaceId)).toEqual([paused]);
  });

  it("gives a bridge back as it was saved, and replaces it when saved again", async () => {
    const { bridge, workspaceId } = await makeWorld(open());
    const braked = { ...bridge, mode: "paused" as const, version: 2, brake: { at: 5, plannedDeletes: 30, linked: 100 } };
    await open().saveBridge(braked);
    expect(await open().bridge(workspaceId, bridge.id)).toEqual(braked);
    expect(await open().bridges(workspaceId)).toEqual([braked]);
  });

  it("D5 loses no change of a bridge that several make at once", async () => {
    const { bridge, workspaceId } = await makeWorld(open());
    const brake = { at: 5, plannedDeletes: 30, linked: 100 };
    const changes = [{ brake }, { mode: "paused" as const }, { catalogTypeId: "type-1" }, ...Array.from({ length: 9 }, () => ({}))];
    const saved = await Promise.all(
      changes.map((change) => open().changeBridge(workspaceId, bridge.id, (current) => ({ ...current, ...change, version: current.version + 1 }))),
    );
    const wanted = { ...bridge, brake, mode: "paused", catalogTypeId: "type-1", version: bridge.version + changes.length };
    expect(await open().bridge(workspaceId, bridge.id)).toEqual(wanted);
    expect(new Set(saved.map((one) => one?.version)).size).toBe(changes.length);
  });

  it("loses no change of a connection that several make at once", async () => {
    const connection = aConnection(randomUUID() as WorkspaceId, "highlevel");
    const { workspaceId, id } = connection;
    await open().saveConnection(connection);
    const paused = { state: "paused" as const, pausedBecause: "HW_VENDOR_REAUTH_NEEDED" };
    const changes = [paused, { name: "Named anew" }, { auth: "oauth" as const }, ...Array.from({ length: 9 }, () => ({}))];
    const saved = await Promise.all(
      changes.map((change, index) =>
        open().changeConnection(workspaceId, id, (current) => ({
          ...current,
          ...change,
          facts: { ...current.facts, [`seen${String(index)}`]: true },
        })),
      ),
    );
    const seen = Object.fromEntries(changes.map((_change, index) => [`seen${String(index)}`, true]));
    const wanted = { ...connection, ...paused, name: "Named anew", auth: "oauth", facts: { ...connection.facts, ...seen } };
    expect(await open().connection(workspaceId, id)).toEqual(wanted);
    expect(new Set(saved.map((one) => Object.keys(one?.facts ?? {}).length)).size).toBe(changes.length);
  });

  it("leaves a connection as it is when there is nothing to change, and changes none of another workspace", async () => {
    const connection = aConnection(randomUUID() as WorkspaceId, "highlevel");
    const { workspaceId, id } = connection;
    await open().saveConnection(connection);
    expect(await open().changeConnection(workspaceId, id, () => null)).toBeNull();
    const foreign = randomUUID() as WorkspaceId;
    expect(await open().changeConnection(foreign, id, (current) => ({ ...current, name: "taken over" }))).toBeNull();
    expect(await open().connection(workspaceId, id)).toEqual(connection);
  });

  it("leaves a bridge as it is when there is nothing to change, and changes none of another workspace", async () => {
    const { bridge, workspaceId } = await makeWorld(open());
    expect(await open().changeBridge(workspaceId, bridge.id, () => null)).toBeNull();
    const foreign = randomUUID() as WorkspaceId;
    expect(await open().changeBridge(foreign, bridge.id, (current) => ({ ...current, name: "taken over" }))).toBeNull();
    expect(await open().bridge(workspaceId, bridge.id)).toEqual(bridge);
  });

  it("X4 finds every holder of a vendor account, across workspaces, and nobody for a foreign one", async () => {
    const one = aConnection(randomUUID() as WorkspaceId, "highlevel");
    const other = { ...aConnection(randomUUID() as WorkspaceId, "highlevel"), account: one.account };
    await open().saveConnection(one);
    await open().saveConnection(other);
    const holders = await open().holders("highlevel", one.account);
    expect(holders.map(({ connectionId }) => connectionId).toSorted()).toEqual([one.id, other.id].toSorted());
    expect(await open().holders("incident", one.account)).toEqual([]);
    expect(await open().holders("highlevel", "somebody-else")).toEqual([]);
  });

  it("X4 no longer finds the holder under an account that its connection has left", async () => {
    const connection = aConnection(randomUUID() as WorkspaceId, "highlevel");
    await open().saveConnection(connection);
    await open().saveConnection({ ...connection, account: `${connection.account}-new` });
    expect(await open().holders("highlevel", connection.account)).toEqual([]);
    expect(await open().holders("highlevel", `${connection.account}-new`)).toHaveLength(1);
    await open().changeConnection(connection.workspaceId, connection.id, (current) => ({ ...current, account: `${connection.account}-newest` }));
    expect(await open().holders("highlevel", `${connection.account}-new`)).toEqual([]);
    expect(await open().holders("highlevel", `${connection.account}-newest`)).toHaveLength(1);
  });

  it("lists the workspaces that have a connection or a bridge", async () => {
    const { workspaceId } = await makeWorld(open());
    const listed = await open().workspaces();
    expect(listed.filter((id) => id === workspaceId)).toEqual([workspaceId]);
  });

  it("T1 shows no connection or bridge to another workspace", async () => {
    const { bridge } = await makeWorld(open());
    const foreign = randomUUID() as WorkspaceId;
    expect(await open().bridge(foreign, bridge.id)).toBeNull();
    expect(await open().bridges(foreign)).toEqual([]);
    expect(await open().connection(foreign, bridge.left)).toBeNull();
    expect(await open().connections(foreign)).toEqual([]);
  });

  it("tells listeners of the topic when configuration changes, until they stop", async () => {
    const heard: string[] = [];
    const stop = await open().listen(["config"], (topic, workspace) => heard.push(`${topic} ${workspace}`));
    const workspaceId = randomUUID() as WorkspaceId;
    await open().saveConnection(aConnection(workspaceId, "highlevel"));
    await expect.poll(() => heard).toContain(`config ${workspaceId}`);
    await stop();
    const later = randomUUID() as WorkspaceId;
    await open().saveBridge(aBridge(later, aConnection(later, "highlevel").id, aConnection(later, "incident").id));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(heard.filter((line) => line.includes(later))).toEqual([]);
  });

  it("answers that it is healthy", async () => {
    expect(await open().healthy()).toBe(true);
  });
}
