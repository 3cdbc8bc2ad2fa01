import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import type { Store } from "#core/ports/store.ts";
import { makeWorld } from "./contract-world.ts";

export function smallStateContract(open: () => Store): void {
  it("keeps a cursor, replaces it, and forgets it with null", async () => {
    const { workspaceId } = await makeWorld(open());
    expect(await open().cursor(workspaceId, "sweep:a")).toBeNull();
    await open().saveCursor(workspaceId, "sweep:a", "place 1");
    await open().saveCursor(workspaceId, "sweep:a", "place 2");
    await open().saveCursor(workspaceId, "sweep:b", "other");
    expect(await open().cursor(workspaceId, "sweep:a")).toBe("place 2");
    await open().saveCursor(workspaceId, "sweep:a", null);
    expect(await open().cursor(workspaceId, "sweep:a")).toBeNull();
    expect(await open().cursor(workspaceId, "sweep:b")).toBe("other");
    expect(await open().cursor((await makeWorld(open())).workspaceId, "sweep:b")).toBeNull();
  });

  it("keeps what was chosen for a workspace, and replaces it", async () => {
    const { workspaceId } = await makeWorld(open());
    expect(await open().choice(workspaceId, "retention")).toBeNull();
    await open().saveChoice(workspaceId, "retention", "one");
    await open().saveChoice(workspaceId, "retention", "two");
    expect(await open().choice(workspaceId, "retention")).toBe("two");
    expect(await open().choice((await makeWorld(open())).workspaceId, "retention")).toBeNull();
  });

  it("X7 racing changes of one budget never lose one", async () => {
    const key = `budget:${randomUUID()}`;
    const taken = await Promise.all(
      Array.from({ length: 20 }, () =>
        open().updateBudget<number>(key, (state) => {
          const count = ((state as { count: number } | null)?.count ?? 0) + 1;
          return { state: { count }, result: count };
        }),
      ),
    );
    expect(taken.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(await open().updateBudget(key, (state) => ({ state, result: state }))).toEqual({ count: 20 });
  });

  it("X10 gives a budget's change the store's own time, which does not go back", async () => {
    const key = `budget:${randomUUID()}`;
    const times: number[] = [];
    for (let round = 0; round < 3; round += 1)
      await open().updateBudget(key, (state, now) => ({ state: { ...(state as object | null), now }, result: times.push(now) }));
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(times.every(Number.isInteger)).toBe(true);
  });

  it("X10 tells its own time, the one that budgets are judged by", async () => {
    const key = `budget:${randomUUID()}`;
    const judged = (): Promise<number> => open().updateBudget(key, (state, now) => ({ state, result: now }));
    const times = [await judged(), await open().time(), await judged()];
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(times.every(Number.isInteger)).toBe(true);
  });

  it("X7 a budget's change that throws leaves the budget as it was", async () => {
    const key = `budget:${randomUUID()}`;
    await open().updateBudget(key, () => ({ state: { left: 3 }, result: null }));
    await expect(
      open().updateBudget(key, () => {
        throw new RangeError("no");
      }),
    ).rejects.toThrow("no");
    expect(await open().updateBudget(key, (state) => ({ state, result: state }))).toEqual({ left: 3 });
  });
}
