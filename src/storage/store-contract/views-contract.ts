import { expect, it } from "vitest";
import type { SavedView } from "#core/ports/saved-views.ts";
import type { Store } from "#core/ports/store.ts";
import { makeWorld, T0 } from "./contract-world.ts";

const view = (id: string, more: Partial<SavedView> = {}): SavedView => ({
  id,
  page: "contacts",
  owner: "ada",
  shared: false,
  name: id,
  query: { status: "conflict" },
  createdAt: T0,
  ...more,
});

export function viewsContract(open: () => Store): void {
  it("shows each person their own views and the shared ones of a page, by name", async () => {
    const { workspaceId } = await makeWorld(open());
    const { views } = open();
    for (const one of [view("b"), view("A"), view("c", { owner: "ben" }), view("d", { owner: "ben", shared: true }), view("e", { page: "activity" })])
      await views.save(workspaceId, one);
    const seen = async (who: string) => (await views.list(workspaceId, "contacts", who)).map(({ id }) => id);
    expect(await seen("ada")).toEqual(["A", "b", "d"]);
    expect(await seen("ben")).toEqual(["c", "d"]);
    expect((await views.list(workspaceId, "contacts", "ada"))[1]).toEqual(view("b"));
    expect(await views.list((await makeWorld(open())).workspaceId, "contacts", "ada")).toEqual([]);
  });

  it("renames a view, which stays whose it was, and removes it for its owner or for whoever may remove all", async () => {
    const { workspaceId } = await makeWorld(open());
    const { views } = open();
    await views.save(workspaceId, view("v"));
    await views.save(workspaceId, view("v", { name: "Renamed", shared: true, query: {}, owner: "ben", page: "activity", createdAt: T0 + 1 }));
    expect(await views.list(workspaceId, "contacts", "ben")).toEqual([view("v", { name: "Renamed", shared: true, query: {} })]);
    expect(await views.remove(workspaceId, "v", "ben")).toBe(false);
    expect(await views.remove(workspaceId, "v", null)).toBe(true);
    expect(await views.remove(workspaceId, "v", "ada")).toBe(false);
  });
}
