import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalTask, shownByTaskEvent, type TaskValues } from "./canonical-task.ts";

const runs = { numRuns: 1_000 };
// Cheaper than letters by pattern, and as telling.
const letter = fc.constantFrom("a", "Z", "9", "é", "ß", "я", "ק", "丽", "👩🏽‍🚀", " ", ".", "?");
const line = fc.array(letter, { maxLength: 10 }).map((letters) => `a${letters.join("")}`.trim());
const lines = fc.array(line, { minLength: 1, maxLength: 4 });
const moment = fc.date({ min: new Date("2000-01-01"), max: new Date("2060-01-01"), noInvalidDate: true });
const offset = fc.integer({ min: -12 * 4, max: 14 * 4 });
const task = fc.record({
  id: fc.constant("t"),
  title: line,
  body: lines.map((parts) => parts.join("\n")),
  dueDate: moment.map((at) => at.toISOString()),
  completed: fc.boolean(),
  assignedTo: fc.uuid(),
  contactId: fc.constant("c"),
});

/** The moment as a clock of the offset, in quarters of an hour, shows it. */
function told(at: Date, quarters: number): string {
  const sign = quarters < 0 ? "-" : "+";
  const minutes = Math.abs(quarters) * 15;
  const shown = new Date(at.getTime() + quarters * 900_000).toISOString().slice(0, -1);
  return `${shown}${sign}${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

describe("a task, reduced", () => {
  it("says what the task says", () => {
    fc.assert(
      fc.property(task, (given) => {
        const { title, body, dueDate, completed, assignedTo } = given;
        const fields: TaskValues = { title, body, dueAt: dueDate, completed, assigneeId: assignedTo };
        expect(canonicalTask(given)).toEqual({ id: "t", contactId: "c", version: "", gone: false, fields });
      }),
      runs,
    );
  });

  it("is the same whether the editor left markup or not", () => {
    fc.assert(
      fc.property(task, lines, fc.constantFrom("p", "div"), (given, parts, block) => {
        const marked = parts.map((part) => `<${block} style="x"><span>${part}</span></${block}>`).join("");
        expect(canonicalTask({ ...given, body: marked }).fields).toEqual(canonicalTask({ ...given, body: parts.join("\n") }).fields);
      }),
      runs,
    );
  });

  it("is the same for one moment, whatever the offset", () => {
    fc.assert(
      fc.property(task, moment, offset, (given, at, quarters) => {
        expect(canonicalTask({ ...given, dueDate: told(at, quarters) }).fields.dueAt).toBe(at.toISOString());
      }),
      runs,
    );
  });

  it("is the same whether an empty property is missing, null or empty text", () => {
    const key = fc.constantFrom("title", "body", "dueDate", "assignedTo", "contactId");
    fc.assert(
      fc.property(task, key, (given, empty) => {
        const { [empty]: _left, ...without } = given;
        const missing = canonicalTask(without as typeof given);
        for (const value of [null, "", "  "]) expect(canonicalTask({ ...given, [empty]: value } as typeof given)).toEqual(missing);
      }),
      runs,
    );
  });

  it("never fails, and changes with nothing that it does not speak of", () => {
    fc.assert(
      fc.property(task, fc.dictionary(fc.string(), fc.anything()), (given, anything) => {
        expect(() => canonicalTask({ ...anything, id: "t" })).not.toThrow();
        const { dateUpdated: _version, deleted: _gone, ...others } = anything;
        expect(canonicalTask({ ...others, ...given })).toEqual(canonicalTask(given));
      }),
      runs,
    );
  });
});

describe("what a task event shows", () => {
  it.each(["TaskCreate", "TaskComplete", "TaskDelete"] as const)("%s shows what a read shows, but for completion unless it is about it", (type) => {
    fc.assert(
      fc.property(task, ({ completed: _never, ...given }) => {
        const { fields } = canonicalTask({ ...given, completed: type === "TaskComplete" });
        const { completed, ...rest } = fields;
        expect(shownByTaskEvent({ ...given, type, locationId: "l" })).toEqual({
          id: "t",
          contactId: "c",
          fields: type === "TaskComplete" ? { ...rest, completed } : rest,
        });
      }),
      runs,
    );
  });

  it("is silent about the body of a lean create, and empty where a whole event leaves it out", () => {
    const lean = { type: "TaskCreate", id: "t", title: "Call" };
    expect(shownByTaskEvent(lean)?.fields).toEqual({ title: "Call", dueAt: null, assigneeId: null });
    expect(shownByTaskEvent({ ...lean, contactId: "c" })?.fields).toEqual({ title: "Call", body: null, dueAt: null, assigneeId: null });
  });

  it("is nothing for other events", () => {
    for (const event of [{ type: "NoteCreate", id: "n" }, { type: "TaskCreate" }, { type: "TaskUpdate", id: "t" }, {}])
      expect(shownByTaskEvent(event)).toBeNull();
  });
});
