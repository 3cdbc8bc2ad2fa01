import { expect, it } from "vitest";
import type { LinkId } from "#core/ids.ts";
import type { Settlement } from "#core/ports/claims.ts";
import type { Store } from "#core/ports/store.ts";
import type { LinkPage, LinkQuery } from "#core/ports/store-queries.ts";
import { must } from "#lib/must.ts";
import { claim, claimed, conflict, linked, makeWorld, mark, MINUTE, observation, settlement, T0, type World } from "./contract-world.ts";

export function readContract(open: () => Store): void {
  const names = async (world: World, query: Partial<LinkQuery>): Promise<readonly string[]> => {
    const page = await open().listLinks({ workspaceId: world.workspaceId, sort: "name", limit: 50, ...query });
    return page.links.map((link) => String(link.left?.fields["fullName"] ?? link.leftId));
  };

  it("I1 finds links by match-key hashes of one side, from marks and from settlements", async () => {
    const world = await makeWorld(open());
    await open().markDirty([mark(world, "c1", { keyHashes: ["k1", "k2"] })], T0);
    const link = await claimed(world, "c2");
    await open().settle(world.workspaceId, [settlement(link, { patch: { rightId: "r2", leftKeys: ["k2"], rightKeys: ["k3"] } })], T0);
    const find = async (side: "highlevel" | "incident", keys: readonly string[]) =>
      (await open().linksByKeys(world.workspaceId, world.bridge.id, side, keys)).map((row) => row.leftId).toSorted();
    expect(await find("highlevel", ["k1"])).toEqual(["c1"]);
    expect(await find("highlevel", ["k2", "k9"])).toEqual(["c1", "c2"]);
    expect(await find("incident", ["k3"])).toEqual(["c2"]);
    expect(await find("incident", ["k1", "k2"])).toEqual([]);
    expect(await find("highlevel", [])).toEqual([]);
  });

  it("I1 forgets keys that a record no longer has", async () => {
    const world = await makeWorld(open());
    await open().markDirty([mark(world, "c1", { keyHashes: ["old"] })], T0);
    await open().markDirty([mark(world, "c1", { keyHashes: ["new"] })], T0);
    expect(await open().linksByKeys(world.workspaceId, world.bridge.id, "highlevel", ["old"])).toEqual([]);
    const [link] = await claim(world);
    await open().settle(world.workspaceId, [settlement(link!, { patch: { leftKeys: ["newest"] } })], T0);
    expect(await open().linksByKeys(world.workspaceId, world.bridge.id, "highlevel", ["new"])).toEqual([]);
    expect(await open().linksByKeys(world.workspaceId, world.bridge.id, "highlevel", ["newest"])).toHaveLength(1);
  });

  it("W2 tells the last seen versions of many records at once", async () => {
    const world = await makeWorld(open());
    await linked(world, "c1", "r1");
    await open().markDirty([mark(world, "c2")], T0);
    const left = await open().observedVersions(world.workspaceId, world.bridge.id, "highlevel", ["c1", "c2", "c3"]);
    expect([...left]).toEqual([["c1", "l1"]]);
    expect([...(await open().observedVersions(world.workspaceId, world.bridge.id, "incident", ["r1", "c1"]))]).toEqual([["r1", "r1"]]);
  });

  it("W1 names records that no sweep has met, in id order, page by page", async () => {
    const world = await makeWorld(open());
    for (const name of ["c3", "c1", "c2", "c4"]) await linked(world, name, `r-${name}`);
    await open().touchSeen(world.workspaceId, world.bridge.id, "highlevel", ["c2", "unheard-of"], T0 + MINUTE);
    const unseen = (after: string | null, limit: number) =>
      open().unseenSince(world.workspaceId, world.bridge.id, "highlevel", T0 + MINUTE, after, limit);
    expect(await unseen(null, 2)).toEqual(["c1", "c3"]);
    expect(await unseen("c3", 2)).toEqual(["c4"]);
    expect(await open().unseenSince(world.workspaceId, world.bridge.id, "highlevel", T0, null, 10)).toEqual([]);
    expect(await open().unseenSince(world.workspaceId, world.bridge.id, "incident", T0 + 1, null, 10)).toHaveLength(4);
  });

  it("W1 a record that a reconcile has just seen counts as met, and ended links are left out", async () => {
    const world = await makeWorld(open());
    const one = await linked(world, "c1", "r1");
    const two = await linked(world, "c2", "r2");
    const [first] = await claim(world, { only: [one] });
    await open().settle(world.workspaceId, [settlement(first!, { patch: { left: observation({}, "l2", T0 + MINUTE) } })], T0 + MINUTE);
    const [second] = await claim(world, { only: [two] });
    await open().settle(world.workspaceId, [settlement(second!, { patch: { state: "tombstone" } })], T0);
    expect(await open().unseenSince(world.workspaceId, world.bridge.id, "highlevel", T0 + MINUTE, null, 10)).toEqual([]);
    expect(await open().unseenSince(world.workspaceId, world.bridge.id, "incident", T0 + MINUTE, null, 10)).toEqual(["r1"]);
  });

  it("W2 a record whose loss has been told is not named again, one parked for another reason is", async () => {
    const world = await makeWorld(open());
    for (const [name, because, asked] of [
      ["c1", "HW_VENDOR_NOT_FOUND", true],
      ["c2", "HW_BRAKE", false],
      ["c3", "HW_RETRIES_SPENT", false],
      ["c4", "HW_VENDOR_NOT_FOUND", false],
    ] as const) {
      const [link] = await claim(world, { only: [await linked(world, name, `r-${name}`)] });
      await open().settle(world.workspaceId, [settlement(link!, { patch: { state: "parked", because }, open: asked ? [conflict("*")] : [] })], T0);
    }
    expect(await open().unseenSince(world.workspaceId, world.bridge.id, "highlevel", T0 + MINUTE, null, 10)).toEqual(["c3", "c4"]);
  });

  it("gives each link the one status under which people see it, and counts them", async () => {
    const world = await makeWorld(open());
    await linked(world, "sync", "r1");
    await open().markDirty([mark(world, "waiting")], T0);
    const settle = async (name: string, more: Parameters<typeof settlement>[1]) =>
      open().settle(world.workspaceId, [settlement(await claimed(world, name), more)], T0);
    await settle("conflict", { open: [conflict("email"), conflict("phone")] });
    await settle("failing", { again: { at: T0 + MINUTE, failed: true } });
    await settle("parked", { patch: { state: "parked", because: "HW_RETRIES_SPENT" } });
    await settle("excluded", { patch: { state: "excluded", because: "HW_LINK_NO_MATCH_KEY" } });
    await settle("paused", { patch: { state: "excluded", because: "HW_LINK_PAUSED" }, open: [conflict("email")] });
    await settle("ended", { patch: { state: "unlinked" } });
    const by = (status: LinkQuery["status"]) => names(world, { status: status! });
    expect(await by("in-sync")).toEqual(["sync"]);
    expect(await by("waiting")).toEqual(["waiting"]);
    expect(await by("conflict")).toEqual(["conflict"]);
    expect([...(await by("failing"))].toSorted()).toEqual(["failing", "parked"]);
    expect(await by("excluded")).toEqual(["excluded"]);
    expect(await by("paused")).toEqual(["paused"]);
    expect(await by("ended")).toEqual(["ended"]);
    const expected = { "in-sync": 1, waiting: 1, conflict: 1, failing: 2, excluded: 1, paused: 1, ended: 1, total: 8, openConflicts: 3, dirty: 2 };
    expect(await open().counts(world.workspaceId)).toEqual(expected);
    expect(await open().counts(world.workspaceId, world.bridge.id)).toEqual(expected);
    expect(await open().dueCount(world.workspaceId, world.bridge.id)).toBe(1);
  });

  it("counts a bridge apart from its neighbour, and both together for the workspace", async () => {
    const world = await makeWorld(open());
    const other = await makeWorld(open(), { workspaceId: world.workspaceId });
    await linked(world, "c1", "r1");
    await open().markDirty([mark(other, "c1"), mark(other, "c2")], T0);
    expect((await open().counts(world.workspaceId, world.bridge.id)).total).toBe(1);
    expect(await open().counts(world.workspaceId)).toMatchObject({ total: 3, "in-sync": 1, waiting: 2, dirty: 2 });
    expect((await makeWorld(open())) && (await open().counts((await makeWorld(open())).workspaceId)).total).toBe(0);
  });

  it("lists links by name, page by page, each once", async () => {
    const world = await makeWorld(open());
    const people = ["dora", "Ben", "ada", "Cleo", "ada"];
    for (const [index, name] of people.entries()) await linked(world, `c${String(index)}`, `r${String(index)}`, { left: { fullName: name } });
    const seen: string[] = [];
    let after: string | undefined;
    for (let page = 0; page < 4; page += 1) {
      const got = await open().listLinks({
        workspaceId: world.workspaceId,
        bridgeIds: [world.bridge.id],
        sort: "name",
        limit: 2,
        ...(after !== undefined && { after }),
      });
      expect(got.total).toBe(5);
      seen.push(...got.links.map((link) => String(link.left?.fields["fullName"])));
      if (got.next === null) break;
      after = got.next;
    }
    expect(seen).toEqual(["ada", "ada", "Ben", "Cleo", "dora"]);
  });

  it("lists the latest changed first, page by page", async () => {
    const world = await makeWorld(open());
    for (const [index, name] of ["old", "new", "middle"].entries()) await linked(world, name, `r${String(index)}`, { now: T0 + [0, 20, 10][index]! });
    const first = await open().listLinks({ workspaceId: world.workspaceId, sort: "changed", limit: 2 });
    expect(first.links.map((link) => link.leftId)).toEqual(["new", "middle"]);
    const second = await open().listLinks({ workspaceId: world.workspaceId, sort: "changed", limit: 2, after: first.next! });
    expect(second.links.map((link) => link.leftId)).toEqual(["old"]);
    expect(second.next).toBeNull();
  });

  it("searches the beginnings of words of name, e-mail, phone and ids, in any case, and a phone number's end", async () => {
    const world = await makeWorld(open());
    await linked(world, "Abc123", "Ent-9", { left: { fullName: "Zoë Ångström", phone: "+14155550101" }, right: { email: "zoe@example.com" } });
    await linked(world, "c2", "r2", { left: { fullName: "100% Pure_Name" } });
    const find = (search: string) => names(world, { search });
    const hits = [
      "zoë",
      "zoe",
      "ÅNGSTRÖM",
      "angström zoë",
      "415555",
      "+1 (415) 555",
      "0101",
      "0415 5550101",
      "ZOE@EXAMPLE",
      "@example.com",
      "abc1",
      "ent-9",
    ];
    for (const search of hits) expect(await find(search), search).toEqual(["Zoë Ångström"]);
    for (const search of ["100%", "pure_n", "name pure 100"]) expect(await find(search), search).toEqual(["100% Pure_Name"]);
    for (const search of ["nobody", "ure", "%", "zoe pure", "5550", "_"]) expect(await find(search), search).toEqual([]);
    expect(await open().listLinks({ workspaceId: world.workspaceId, sort: "name", limit: 1, search: "zoë" })).toMatchObject({
      total: 1,
      isTotal: true,
    });
  });

  it("finds what a record is called now, by no word that it had before", async () => {
    const world = await makeWorld(open());
    const id = await linked(world, "c1", "r1", { left: { fullName: "Ada Byron" } });
    const [link] = await claim(world, { only: [id] });
    await open().settle(world.workspaceId, [settlement(link!, { patch: { left: observation({ fullName: "Ada Lovelace" }) } })], T0);
    expect(await names(world, { search: "byron" })).toEqual([]);
    expect(await names(world, { search: "love ada" })).toEqual(["Ada Lovelace"]);
  });

  it("pages through what a search finds, in its order, with state, bridge and records", async () => {
    const world = await makeWorld(open());
    const other = await makeWorld(open(), { workspaceId: world.workspaceId });
    for (const [index, name] of ["Kim Dora", "Kim Ada", "Kim Cleo", "Ben Kimble"].entries())
      await linked(world, `c${String(index)}`, `r${String(index)}`, { left: { fullName: name }, now: T0 + index });
    await linked(other, "c9", "r9", { left: { fullName: "Kim Else" } });
    const found = async (query: Partial<LinkQuery>) => {
      const all: LinkPage[] = [];
      let after: string | undefined;
      do {
        const page = await open().listLinks({
          workspaceId: world.workspaceId,
          sort: "name",
          limit: 2,
          search: "kim",
          ...query,
          ...(after !== undefined && { after }),
        });
        all.push(page);
        after = page.next ?? undefined;
      } while (after !== undefined);
      expect(new Set(all.map(({ total }) => total))).toEqual(new Set([all.flatMap(({ links }) => links).length]));
      return all.flatMap(({ links }) => links.map((link) => link.left?.fields["fullName"]));
    };
    expect(await found({})).toEqual(["Ben Kimble", "Kim Ada", "Kim Cleo", "Kim Dora", "Kim Else"]);
    expect(await found({ bridgeIds: [world.bridge.id], sort: "changed" })).toEqual(["Ben Kimble", "Kim Cleo", "Kim Ada", "Kim Dora"]);
    expect(await found({ leftIds: ["c1", "c9", "c7"] })).toEqual(["Kim Ada", "Kim Else"]);
    await open().markDirty([mark(world, "c2")], T0);
    expect(await found({ status: "waiting" })).toEqual(["Kim Cleo"]);
  });

  it("jumps into the middle of a list and of what a search finds", async () => {
    const world = await makeWorld(open());
    for (const name of ["Kim 1", "Kim 2", "Kim 3", "Kim 4"]) await linked(world, name, `r-${name}`, { left: { fullName: name } });
    for (const query of [{}, { search: "kim" }]) {
      const page = await open().listLinks({ workspaceId: world.workspaceId, sort: "name", limit: 2, offset: 1, ...query });
      expect(page.links.map(({ leftId }) => leftId)).toEqual(["Kim 2", "Kim 3"]);
      expect(page.total).toBe(4);
      expect((await open().listLinks({ workspaceId: world.workspaceId, sort: "name", limit: 2, offset: 9, ...query })).links).toEqual([]);
    }
  });

  it("lists only the named HighLevel records, and counts them", async () => {
    const world = await makeWorld(open());
    for (const name of ["c1", "c2", "c3"]) await linked(world, name, `r-${name}`);
    const page = await open().listLinks({ workspaceId: world.workspaceId, sort: "name", limit: 1, leftIds: ["c1", "c3", "gone"] });
    expect(page).toMatchObject({ total: 2, isTotal: true });
    expect(page.links).toHaveLength(1);
  });

  it("tells what belongs to records by a part of an id or by its contact, the latest changed first", async () => {
    const world = await makeWorld(open());
    const tasks = await makeWorld(open(), { workspaceId: world.workspaceId });
    await linked(world, "Con1", "r1");
    await linked(tasks, "Con1/t1", "e1", { now: T0 + 1 });
    await linked(tasks, "Con1/t2", "e2", { now: T0 + 2 });
    await linked(tasks, "inc/Con2/note:7", "e3");
    await linked(tasks, "appt", "e4", { left: { contactId: "Con2" } });
    await linked(tasks, "Con11/t3", "e5");
    await linked(tasks, "con1/t4", "e6");
    const naming = async (ids: readonly string[], most = 9) =>
      (await open().linksNaming(world.workspaceId, [tasks.bridge.id], ids, most)).map((link) => link.rightId);
    expect(await naming(["Con1"])).toEqual(["e2", "e1"]);
    expect((await naming(["Con1", "Con2"])).toSorted()).toEqual(["e1", "e2", "e3", "e4"]);
    expect(await naming(["Con1"], 1)).toHaveLength(1);
    expect(await naming([])).toEqual([]);
    expect(await open().linksNaming(world.workspaceId, [], ["Con1"], 9)).toEqual([]);
  });

  it("tells which records go on, the latest changed first, and none whose link has ended or whose person was erased", async () => {
    const world = await makeWorld(open());
    const other = await makeWorld(open(), { workspaceId: world.workspaceId });
    const { workspaceId } = world;
    const completed = (value: boolean | null) => ({ right: { title: 'x "completed":null', completed: value } });
    await linked(world, "t1", "i1/c1", { ...completed(null), now: T0 + 1 });
    await linked(world, "t2", "i1/c2", { ...completed(false), now: T0 + 2 });
    await linked(world, "t3", "i2/c1", completed(true));
    await linked(world, "t4", "i3/c3", { right: { title: '"completed":null' } });
    await linked(other, "c1", "c1", { right: { tags: ["incident-active", "incident-inc-7"] }, now: T0 + 3 });
    await linked(other, "c2", "c2", { right: { tags: ["vip"] } });
    const going = (bridges = [world, other], most = 9) =>
      open().rightIdsGoingOn(
        workspaceId,
        bridges.map(({ bridge }) => bridge.id),
        most,
      );
    expect(await going()).toEqual(["c1", "i1/c2", "i1/c1"]);
    expect(await going([world, other], 2)).toEqual(["c1", "i1/c2"]);
    expect(await going([world])).toEqual(["i1/c2", "i1/c1"]);
    expect(await going([])).toEqual([]);
    expect(await open().rightIdsGoingOn((await makeWorld(open())).workspaceId, [world.bridge.id], 9)).toEqual([]);
    const again = async (home: World, leftId: string, patch: Settlement["patch"]): Promise<unknown> =>
      open().settle(workspaceId, [settlement(await claimed(home, leftId), { patch })], T0 + 4);
    await again(world, "t1", { right: observation({ completed: true }, "r2") });
    await again(world, "t3", { right: observation({ completed: null }, "r2") });
    await again(other, "c1", { state: "tombstone" });
    expect(await going()).toEqual(["i2/c1", "i1/c2"]);
    const person = must(await open().linkOf(workspaceId, world.bridge.id, "incident", "i2/c1"), "the link");
    await open().erase(workspaceId, [person.id], "everywhere", T0 + 5);
    expect(await going()).toEqual(["i1/c2"]);
  });

  it("T1 shows no link to another workspace", async () => {
    const [world, other] = [await makeWorld(open()), await makeWorld(open())];
    const id = await linked(world, "c1", "r1");
    expect(await open().link(other.workspaceId, id)).toBeNull();
    expect(await open().linkOf(other.workspaceId, world.bridge.id, "highlevel", "c1")).toBeNull();
    expect((await open().listLinks({ workspaceId: other.workspaceId, sort: "name", limit: 5 })).total).toBe(0);
    expect((await open().observedVersions(other.workspaceId, world.bridge.id, "highlevel", ["c1"])).size).toBe(0);
    expect(await open().unseenSince(other.workspaceId, world.bridge.id, "highlevel", T0 + 9, null, 9)).toEqual([]);
    expect(await open().dueCount(other.workspaceId, world.bridge.id)).toBe(0);
    expect(await open().link(world.workspaceId, "unknown" as LinkId)).toBeNull();
  });
}
