import { expect, it } from "vitest";
import type { MappingVersion } from "#core/ports/mapping-versions.ts";
import type { Store } from "#core/ports/store.ts";
import { makeWorld, T0, type World } from "./contract-world.ts";

export const mappingVersion = ({ bridge }: Pick<World, "bridge">, number: number, more: Partial<MappingVersion> = {}): MappingVersion => ({
  bridgeId: bridge.id,
  number,
  fields: bridge.fields,
  at: T0,
  who: "user:1",
  note: "Plan level",
  ...more,
});

export function mappingContract(open: () => Store): void {
  it("lists a bridge's former mappings, newest first, and nobody else's", async () => {
    const [world, other] = [await makeWorld(open()), await makeWorld(open())];
    const { mappings } = open();
    for (const number of [2, 10, 1]) await mappings.keep(world.workspaceId, mappingVersion(world, number));
    await mappings.keep(other.workspaceId, mappingVersion(other, 3));
    const found = await mappings.list(world.workspaceId, world.bridge.id);
    expect(found.map(({ number }) => number)).toEqual([10, 2, 1]);
    expect(found[1]).toEqual(mappingVersion(world, 2));
    expect(await mappings.list(other.workspaceId, world.bridge.id)).toEqual([]);
  });

  it("keeps a version as it was kept first", async () => {
    const world = await makeWorld(open());
    const { mappings } = open();
    await mappings.keep(world.workspaceId, mappingVersion(world, 1, { at: null, who: null, note: "" }));
    await mappings.keep(world.workspaceId, mappingVersion(world, 1, { fields: [] }));
    expect(await mappings.list(world.workspaceId, world.bridge.id)).toEqual([mappingVersion(world, 1, { at: null, who: null, note: "" })]);
  });
}
