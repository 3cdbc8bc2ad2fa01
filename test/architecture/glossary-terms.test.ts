import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { glossaryTerms } from "../../tools/glossary-terms.ts";
import { projectRoot } from "../support/project-files.ts";

const table = (...rows: readonly string[]): string => ["| Word | Means | Not called |", "|---|---|---|", ...rows].join("\n");

it("gives each word of a row its own meaning, in their order, and all of it to a word that stands alone", () => {
  const rows = ["| left, Right | HighLevel's `value`; incident.io's value | ours |", "| entry | here: a row; there: a line. No more | item |"];
  expect([...glossaryTerms(table(...rows))]).toEqual([
    ["left", "HighLevel's value."],
    ["right", "incident.io's value."],
    ["entry", "Here: a row; there: a line. No more."],
  ]);
});

it("finds every row of the glossary, and no two that explain the same word", () => {
  const glossary = readFileSync(join(projectRoot, "GLOSSARY.md"), "utf8");
  const rows = glossary.split("\n").filter((line) => /^\| (?!Word \|)/u.test(line));
  const words = rows.flatMap((line) => (line.split("|")[1] ?? "").split(/[;,]/u).map((word) => word.trim().toLowerCase()));
  expect([...glossaryTerms(glossary).keys()].toSorted()).toEqual(words.toSorted());
});
