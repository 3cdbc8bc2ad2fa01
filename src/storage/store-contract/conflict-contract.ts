import { expect, it } from "vitest";
import type { ConflictId } from "#core/ids.ts";
import type { Store } from "#core/ports/store.ts";
import { claim, claimed, conflict, makeWorld, mark, settlement, T0, type World } from "./contract-world.ts";

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

  it("gathers unanswered conflicts by cause, and parked links by their error", async () => {
    const world = await makeWorld(open());
    const settle = async (recordId: string, more: Parameters<typeof settlement>[1], now = T0) => {
      const link = await claimed(world, recordId, "highlevel", now);
      await open().settle(world.workspaceId, [settlement(link, more)], now);
    };
    await settle("c1", { open: [conflict("phone"), conflict("email", { kind: "first-link" })] });
    await settle("c2", { open: [conflict("phone")] }, T0 - 5);
    await settle("c3", { open: [conflict("phone", { state: "decided", winner: "highlevel" })] });
    await settle("c4", { patch: { state: "parked", because: "HW_VENDOR_VALIDATION" } }, T0 - 9);
    await settle("c5", { patch: { state: "parked", because: "HW_VENDOR_VALIDATION" } });
    await settle("c6", { patch: { state: "parked", because: "HW_LINK_AMBIGUOUS" }, open: [conflict("*", { kind: "ambiguous" })] });
    const bridgeId = world.bridge.id;
    const causes = await open().conflictCauses(world.workspaceId);
    expect(causes[0]).toEqual({ bridgeId, kind: "field", field: "phone", open: 2, since: T0 - 5 });
    expect(causes.map(({ kind, field, open: count }) => `${kind} ${field} ${String(count)}`).toSorted()).toEqual([
      "ambiguous * 1",
      "field phone 2",
      "first-link email 1",
    ]);
    expect(await open().parkedCauses(world.workspaceId)).toEqual([{ bridgeId, because: "HW_VENDOR_VALIDATION", links: 2, since: T0 - 9 }]);
    const group = { kind: "field", field: "phone", bridgeId } as const;
    const [newest] = await open().conflicts(world.workspaceId, { state: "open", ...group, limit: 9 });
    await open().resolveConflict(world.workspaceId, newest!.id, { choose: "left" }, T0);
    expect(await open().conflicts(world.workspaceId, { state: "open", ...group, limit: 9 })).toHaveLength(2);
    expect(await open().conflicts(world.workspaceId, { state: "open", ...group, unanswered: true, limit: 9 })).toHaveLength(1);
    expect((await open().conflictCauses(world.workspaceId)).find(({ field }) => field === "phone")).toMatchObject({ open: 1, since: T0 - 5 });
    expect(await open().conflictCauses((await makeWorld(open())).workspaceId)).toEqual([]);
  });

  it("holds a choice back until it is due, and gives it back before a worker has it in hand, never after", async () => {
    const world = await makeWorld(open());
    const { link, row } = await withConflict(world);
    const reopen = (now: number) => open().reopenConflict(world.workspaceId, row.id, now);
    expect(await reopen(T0)).toBe(false);
    await open().resolveConflict(world.workspaceId, row.id, { choose: "left" }, T0, T0 + 10);
    expect(await claim(world, { now: T0 + 9 })).toEqual([]);
    expect(await reopen(T0 + 9)).toBe(true);
    expect(await open().conflict(world.workspaceId, row.id)).toMatchObject({ resolution: null, closedAt: null });
    expect(await open().resolveConflict(world.workspaceId, row.id, { choose: "right" }, T0 + 9)).toBe(true);
    const [held] = await claim(world, { now: T0 + 9 });
    expect(held).toMatchObject({ id: link.id, conflicts: [{ resolution: { choose: "right" } }] });
    expect(await reopen(T0 + 9)).toBe(false);
    await open().settle(world.workspaceId, [settlement(held!, { close: [{ id: row.id, how: "resolved" }] })], T0 + 9);
    expect(await reopen(T0 + 9)).toBe(false);
    const other = await makeWorld(open());
    expect(await open().reopenConflict(other.workspaceId, row.id, T0)).toBe(false);
  });

  it("keeps a note with an open conflict, also when newer values take its place", async () => {
    const world = await makeWorld(open());
    const { link, row } = await withConflict(world);
    expect(row).toMatchObject({ assignee: null, comment: null });
    const note = { assignee: "Ada", comment: "I ask the customer." };
    expect(await open().noteOnConflict(world.workspaceId, row.id, note)).toBe(true);
    await open().markDirty([mark(world, "c1")], T0);
    const [again] = await claim(world, { only: [link.id] });
    await open().settle(world.workspaceId, [settlement(again!, { open: [conflict("email", { left: "newer" })] })], T0 + 1);
    const [newer] = await open().conflicts(world.workspaceId, { state: "open", limit: 9 });
    expect(newer).toMatchObject({ left: "newer", ...note });
    await open().erase(world.workspaceId, [link.id], "waiting", T0 + 2);
    expect(await open().conflict(world.workspaceId, newer!.id)).toMatchObject({ comment: null });
    expect(await open().noteOnConflict(world.workspaceId, newer!.id, note)).toBe(false);
  });

  it("T1 shows and resolves no conflict of another workspace", async () => {
    const [world, other] = [await makeWorld(open()), await makeWorld(open())];
    const { row } = await withConflict(world);
    expect(await open().conflict(other.workspaceId, row.id)).toBeNull();
    expect(await open().conflicts(other.workspaceId, { state: "open", limit: 10 })).toEqual([]);
    expect(await open().resolveConflict(other.workspaceId, row.id, { choose: "left" }, T0)).toBe(false);
  });
}
