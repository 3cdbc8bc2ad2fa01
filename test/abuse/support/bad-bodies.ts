import { gzipSync } from "node:zlib";

/** Bytes that are no JSON, or JSON that nobody honest sends. */
export interface BadBody {
  readonly name: string;
  readonly bytes: Buffer;
}

const text = (name: string, body: string): BadBody => ({ name, bytes: Buffer.from(body) });
const bytes = (name: string, ...values: readonly number[]): BadBody => ({ name, bytes: Buffer.from(values) });
const nested = (open: string, close: string, levels: number, inside = ""): string => open.repeat(levels) + inside + close.repeat(levels);
const [QUOTE, BRACE, UNBRACE, COLON] = [0x22, 0x7b, 0x7d, 0x3a];
/** `{"a":"…"}` with these bytes as the text. */
const inText = (name: string, ...values: readonly number[]): BadBody =>
  bytes(name, BRACE, QUOTE, 0x61, QUOTE, COLON, QUOTE, ...values, QUOTE, UNBRACE);

/** No parser of ours takes these, whoever sends them. */
export const unreadable: readonly BadBody[] = [
  text("nothing", ""),
  text("white space", " \r\n\t"),
  text("a cut object", '{"type":"ContactUpdate"'),
  text("a cut text", '{"type":"Contact'),
  text("a cut escape", '{"type":"\\u00'),
  text("two values", "{}{}"),
  text("a comma too many", '{"a":1,}'),
  text("a comment", '{"a":1/* */}'),
  text("single quotes", "{'a':1}"),
  text("NaN", '{"a":NaN}'),
  text("a leading zero", '{"a":01}'),
  text("a raw line end in a text", '{"a":"\n"}'),
  text("a form", "type=ContactUpdate&id=1"),
  text("XML", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
  text("HTML", "<html><script>alert(1)</script></html>"),
  text("lists of 65 levels", nested("[", "]", 65)),
  text("objects of 65 levels", nested('{"a":', "}", 65, "1")),
  text("lists of 200,000 levels", nested("[", "]", 200_000)),
  text("150,000 levels that never close", '{"a":'.repeat(150_000)),
  inText("a byte that is no UTF-8", 0xff),
  inText("an overlong slash", 0xc0, 0xaf),
  inText("an overlong zero", 0xc0, 0x80),
  inText("half of a surrogate pair in UTF-8", 0xed, 0xa0, 0x80),
  inText("a code point beyond the last", 0xf4, 0x90, 0x80, 0x80),
  inText("a cut character", 0xe2, 0x82),
  inText("a lone continuation byte", 0x80),
  { name: "UTF-16 with its mark", bytes: Buffer.from('\ufeff{"a":1}', "utf16le") },
  { name: "Latin-1", bytes: Buffer.from('{"a":"é"}', "latin1") },
  bytes("zeros", ...Array.from({ length: 64 }, () => 0)),
  { name: "gzip that nobody declared", bytes: gzipSync("{}") },
];

/** JSON, but no object. */
export const notObjects: readonly BadBody[] = [
  text("an empty list", "[]"),
  text("a list of events", '[{"type":"ContactUpdate"}]'),
  text("a text", '"ContactUpdate"'),
  text("a number", "1"),
  text("true", "true"),
  text("null", "null"),
];

/** What an honest body may be widened by, as members of its object: each is a trap for careless code, none is about the event. */
export const oddMembers: readonly { readonly name: string; readonly members: string }[] = [
  { name: "the key __proto__", members: '"__proto__":{"polluted":true}' },
  { name: "the key __proto__ in escapes", members: '"\\u005f\\u005fproto\\u005f_":{"polluted":true}' },
  { name: "a constructor's prototype", members: '"constructor":{"prototype":{"polluted":true}}' },
  { name: "keys of every object", members: '"toString":1,"hasOwnProperty":2,"valueOf":3,"toJSON":4,"then":5' },
  { name: "a key twice", members: '"twice":1,"twice":2' },
  { name: "an empty key", members: '"":1' },
  { name: "U+0000 in key and text", members: '"a\\u0000":"b\\u0000c"' },
  { name: "lone surrogates in key and text", members: '"\\ud800":"\\udc00\\ud800x"' },
  { name: "an integer of 20 digits", members: '"n":12345678901234567890' },
  { name: "an integer of 1,000 digits", members: `"n":${"9".repeat(1_000)}` },
  { name: "a number beyond every double", members: '"n":1e999' },
  { name: "a number that becomes zero", members: '"n":1e-999' },
  { name: "64 levels", members: `"deep":${nested("[", "]", 63)}` },
  { name: "60,000 keys", members: Array.from({ length: 60_000 }, (_unused, index) => `"k${String(index)}":0`).join(",") },
  { name: "a text of 900 KB", members: `"long":"${"x".repeat(900_000)}"` },
  { name: "brackets in a text", members: `"text":"${"[{".repeat(5_000)}"` },
];
