import { expect, it } from "vitest";
import { searchFor, searchWords } from "./search-words.ts";

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

it("reads a question of digits as words and as a phone number, by its beginning and its end", () => {
  expect(searchFor("0151 123-45")).toEqual({ kind: "words", all: ["0151", "123", "45"], any: ["15112345", "~543211510", "~54321151"] });
  expect(searchFor("0101")).toEqual({ kind: "words", all: ["0101"], any: ["~1010"] });
  expect(searchFor("123")).toEqual({ kind: "words", all: ["123"], any: [] });
});

it("looks for a text without any word among the beginnings of names", () => {
  expect(searchFor("%")).toEqual({ kind: "name", prefix: "%" });
  expect(searchFor("")).toEqual({ kind: "name", prefix: "" });
});

it("cuts what is too long, in a record and in a question alike", () => {
  const long = "x".repeat(10_000);
  const [word] = searchWords({ fullName: long });
  expect(word).toHaveLength(100);
  expect(searchFor(long)).toEqual({ kind: "words", all: [word], any: [] });
});
