import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalNote, shownByNoteEvent } from "./canonical-note.ts";

const runs = { numRuns: 1_000 };
// Cheaper than letters by pattern, and as telling.
const letter = fc.constantFrom("a", "Z", "9", "é", "ß", "я", "ק", "丽", "👩🏽‍🚀", " ", ".", "<", "&", ";");
const line = fc.array(letter, { maxLength: 10 }).map((letters) => `a${letters.join("")}`.trim());
const lines = fc.array(line, { minLength: 1, maxLength: 4 });
const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const note = fc.record({
  id: fc.constant("n"),
  body: lines.map((parts) => parts.map(escaped).join("<br>")),
  title: line,
  userId: fc.option(fc.uuid()),
  dateAdded: fc.date({ min: new Date("2000-01-01"), max: new Date("2060-01-01"), noInvalidDate: true }).map((at) => at.toISOString()),
  contactId: fc.constant("c"),
  pinned: fc.boolean(),
});

describe("a note, reduced", () => {
  it("says the words of its body, whatever markup holds them", () => {
    fc.assert(
      fc.property(note, lines, fc.constantFrom("p", "div", "li"), (given, parts, block) => {
        const marked = parts.map((part) => `<${block}>${escaped(part)}</${block}>`).join("\n");
        const words = parts.map((part) => (block === "li" ? `- ${part}` : part).trimEnd()).join("\n");
        expect(canonicalNote({ ...given, body: marked }).fields.body).toBe(words);
      }),
      runs,
    );
  });

  it("keeps author, time, title and pin, and takes missing, null and empty for the same", () => {
    fc.assert(
      fc.property(note, fc.constantFrom("body", "title", "userId", "contactId", "dateAdded"), (given, empty) => {
        const { title, userId, dateAdded, pinned } = given;
        expect(canonicalNote(given)).toMatchObject({ id: "n", contactId: "c", authorId: userId, addedAt: dateAdded, fields: { title, pinned } });
        const { [empty]: _left, ...without } = given;
        const missing = canonicalNote(without as typeof given);
        for (const value of [null, "", " ", "<p></p>"].slice(0, empty === "body" ? 4 : 3))
          expect(canonicalNote({ ...given, [empty]: value })).toEqual(missing);
      }),
      runs,
    );
  });

  it("never fails", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything()), (anything) => {
        expect(() => [canonicalNote({ ...anything, id: "n" }), shownByNoteEvent(anything)]).not.toThrow();
      }),
      runs,
    );
  });
});

describe("what a note event shows", () => {
  it("is the body that a read shows, and nothing of what events never carry", () => {
    fc.assert(
      fc.property(note, fc.constantFrom("NoteCreate", "NoteUpdate", "NoteDelete"), ({ id, body, contactId, dateAdded }, type) => {
        const shown = shownByNoteEvent({ type, locationId: "l", id, body, contactId, dateAdded });
        expect(shown).toEqual({ id, contactId, fields: { body: canonicalNote({ id, body }).fields.body } });
      }),
      runs,
    );
  });

  it("is nothing for other events", () => {
    for (const event of [{ type: "TaskCreate", id: "t" }, { type: "NoteUpdate" }, {}]) expect(shownByNoteEvent(event)).toBeNull();
  });
});
