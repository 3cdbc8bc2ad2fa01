import { expect, it } from "vitest";
import { attemptsFor, searchWords } from "./search-words.ts";

it("parts names, e-mail addresses and phone numbers into words, without accents and case", () => {
  expect(searchWords({ fullName: "Zoë O'Brien-Ångström", email: "zoe.b@example.com", phone: "+4915112345678" })).toEqual([
    "zoe",
    "o",
    "brien",
    "angstrom",
    "b",
    "example",
    "com",
    "4915112345678",
    "915112345678",
    "15112345678",
    "5112345678",
    "~8765432115194",
  ]);
  expect(searchWords({})).toEqual([]);
});

it("reads a question of digits as a phone number first, and as words after that", () => {
  expect(attemptsFor("0151 123-45")).toEqual([
    { kind: "any-of", prefixes: ["15112345", "~543211510", "~54321151"] },
    { kind: "all-of", prefixes: ["0151", "123", "45"] },
  ]);
  expect(attemptsFor("0101")[0]).toEqual({ kind: "any-of", prefixes: ["~1010"] });
  expect(attemptsFor("123")).toEqual([{ kind: "all-of", prefixes: ["123"] }]);
});

it("looks for a text without any word among the beginnings of names", () => {
  expect(attemptsFor("%")).toEqual([{ kind: "name", prefix: "%" }]);
  expect(attemptsFor("")).toEqual([{ kind: "name", prefix: "" }]);
});

it("cuts what is too long, in a record and in a question alike", () => {
  const long = "x".repeat(10_000);
  const [word] = searchWords({ fullName: long });
  expect(word).toHaveLength(100);
  expect(attemptsFor(long)).toEqual([{ kind: "all-of", prefixes: [word] }]);
});
