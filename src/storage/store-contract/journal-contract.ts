import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import type { IntentId, LinkId } from "#core/ids.ts";
import type { Store } from "#core/ports/store.ts";
import type { JournalQuery } from "#core/ports/store-queries.ts";
import { claimed, entry, makeWorld, settlement, T0, type World } from "./contract-world.ts";

export function journalContract(open: () => Store): void {
  const read = (world: World, query: Partial<JournalQuery> = {}) => open().journal(world.workspaceId, { limit: 100, ...query });
  const number = (world: World, count: number) =>
    open().appendJournal(
      world.workspaceId,
      Array.from({ length: count }, (_, index) => entry({ detail: { n: index } })),
      T0,
    );
  const ns = (rows: readonly { readonly detail: Readonly<Record<string, unknown>> }[]) => rows.map((row) => row.detail["n"]);

  it("A1 gives an entry back whole: cause, evidence, before and after", async () => {
    const world = await makeWorld(open());
    const link = await claimed(world, "c1");
    const whole = entry({
      linkId: link.id,
      bridgeId: world.bridge.id,
      intentId: randomUUID() as IntentId,
      side: "incident",
      cause: ["webhook highlevel e1", "sweep"],
      detail: { action: "update", nested: { list: [1, null, "\u0000"] } },
      values: [
        { field: "email", before: null, after: "a@example.com" },
        { field: "tags", before: ["a"], after: ["a", "\u0000", "\ud83d\ude00"] },
      ],
    });
    await open().settle(world.workspaceId, [settlement(link, { journal: [whole] })], T0 + 3);
    const [row] = await read(world);
    expect(row).toMatchObject({ ...whole, at: T0 + 3 });
  });

  it("shows the newest first, and goes back before an id", async () => {
    const world = await makeWorld(open());
    await number(world, 5);
    const first = await read(world, { limit: 2 });
    expect(ns(first)).toEqual([4, 3]);
    expect(ns(await read(world, { limit: 2, before: first[1]!.id }))).toEqual([2, 1]);
  });

  it("goes on after an id, oldest first, and misses nothing of racing writers", async () => {
    const world = await makeWorld(open());
    await number(world, 3);
    const all = await read(world, { after: "", limit: 2 });
    expect(ns(all)).toEqual([0, 1]);
    const seen = [...all];
    let writing = true;
    const writers = Promise.all(Array.from({ length: 6 }, () => number(world, 4))).then(() => (writing = false));
    for (let rounds = 0; writing || rounds < 2; rounds += writing ? 0 : 1) {
      seen.push(...(await read(world, { after: seen.at(-1)!.id })));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await writers;
    expect(seen).toHaveLength(27);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(27);
    expect(seen.map(({ id }) => id)).toEqual(seen.map(({ id }) => id).toSorted());
  });

  it("narrows by link and kind", async () => {
    const world = await makeWorld(open());
    const linkId = randomUUID() as LinkId;
    await open().appendJournal(
      world.workspaceId,
      [entry({ linkId, detail: { n: 0 } }), entry({ linkId, kind: "linked", detail: { n: 1 } }), entry({ kind: "linked", detail: { n: 2 } })],
      T0,
    );
    expect(ns(await read(world, { linkId }))).toEqual([1, 0]);
    expect(ns(await read(world, { kinds: ["linked", "brake"] }))).toEqual([2, 1]);
    expect(ns(await read(world, { kinds: ["linked"], linkId, after: "" }))).toEqual([1]);
  });

  it("A3 finds runs, newest first, and the one of a plan", async () => {
    const world = await makeWorld(open());
    const run = (plan: string) => entry({ kind: "run", detail: { plan } });
    await open().appendJournal(world.workspaceId, [run("a"), entry({ detail: { plan: "a" } }), run("b"), run("a"), run("c")], T0);
    const plans = async (query: Parameters<Store["runs"]>[1]) =>
      (await open().runs(world.workspaceId, query)).map(({ kind, detail }) => [kind, detail["plan"]]);
    expect(await plans({ limit: 3 })).toEqual([
      ["run", "c"],
      ["run", "a"],
      ["run", "b"],
    ]);
    expect(await plans({ plan: "a", limit: 10 })).toEqual([
      ["run", "a"],
      ["run", "a"],
    ]);
    expect(await plans({ plan: "d", limit: 1 })).toEqual([]);
    expect(await open().runs((await makeWorld(open())).workspaceId, { limit: 1 })).toEqual([]);
  });

  it("A1 the hash chain fits, whoever wrote at once", async () => {
    const world = await makeWorld(open());
    await Promise.all(Array.from({ length: 5 }, () => number(world, 3)));
    expect(await open().verifyJournal(world.workspaceId)).toEqual({ checked: 15, brokenAt: null });
    expect((await read(world)).length).toBe(15);
    expect(await open().verifyJournal((await makeWorld(open())).workspaceId)).toEqual({ checked: 0, brokenAt: null });
  });

  it("T1 shows no entry to another workspace, and none of its entries enters the other's chain", async () => {
    const [world, other] = [await makeWorld(open()), await makeWorld(open())];
    await number(world, 2);
    await number(other, 1);
    expect(await read(other)).toHaveLength(1);
    expect((await open().verifyJournal(other.workspaceId)).checked).toBe(1);
  });

  it("tells listeners of new entries", async () => {
    const world = await makeWorld(open());
    const heard: string[] = [];
    const stop = await open().listen(["activity"], (topic, workspace) => heard.push(`${topic} ${workspace}`));
    await number(world, 1);
    await expect.poll(() => heard).toContain(`activity ${world.workspaceId}`);
    await stop();
  });
}
