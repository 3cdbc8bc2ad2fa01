import { expect, it } from "vitest";
import { csvRow } from "./csv.ts";

it.each([
  ["=1+1", "'=1+1"],
  ["+49 30", "'+49 30"],
  ["-5", "'-5"],
  ["@sum", "'@sum"],
  ["\t=1", "'\t=1"],
  [" =cmd", "' =cmd"],
  ['say "hi"', '"say ""hi"""'],
  ["a,b", '"a,b"'],
  ["two\nlines", '"two\nlines"'],
  ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
  ["plain", "plain"],
])("writes %j so that no spreadsheet runs it", (given, wanted) => {
  expect(csvRow([given])).toBe(`${wanted}\r\n`);
});

it("keeps empty cells and numbers, which may be below zero", () => {
  expect(csvRow([null, -3, ""])).toBe(",-3,\r\n");
});
