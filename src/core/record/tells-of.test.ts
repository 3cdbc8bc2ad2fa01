import { expect, it } from "vitest";
import { knownBy, tellsOf } from "./tells-of.ts";

const known = ["ada@example.com", "+12025550144", "Ada Lovelace"];

it.each([
  ["an address in a sentence", "Please call ada@example.com."],
  ["an address in another case, in brackets", "Ada <ADA@Example.com>"],
  ["a number", "Phone: +12025550144, evenings"],
  ["a name behind a line break", "From:\nada lovelace"],
  ["a text far within", { contact: [{ emails: ["ada@example.com"] }] }],
  ["a key", { "ada@example.com": true }],
])("P4 a person is told of by %s", (_how, value) => {
  expect(tellsOf(value, known)).toBe(true);
});

it.each([
  ["a longer address", "grada@example.com, x.ada@example.com and ada@example.com.au"],
  ["a longer number", "+120255501441"],
  ["a longer name", "Ada Lovelaces and Granada Lovelace"],
  ["half a name", "Ada, and a Mrs Lovelace"],
  ["nothing", [null, 7, true, {}]],
])("P4 a person is not told of by %s", (_how, value) => {
  expect(tellsOf(value, known)).toBe(false);
});

it("P4 a person is known by an address, a number, and a name of two words or more", () => {
  expect(knownBy({ email: "ada@example.com", phone: "+12025550144", fullName: "Ada Lovelace", website: "https://ada.example.com/" })).toEqual([
    "ada@example.com",
    "+12025550144",
    "Ada Lovelace",
  ]);
  expect(knownBy({ email: null, phone: " ", fullName: "Ada" })).toEqual([]);
});
