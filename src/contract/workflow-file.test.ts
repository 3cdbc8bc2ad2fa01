import { expect, it } from "vitest";
import { readWorkflow, writeWorkflow } from "./workflow-file.ts";

it("reads back what it wrote", () => {
  const definition = { format: 1, name: "Tell: them", steps: [{ id: "end", kind: "stop", reason: "- no\n" }] };
  expect(readWorkflow(writeWorkflow(definition))).toEqual({ kind: "read", definition });
});

it.each([
  ["a sentence", "hello"],
  ["a list", "- a\n- b"],
  ["nothing", ""],
  ["half a list", "a: [1"],
  ["an alias", "a: &x {b: 1}\nc: *x"],
  ["more levels than a workflow has", "[".repeat(5_000)],
  ["too much", `a: ${"b".repeat(400_001)}`],
])("refuses %s in words", (_what, text) => {
  expect(readWorkflow(text)).toMatchObject({ kind: "refused", says: expect.stringMatching(/^it /u) as string });
});
