import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { htmlToText } from "./html-to-text.ts";

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const tidy = (text: string): string =>
  text
    .replaceAll("\u00a0", " ")
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .trim();
const word = fc
  .array(fc.constantFrom("a", "Z", "é", "я", "丽", "👩🏽‍🚀", "&", "<", ">", '"', "'"), { minLength: 1, maxLength: 8 })
  .map((letters) => letters.join(""));

describe("HTML as text", () => {
  it.each([
    ["<p>One</p><p>Two</p>", "One\nTwo"],
    ["<p>One</p><p><br></p><p>Two</p>", "One\n\nTwo"],
    ["<div>One<br>Two<br></div><div>Three</div>", "One\nTwo\nThree"],
    ["One<br/>Two<BR />Three", "One\nTwo\nThree"],
    ["<p>Waits for <strong>an</strong><em>swer</em>.</p>\n<p>Soon</p>\n", "Waits for answer.\nSoon"],
    ["<ul><li>One</li><li>Two<ol><li>a</li><li>b</li></ol></li></ul>End", "- One\n- Two\n  1. a\n  2. b\nEnd"],
    [
      '<p>See <a href="https://example.com/x">the page</a>, <a href="https://example.com">https://example.com</a></p>',
      "See the page (https://example.com/x), https://example.com",
    ],
    ["<a href='mailto:ada@example.com'>ada@example.com</a> <a href=\"javascript:alert(1)\">here</a>", "ada@example.com here"],
    ['<a href="https://example.com/?a=1&amp;b=2"></a>', "https://example.com/?a=1&b=2"],
    ["<table><tr><td>One</td><td>Two</td></tr><tr><td>Three</td></tr></table>", "One Two\nThree"],
    ['<img src="x" alt="A chart"> of it', "A chart of it"],
    ["<style>p { color: red }</style><script>alert('x < y')</script>Seen<!-- not <b>this</b> -->", "Seen"],
    ["<!DOCTYPE html><html><head><title>No</title></head><body>Yes</body></html>", "Yes"],
    ["Fish &amp; chips &lt; 10&nbsp;&euro; &#x1F41F;&#38;", "Fish & chips < 10 € 🐟&"],
  ])("%j says %j", (html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  it.each([
    "a < b and b > a",
    "Ada <ada@example.com>",
    "List<String> items = new <T>()",
    "x <y> z",
    "AT&T; R&D &unknown; &#0; &#xD800; &#99999999;",
    "Set the <title> of the page",
    "not closed <!-- at all",
    "1 <2> 3 </> <",
    "First line\n\n  indented line\nlast",
    "",
  ])("keeps what is no markup: %j", (text) => {
    expect(htmlToText(text)).toBe(tidy(text));
  });

  it("gives back any text that was escaped, but for white space at the ends of lines", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        expect(htmlToText(escaped(text))).toBe(tidy(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it("never throws, and leaves plain text without marks alone", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const plain = text.replaceAll(/[<&]/gu, "");
        expect(htmlToText(plain)).toBe(tidy(plain));
        expect(typeof htmlToText(text)).toBe("string");
      }),
      { numRuns: 2_000 },
    );
  });

  it("keeps every word of nested markup, in order, a line for each block", () => {
    const inline = fc.tuple(fc.constantFrom("b", "em", "span", "u"), word).map(([name, text]) => `<${name} class="x">${escaped(text)}</${name}>`);
    const line = fc.array(fc.oneof(word.map(escaped), inline), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(" "));
    const block = fc
      .tuple(fc.constantFrom("p", "div", "h2", "blockquote"), line)
      .map(([name, text]) => ({ html: `<${name}>${text}</${name}>`, text }));
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 5 }), (parts) => {
        const shown = htmlToText(parts.map(({ html }) => html).join("\n"));
        const said = parts.map(({ text }) => htmlToText(text));
        expect(shown).toBe(said.join("\n"));
        expect(shown).not.toMatch(/<\/?(?:p|div|h2|blockquote|b|em|span|u)\b/u);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each(["<", "<!--", "<script>", "<script", "<a href='", "<p ", "&", "&#", "<li>", "</", "<!doctype "])(
    "takes time in proportion to the length, over %j again and again",
    (part) => {
      // In quadratic time this is more than 10^10 steps, and the test does not end in its time.
      expect(htmlToText(part.repeat(200_000)).length).toBeGreaterThan(-1);
    },
  );
});
