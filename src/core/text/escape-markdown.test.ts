import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeMarkdown } from "./escape-markdown.ts";

describe("text as Markdown", () => {
  it.each([
    ["Call them back", "Call them back"],
    ["[pay](https://evil.example)", String.raw`\[pay\](https\://evil.example)`],
    ["![x](http://evil.example/pixel)", String.raw`\!\[x\](http\://evil.example/pixel)`],
    ["see www.evil.example", String.raw`see www\.evil.example`],
    ["<@U123> @everyone", String.raw`\<\@U123\> \@everyone`],
    ["# Not a heading\n- no item\n2. no number", "\\# Not a heading\\\n\\- no item\\\n2\\. no number"],
    ["One\n\nTwo", "One\n\nTwo"],
    ["    no code", "no code"],
    ["a_b *c* `d` | e ~f~ &amp;", String.raw`a\_b \*c\* \`d\` \| e \~f\~ \&amp;`],
    ["10.30 is no list", "10.30 is no list"],
  ])("%j is written %j", (text, markdown) => {
    expect(escapeMarkdown(text)).toBe(markdown);
  });

  it("leaves no mark that is not escaped", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab[]()<>@!*_`#-+.:/\\\n 1w~|&"), maxLength: 60 }), (text) => {
        const bare = escapeMarkdown(text).replaceAll(/\\[^\n]/gu, "x");
        expect(bare).not.toMatch(/[`*_{}[\]<>~|@&!#]|:\/\/|^[ \t]*[-+=]/imu);
        expect(bare.replaceAll("\\\n", "\n")).not.toContain("\\");
      }),
    );
  });

  it("loses no letter", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        const shown = escapeMarkdown(text)
          .replaceAll("\\\n", "\n")
          .replaceAll(/\\([^\w\s]|_)/gu, "$1");
        expect(shown).toBe(text.replaceAll(/^[ \t]+/gmu, ""));
      }),
    );
  });
});
