import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bridgeModes, entities } from "#core/bridge.ts";
import type { ConfigDocument } from "#core/config/config-document.ts";
import { must } from "#lib/must.ts";
import { MAX_CONFIG_CHARS } from "./config.ts";
import { readConfig, writeConfig } from "./config-file.ts";

/** Words that YAML could take for something else, and texts of any characters at all. */
const word = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 40 }),
  fc.constantFrom(
    "yes",
    "no",
    "~",
    "null",
    "012",
    "1e3",
    "0x1F",
    "2026-11-26",
    "- a",
    "a: b",
    "#",
    "&a",
    "*a",
    "!!str",
    "{}",
    "[",
    "'",
    '"',
    "|",
    "%",
    "=",
    "<<",
    " a ",
    "a\nb",
    "\t",
    "…",
    "\u2028",
    "\u0085",
  ),
);
const policy = fc.constantFrom("highlevel", "incident", "newest", "ask" as const);
const direction = fc.constantFrom("both", "to-incident", "to-highlevel", "off" as const);
const field = fc.record({
  field: word,
  label: word,
  kind: fc.constantFrom("text", "name", "email", "phone", "url", "number", "boolean", "date", "set" as const),
  highlevel: word,
  incident: word,
  direction,
  creates: direction,
  wins: policy,
  personal: fc.boolean(),
  transforms: fc.array(
    fc.oneof(
      fc.constantFrom({ op: "trim" as const }, { op: "lowercase" as const }, { op: "e164" as const }, { op: "utc" as const }),
      fc.record({ op: fc.constant("table" as const), pairs: fc.array(fc.record({ left: word, right: word }), { maxLength: 3 }) }),
      fc.record({ op: fc.constant("fallback" as const), side: fc.constantFrom("highlevel" as const, "incident" as const), value: word }),
    ),
    { maxLength: 3 },
  ),
});
const maybe = fc.option(word);
const incidents = fc.record({
  tellsPrivate: fc.boolean(),
  tellsDrills: fc.boolean(),
  takesNew: fc.boolean(),
  mostNewContacts: fc.integer({ min: 0, max: 50 }),
  holdTag: maybe,
  emailField: maybe,
  alertAttribute: maybe,
  linkField: maybe,
  assignees: fc.dictionary(
    word.filter((user) => user !== "__proto__"),
    word,
    { maxKeys: 4, noNullPrototype: true },
  ),
});
const documents: fc.Arbitrary<ConfigDocument> = fc.record({
  format: fc.constant(1 as const),
  connections: fc.array(fc.record({ id: word, vendor: fc.constantFrom("highlevel", "incident" as const), name: word, account: maybe }), {
    maxLength: 3,
  }),
  bridges: fc.array(
    fc.record({
      kind: fc.constantFrom(...entities),
      name: word,
      highlevel: word,
      incident: word,
      mode: fc.constantFrom(...bridgeModes),
      firstLink: policy,
      onDelete: fc.constantFrom("unlink", "archive", "delete" as const),
      country: fc.constantFrom("US", "NO", "GB"),
      history: fc.oneof(fc.constantFrom("all", "none" as const), fc.integer({ min: 1, max: 3_650 })),
      match: fc.subarray(["email", "phone"] as const),
      fields: fc.array(field, { maxLength: 4 }),
      incidents: fc.option(incidents),
    }),
    { maxLength: 3 },
  ),
  retention: fc.record({
    bodies: fc.integer({ min: 1, max: 30 }),
    calls: fc.integer({ min: 1, max: 30 }),
    values: fc.integer({ min: 7, max: 90 }),
    plans: fc.integer({ min: 1, max: 30 }),
    conflicts: fc.integer({ min: 30, max: 1_095 }),
    journal: fc.integer({ min: 90, max: 1_095 }),
  }),
});

const problemsOf = (text: string): readonly string[] => {
  const read = readConfig(text);
  return read.kind === "read" ? [] : read.problems.map(({ line, column, says }) => `${String(line)}:${String(column)} ${says}`);
};

const sound: ConfigDocument = {
  format: 1,
  connections: [
    { id: "a", vendor: "highlevel", name: "Acme", account: "loc1" },
    { id: "b", vendor: "incident", name: "On call", account: null },
  ],
  bridges: [],
  retention: { bodies: 14, calls: 7, values: 30, plans: 7, conflicts: 400, journal: 400 },
};
const text = writeConfig(sound);

describe("a configuration file", () => {
  it("says after reading what was written, whatever words stand in it", () => {
    fc.assert(
      fc.property(documents, (document) => {
        const read = readConfig(writeConfig(document));
        expect(read.kind === "read" ? read.document : read.problems).toEqual(document);
      }),
    );
  });

  it("is read or refused with a reason, and never throws, whatever the text", () => {
    const pieces = fc.constantFrom(
      "a",
      ":",
      " ",
      "\n",
      "-",
      "- ",
      "[",
      "]",
      "{",
      "}",
      "&a",
      "*a",
      "!!",
      "#",
      "'",
      '"',
      "|",
      ">",
      "%",
      "---",
      "?",
      "\t",
      ",",
      "\u0000",
      "\uD800",
      "format: 1",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join("")),
        ),
        (given) => {
          const read = readConfig(given);
          if (read.kind === "refused") expect(read.problems.length).toBeGreaterThan(0);
        },
      ),
    );
  });

  it.each([
    [
      "a key that is not known",
      text.replace("    vendor: incident", "    vendor: incident\n    token: abc"),
      '11:5 "token" is no key that is known here',
    ],
    ["a key that is missing", text.replace("    name: On call\n", ""), "9:5 name is missing"],
    ["a number in place of a text", text.replace("Acme", "12"), "7:5 name must be text; put it in quotes"],
    ["a word that is none of those known", text.replace("vendor: highlevel", "vendor: hubspot"), "6:5 vendor must be one of: highlevel, incident"],
    ["another format", text.replace("format: 1", "format: 2"), "3:1 format must be one of: 1"],
    ["a key twice", text.replace("    name: Acme", "    name: Acme\n    name: Acme"), "8:5 this key stands there twice"],
    ["an anchor", text.replace("Acme", "&x Acme"), "7:14 anchors are not taken"],
    ["an alias", text.replace("Acme", "*x"), "7:11 aliases are not taken; write the value out"],
    ["a tag", text.replace("Acme", "!!str Acme"), "7:17 tags are not taken"],
    ["a directive", `%YAML 1.1\n---\n${text}`, "1:1 directives are not taken"],
    ["two documents", `${text}---\n${text}`, "the file holds more than one document"],
    ["a tab to indent with", text.replace("    name: Acme", "\tname: Acme"), "indent with spaces, not with tabs"],
    ["nothing at all", "", "1:1 the file must hold keys with values"],
  ])("is refused for %s, with line and column", (_name, given, says) => {
    expect(problemsOf(given).join("\n")).toContain(says);
  });

  it("tells all that is wrong at once, in the order of the text, and no more than twenty", () => {
    const broken = text.replace("Acme", "12").replace("vendor: incident", "vendor: pager");
    expect(problemsOf(broken)).toEqual(["7:5 name must be text; put it in quotes", "10:5 vendor must be one of: highlevel, incident"]);
    expect(problemsOf(text + Array.from({ length: 90 }, (_, index) => `key${String(index)}: 1\n`).join(""))).toHaveLength(20);
  });

  it.each([
    ["a bomb of aliases", `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n${text}`],
    ["brackets without end", "[".repeat(MAX_CONFIG_CHARS)],
    ["lists without end", "- ".repeat(MAX_CONFIG_CHARS / 2)],
    ["a text that is too long", text + "#".repeat(MAX_CONFIG_CHARS)],
  ])("refuses %s before it costs anything", (_name, given) => {
    expect(problemsOf(given).length).toBeGreaterThan(0);
  });

  it("points from a path to the place in the text", () => {
    const read = readConfig(text);
    const placeOf = must(read.kind === "read" ? read.placeOf : null, "a file that can be read");
    expect(placeOf(["connections", 1, "name"])).toEqual({ line: 11, column: 5 });
    expect(placeOf(["connections", 1])).toEqual({ line: 9, column: 5 });
    expect(placeOf(["bridges", 7, "mode"])).toEqual({ line: 20, column: 1 });
  });
});
