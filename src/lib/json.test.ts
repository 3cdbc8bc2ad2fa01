import { expect, it } from "vitest";
import { canonicalJson, canonicalPieces, MAX_JSON_DEPTH, parseJson } from "./json.ts";

const nested = (levels: number, inside = "1"): string => "[".repeat(levels) + inside + "]".repeat(levels);

it("X2 takes JSON of sixty-four levels and refuses one more, whatever the brackets are and however many follow", () => {
  expect(parseJson(nested(MAX_JSON_DEPTH)).kind).toBe("parsed");
  const tooDeep = { kind: "refused", reason: "too-deep" };
  expect(parseJson(nested(MAX_JSON_DEPTH + 1))).toEqual(tooDeep);
  expect(parseJson(`${'{"a":'.repeat(MAX_JSON_DEPTH + 1)}1${"}".repeat(MAX_JSON_DEPTH + 1)}`)).toEqual(tooDeep);
  expect(parseJson("[".repeat(500_000))).toEqual(tooDeep);
});

it("X2 counts no bracket inside a text, escaped quotes or not", () => {
  expect(parseJson(nested(10, JSON.stringify(`"${"[".repeat(200)}\\"{`))).kind).toBe("parsed");
});

it("X2 refuses what is no JSON and what is no UTF-8, and drops a key that would reach the prototype", () => {
  expect(parseJson('{"a":')).toEqual({ kind: "refused", reason: "not-json" });
  expect(parseJson(Uint8Array.of(0x22, 0xff, 0x22))).toEqual({ kind: "refused", reason: "not-utf8" });
  for (const key of ["__proto__", "\\u005f_proto__"]) {
    const parsed = parseJson(`{"${key}":{"polluted":true},"id":"x"}`);
    expect(parsed).toEqual({ kind: "parsed", value: { id: "x" } });
    expect(Object.keys(parsed.kind === "parsed" ? (parsed.value as object) : {})).toEqual(["id"]);
  }
});

it("writes equal values as equal text, in one piece or in many", () => {
  const value = { b: [3, undefined, { d: 1, c: undefined }, []], a: "\u2028", none: undefined, list: [], 10: null, 9: { y: [], x: {} } };
  const text = '{"10":null,"9":{"x":{},"y":[]},"a":"\u2028","b":[3,null,{"d":1},[]],"list":[]}';
  expect(canonicalJson(value)).toBe(text);
  const pieces = [...canonicalPieces(value)];
  expect(pieces.join("")).toBe(text);
  expect(pieces).toContain(',{"d":1}');
  expect([...canonicalPieces({})].join("")).toBe("{}");
});
