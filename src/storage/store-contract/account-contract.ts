import { describe, expect, it } from "vitest";
import { equals, type AccountRow } from "#core/ports/account-rows.ts";
import type { WorkspaceId } from "#core/ids.ts";
import { randomUUID } from "node:crypto";
import type { Store } from "#core/ports/store.ts";
import { accountSamples } from "./account-samples.ts";

/** What holds for people and what they sign in with. */
export function accountContract(shared: () => Store): void {
  const fresh = (): WorkspaceId => randomUUID() as WorkspaceId;
  const code = (id: string, more: AccountRow = {}): AccountRow => ({
    id,
    purpose: "invite",
    code_hash: `hash of ${id}`,
    role: "viewer",
    user_id: null,
    note: null,
    made_by: "cli",
    created_at: 1_000,
    expires_at: 2_000,
    ...more,
  });

  describe("people and what they sign in with", () => {
    it("keeps rows as they were given, and finds them by what holds", async () => {
      const workspaceId = fresh();
      const { accounts } = shared();
      const rows = [code("a", { created_at: 3 }), code("b", { created_at: 2, note: "Bob" }), code("c", { created_at: 1, purpose: "reset" })];
      for (const row of rows) expect(await accounts.insert(workspaceId, "entry_codes", row)).toEqual(row);
      const ids = async (where: Parameters<typeof accounts.find>[2]["where"], more = {}) =>
        (await accounts.find(workspaceId, "entry_codes", { where, ...more })).map(({ id }) => id);
      expect(await accounts.find(workspaceId, "entry_codes", { where: [equals("id", "b")] })).toEqual([rows[1]]);
      expect(await ids([equals("purpose", "invite")])).toEqual(["a", "b"]);
      expect(await ids([], { order: { column: "created_at", descending: false } })).toEqual(["c", "b", "a"]);
      expect(await ids([], { order: { column: "created_at", descending: true }, limit: 1, offset: 1 })).toEqual(["b"]);
      expect(await ids([equals("note", null)])).toEqual(["a", "c"]);
      expect(await ids([{ column: "note", is: "ne", value: null }])).toEqual(["b"]);
      expect(await ids([{ column: "note", is: "ne", value: "Bob" }])).toEqual(["a", "c"]);
      expect(await ids([{ column: "created_at", is: "gte", value: 2 }])).toEqual(["a", "b"]);
      expect(await ids([{ column: "created_at", is: "lt", value: 2 }])).toEqual(["c"]);
      expect(await ids([{ column: "id", is: "in", value: ["a", "c", "x"] }])).toEqual(["a", "c"]);
      expect(await ids([{ column: "id", is: "not_in", value: ["a"] }])).toEqual(["b", "c"]);
      const either = [
        { ...equals("id", "a"), joined: "or" as const },
        { ...equals("id", "c"), joined: "or" as const },
      ];
      expect(await ids(either)).toEqual(["a", "c"]);
      expect(await ids([...either, equals("purpose", "reset")])).toEqual(["c"]);
      expect(await accounts.count(workspaceId, "entry_codes", [equals("purpose", "invite")])).toBe(2);
    });

    it("refuses a second row with the same key, and keeps workspaces apart", async () => {
      const [workspaceId, other] = [fresh(), fresh()];
      const { accounts } = shared();
      await accounts.insert(workspaceId, "entry_codes", code("a"));
      await expect(accounts.insert(workspaceId, "entry_codes", code("a", { code_hash: "another" }))).rejects.toMatchObject({
        code: "HW_REQUEST_CONFLICT",
      });
      await expect(accounts.insert(workspaceId, "entry_codes", code("b", { code_hash: "hash of a" }))).rejects.toMatchObject({
        code: "HW_REQUEST_CONFLICT",
      });
      const way = accountSamples.sign_in_ways;
      await accounts.insert(workspaceId, "sign_in_ways", way);
      await accounts.insert(workspaceId, "sign_in_ways", { ...way, id: "elsewhere", provider_id: "oidc" });
      await expect(accounts.insert(workspaceId, "sign_in_ways", { ...way, id: "twice" })).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
      await accounts.insert(other, "entry_codes", code("a", { note: "theirs" }));
      expect(await accounts.find(other, "entry_codes", { where: [] })).toEqual([code("a", { note: "theirs" })]);
      expect(await accounts.remove(other, "entry_codes", [], "all")).toHaveLength(1);
      expect(await accounts.count(workspaceId, "entry_codes", [])).toBe(1);
    });

    it("changes and adds at once, one or all", async () => {
      const workspaceId = fresh();
      const { accounts } = shared();
      for (const id of ["a", "b"]) await accounts.insert(workspaceId, "entry_codes", code(id));
      const one = await accounts.update(
        workspaceId,
        "entry_codes",
        [equals("role", "viewer")],
        { set: { role: "admin" }, add: { expires_at: 5 } },
        "one",
      );
      expect(one).toMatchObject([{ role: "admin", expires_at: 2_005 }]);
      expect(await accounts.count(workspaceId, "entry_codes", [equals("role", "admin")])).toBe(1);
      expect(await accounts.update(workspaceId, "entry_codes", [], { set: { note: null } }, "all")).toHaveLength(2);
      expect(await accounts.update(workspaceId, "entry_codes", [equals("id", "none")], { set: { note: "x" } }, "one")).toEqual([]);
    });

    it("gives the one use of a row to one of those who come together", async () => {
      const workspaceId = fresh();
      const { accounts } = shared();
      await accounts.insert(workspaceId, "entry_codes", code("a"));
      const takers = Array.from({ length: 8 }, () => accounts.remove(workspaceId, "entry_codes", [equals("code_hash", "hash of a")], "one"));
      expect((await Promise.all(takers)).map(({ length }) => length).toSorted()).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
    });
  });
}
