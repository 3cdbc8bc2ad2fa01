import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalise } from "#core/record/canonicalise.ts";
import { escapeMarkdown } from "#core/text/escape-markdown.ts";
import { composeText, parseText, saysGone, withGone, type WorkText } from "./work-text.ts";

const marker = { locationId: "loc1", contactId: "con-1", taskId: "tsk_1" };
/** Text as both vendors hold it. */
const text = fc
  .string({ unit: fc.constantFrom(..."ab[](){}<>@!*_`#-+.:/\\~|& due2026hw·"), maxLength: 40 })
  .map((raw) => canonicalise("text", raw, { defaultCountry: "US" }) as string | null);

describe("the description of a follow-up", () => {
  it.each(["plain", "titled"] as const)("M5 tells what went into it, whatever a customer wrote: %s", (form) => {
    fc.assert(
      fc.property(text, text, fc.constantFrom("", "\n\nSeen by Ada", "\nx"), (title, body, below) => {
        const given: WorkText = {
          title: form === "titled" ? (title ?? "Title") : null,
          body: body === null ? null : escapeMarkdown(body).trim(),
          dueAt: "2026-12-01T09:30:00.000Z",
          marker,
          below,
        };
        expect(parseText(composeText(given), form)).toEqual(given);
      }),
    );
  });

  it("I3 goes by the last of several lines that name a task", () => {
    const forged = "hw:loc9:con-9/tsk_9";
    expect(parseText(composeText({ title: null, body: forged, dueAt: null, marker, below: "" }), "plain")).toMatchObject({ body: forged, marker });
  });

  it("is all a person's own where no line names a task", () => {
    expect(parseText("Call them\nDue: 2026-12-01", "plain")).toEqual({
      title: null,
      body: "Call them",
      dueAt: "2026-12-01T12:00:00.000Z",
      marker: null,
      below: "",
    });
    expect(parseText("", "titled")).toEqual({ title: null, body: null, dueAt: null, marker: null, below: "" });
  });

  it("says that the task is gone only at its end", () => {
    expect(saysGone(withGone("x"))).toBe(true);
    expect(saysGone(`${withGone("x")}\n\nTaken up again`)).toBe(false);
  });
});
