import fc from "fast-check";
import { expect, it } from "vitest";
import { htmlToText } from "./html-to-text.ts";
import { textToHtml } from "./text-to-html.ts";

it("makes a paragraph of each line, in which no mark means anything", () => {
  expect(textToHtml('One <img src="x" onerror="alert(1)">\n \nR&D &lt; 5')).toBe(
    "<p>One &lt;img src=&quot;x&quot; onerror=&quot;alert(1)&quot;&gt;</p><p><br></p><p>R&amp;D &amp;lt; 5</p>",
  );
});

it("keeps the place of a line that holds nothing but white space", () => {
  expect(htmlToText(textToHtml("One\n \nTwo"))).toBe("One\n\nTwo");
});

it("gives the text back when it is read as HTML, whatever it is", () => {
  const tidy = (text: string): string =>
    text
      .replaceAll("\u00a0", " ")
      .split("\n")
      .map((line) => line.trimEnd())
      .join("\n")
      .trim();
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 20 }), { maxLength: 5 }), (lines) => {
      const text = lines.join("\n");
      expect(htmlToText(textToHtml(text))).toBe(tidy(text));
    }),
    { numRuns: 2_000 },
  );
});
