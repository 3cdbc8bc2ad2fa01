import { beforeAll, expect, it } from "vitest";
import type { FieldPicker } from "#core/catalog/operation.ts";
import { must } from "#lib/must.ts";
import { pickValues } from "#engine/operations/picked-values.ts";
import { createPracticeWorld, type PracticeWorld } from "./practice-world.ts";

let world: PracticeWorld;
let lists: readonly FieldPicker[];

beforeAll(async () => {
  world = createPracticeWorld();
  const found = (await world.operations()).flatMap(({ pickers }) => Object.values(pickers));
  lists = [...new Map(found.map((picker) => [JSON.stringify(picker), picker])).values()];
});

it("has for each field a list that its vendor gives as it is asked, in pages of a size that it takes", async () => {
  expect(lists.length).toBeGreaterThan(20);
  for (const picker of lists) {
    const read = await pickValues(picker, "", async (input) => {
      const outcome = await world.run(picker.operationId, input);
      expect(outcome, picker.operationId).toMatchObject({ kind: "done", output: { [picker.list]: expect.any(Array) } });
      return must(outcome.kind === "done" ? outcome : undefined, picker.operationId).output;
    });
    expect(
      read.values.every(({ label }) => label !== ""),
      picker.operationId,
    ).toBe(true);
  }
});

it("leaves out no page of a list that comes in pages", async () => {
  const operations = new Map((await world.operations()).map((operation) => [operation.id, operation]));
  for (const { operationId, pages } of lists) {
    const { properties } = must(operations.get(operationId)?.input.properties, operationId)["query"] ?? {};
    const size = properties?.["page_size"];
    expect(pages !== undefined, operationId).toBe(size !== undefined);
    if (pages !== undefined && size?.maximum !== undefined) expect(pages.size, operationId).toBeLessThanOrEqual(size.maximum);
  }
});
