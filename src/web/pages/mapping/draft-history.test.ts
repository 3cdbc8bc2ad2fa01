import { describe, expect, it } from "vitest";
import type { MappingRow } from "#contract/mapping.ts";
import { begun } from "../../ui/undo-history.ts";
import { drafted, keyed, sent, type DraftAct, type DraftHistory } from "./draft-history.ts";

const row = (field: string): MappingRow => ({
  field,
  label: field,
  left: field,
  right: `attribute:${field}`,
  creates: "both",
  direction: "both",
  policy: "ask",
  personal: false,
  transforms: [],
});
const rows = [row("a"), row("b"), row("c")];
const after = (...acts: readonly DraftAct[]): DraftHistory => acts.reduce(drafted, begun(keyed(rows)));
const fieldsOf = ({ now: found }: DraftHistory): readonly unknown[] => found.map(({ field }) => field);

describe("a draft of a mapping", () => {
  it("goes back step by step and forth again, until something else is done", () => {
    const removed = after({ do: "remove", key: "b" }, { do: "move", key: "c", by: -1 });
    expect(fieldsOf(removed)).toEqual(["c", "a"]);
    expect(fieldsOf([{ do: "undo" } as const, { do: "undo" } as const].reduce(drafted, removed))).toEqual(["a", "b", "c"]);
    expect(fieldsOf([{ do: "undo" } as const, { do: "redo" } as const].reduce(drafted, removed))).toEqual(["c", "a"]);
    const elsewhere = [{ do: "undo" } as const, { do: "remove", key: "a" } as const].reduce(drafted, removed);
    expect(elsewhere.future).toEqual([]);
    expect(fieldsOf(elsewhere)).toEqual(["c"]);
  });

  it("takes a word that is typed as one step", () => {
    const typed = after(
      { do: "change", key: "a", change: { label: "P" }, typing: "label" },
      { do: "change", key: "a", change: { label: "Pl" }, typing: "label" },
      { do: "change", key: "b", change: { label: "X" }, typing: "label" },
    );
    expect(typed.past).toHaveLength(2);
    expect(drafted(drafted(typed, { do: "undo" }), { do: "undo" }).now[0]?.label).toBe("a");
  });

  it("stays as it is where there is nothing to undo, to redo, or to move past", () => {
    for (const act of [{ do: "undo" }, { do: "redo" }, { do: "move", key: "a", by: -1 }, { do: "move", key: "c", by: 1 }] as const)
      expect(after(act)).toEqual(begun(keyed(rows)));
  });

  it("is sent as it came", () => {
    expect(sent(begun(keyed(rows)).now)).toEqual(rows);
  });
});
