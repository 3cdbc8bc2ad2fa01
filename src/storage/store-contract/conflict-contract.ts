import { expect, it } from "vitest";
import type { ConflictId } from "#core/ids.ts";
import type { Store } from "#core/ports/store.ts";
import { claim, claimed, conflict, makeWorld, settlement, T0, type World } from "./contract-world.ts";

export function conflictContract(open: () => Store): void {
  const withConflict = async (world: World, field = "email") => {
    const link = await claimed(world, "c1");
    await open().settle(world.workspaceId, [settlement(link, { open: [conflict(field)] })], T0);
    const [row] = await open().conflicts(world.workspaceId, { state: "open", limit: 10 });
    return { link, row: row! };
  };

  it("M2 opens a conflict, counts it on the link and gives it to the next claim", async () => {
    const world = await makeWorld(open());
    const { link, row } = await withConflict(world);
    expect(row).toMatchObject({ ...conflict("email"), linkId: link.id, bridgeId: world.bridge.id, openedAt: T0, closedAt: null, resolution: null });
    expect(await open().conflict(world.workspaceId, row.id)).toEqual(row);
    expect((await open().link(world.workspaceId, link.id))?.openConflicts).toBe(1);
    const [next] = await claim(world, { only: [link.id] });
    expect(next?.conflicts).toEqual([row]);
  });

  it("M1 keeps a rule's decision with the losing value, without waiting for a person", async () => {
    const world = await makeWorld(open());
    const link = await claimed(world, "c1");
    const decided = conflict("tags", { state: "decided", winner: "highlevel", left: ["a", "b\u0000"], right: ["c"] });
    await open().settle(world.workspaceId, [settlement(link, { open: [decided] })], T0);
    const rows = await open().conflicts(world.workspaceId, { state: "decided", limit: 10, linkId: link.id });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject(decided);
    expect((await open().link(world.workspaceId, link.id))?.openConflicts).toBe(0);
    expect(await open().conflicts(world.workspaceId, { state: "open", limit: 10 })).toEqual([]);
  });

  it("M2 at most one conflict is open per link and field; newer values replace it", async () => {
    const world = await makeWorld(open());
    const { link } = await withConflict(world);
    const [again] = await claim(world, { only: [link.id] });
    await open().settle(world.workspaceId, [settlement(again!, { open: [conflict("email", { left: "newer" }), conflict("phone")] })], T0 + 1);
    const rows = await open().conflicts(world.workspaceId, { state: "open", limit: 10 });
    expect(rows.map(({ field, left }) => `${field} ${String(left)}`).toSorted()).toEqual(["email newer", "phone left value"]);
    expect((await open().link(world.workspaceId, link.id))?.openConflicts).toBe(2);
  });

  it("records a person's choice, makes the link due at once, and gives the choice to the worker", async () => {
    const world = await makeWorld(open());
    const { link, row } = await withConflict(world);
    expect(await open().resolveConflict(world.workspaceId, row.id, { choose: "value", value: "mine@example.com" }, T0 + 7)).toBe(true);
    const [next] = await claim(world, { now: T0 + 7 });
    expect(next).toMatchObject({ id: link.id, priority: "person", dirtyReasons: ["person"] });
    expect(next?.conflicts[0]?.resolution).toEqual({ choose: "value", value: "mine@example.com" });
    await open().settle(world.workspaceId, [settlement(next!, { close: [{ id: row.id, how: "resolved" }] })], T0 + 8);
    expect(await open().link(world.workspaceId, link.id)).toMatchObject({ openConflicts: 0, dirty: false });
    expect((await open().conflicts(world.workspaceId, { state: "closed", limit: 10 })).map(({ id, closedAt }) => ({ id, closedAt }))).toEqual([
      { id: row.id, closedAt: T0 + 8 },
    ]);
  });

  it("takes the first of two racing choices and refuses the other, and any for what is no longer open", async () => {
    const world = await makeWorld(open());
    const { link, row } = await withConflict(world);
    const answers = await Promise.all([
      open().resolveConflict(world.workspaceId, row.id, { choose: "left" }, T0),
      open().resolveConflict(world.workspaceId, row.id, { choose: "right" }, T0),
    ]);
    expect(answers.toSorted()).toEqual([false, true]);
    const [next] = await claim(world);
    await open().settle(world.workspaceId, [settlement(next!, { close: [{ id: row.id, how: "resolved" }] })], T0);
    expect(await open().resolveConflict(world.workspaceId, row.id, { choose: "left" }, T0)).toBe(false);
    expect(await open().resolveConflict(world.workspaceId, "unknown" as ConflictId, { choose: "left" }, T0)).toBe(false);
    expect((await open().link(world.workspaceId, link.id))?.dirty).toBe(false);
  });

  it("a choice brings a parked link back to work", async () => {
    const world = await makeWorld(open());
    const link = await claimed(world, "c1");
    await open().settle(
      world.workspaceId,
      [
        settlement(link, {
          patch: { state: "parked", because: "HW_LINK_AMBIGUOUS" },
          open: [conflict("*", { kind: "ambiguous", candidates: ["r1", "r2"] })],
        }),
      ],
      T0,
    );
    const [row] = await open().conflicts(world.workspaceId, { state: "open", limit: 1, bridgeId: world.bridge.id });
    expect(row?.candidates).toEqual(["r1", "r2"]);
    await open().resolveConflict(world.workspaceId, row!.id, { choose: "candidate", recordId: "r2" }, T0);
    expect(await open().link(world.workspaceId, link.id)).toMatchObject({ state: "active", because: null, dirty: true });
  });

  it("closes what no longer stands", async () => {
    const world = await makeWorld(open());
    const { link, row } = await withConflict(world);
    const [next] = await claim(world, { only: [link.id] });
    await open().settle(world.workspaceId, [settlement(next!, { close: [{ id: row.id, how: "vanished" }] })], T0 + 3);
    expect(await open().conflicts(world.workspaceId, { state: "open", limit: 10 })).toEqual([]);
    expect((await open().conflict(world.workspaceId, row.id))?.closedAt).toBe(T0 + 3);
  });

  it("T1 shows and resolves no conflict of another workspace", async () => {
    const [world, other] = [await makeWorld(open()), await makeWorld(open())];
    const { row } = await withConflict(world);
    expect(await open().conflict(other.workspaceId, row.id)).toBeNull();
    expect(await open().conflicts(other.workspaceId, { state: "open", limit: 10 })).toEqual([]);
    expect(await open().resolveConflict(other.workspaceId, row.id, { choose: "left" }, T0)).toBe(false);
  });
}
