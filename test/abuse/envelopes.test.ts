import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { expectUnharmed, openAbuseServer, vendors, type AbuseServer, type Header, type Vendor } from "./support/abuse-server.ts";
import { encodeRequest, exchange, openSocket, type RawAnswer, type RawRequest } from "./support/raw-http.ts";

let abuse: AbuseServer;
beforeAll(async () => {
  abuse = await openAbuseServer();
});
afterAll(() => abuse.close());
beforeEach(() => void abuse.committed.splice(0));
afterEach(() => expectUnharmed(abuse));

const signings = ["signed", "unsigned"] as const;
const json: Header = ["content-type", "application/json"];

interface Wrapped extends Pick<RawRequest, "headers" | "framing" | "host"> {
  readonly type?: Header | null;
  readonly body?: Buffer;
  readonly signing: (typeof signings)[number];
}

/** An honest event in an envelope that is not. */
function wrap(vendor: Vendor, { type = json, headers = [], signing, body = abuse.honestBody(vendor), ...rest }: Wrapped): RawRequest {
  return { path: abuse.pathOf(vendor), headers: [...(type === null ? [] : [type]), ...abuse.sign(vendor, body, signing), ...headers], body, ...rest };
}

async function answerTo(request: RawRequest): Promise<RawAnswer | undefined> {
  return (await abuse.send(request)).answers[0];
}

describe.each(vendors)("%s sends", (vendor) => {
  it.each([
    ["none", null],
    ["an empty one", ""],
    ["no type at all", "garbage"],
    ["three parts", "application/json/x"],
    ["text/plain", "text/plain"],
    ["a form", "application/x-www-form-urlencoded"],
    ["a file upload", "multipart/form-data; boundary=x"],
    ["JSON of another kind", "application/ld+json"],
    ["a longer word", "application/jsonp"],
    ["two types in one", "text/html, application/json"],
    ["a list", "application/json, text/html"],
    ["text that hides JSON", "text/html; application/json"],
  ])("X2 with the content type %s: 415, stored nowhere", async (_name, type) => {
    for (const signing of signings) {
      const answer = await answerTo(wrap(vendor, { type: type === null ? null : ["content-type", type], signing }));
      expect(answer).toMatchObject({ status: 415, body: '{"code":"HW_WEBHOOK_UNSUPPORTED_TYPE"}' });
    }
    expect(abuse.committed).toEqual([]);
  });

  it.each(["application/json", "APPLICATION/JSON", "application/json; charset=utf-8", 'application/json;charset="UTF-8"', " application/json "])(
    "X2 with the content type %j: taken",
    async (type) => {
      expect(await answerTo(wrap(vendor, { type: ["content-type", type], signing: "signed" }))).toMatchObject({ status: 200 });
      expect(abuse.committed).toHaveLength(1);
    },
  );

  const bomb = gzipSync(Buffer.alloc(50_000_000), { level: 9 });
  it.each([
    ["gzip", "gzip", (body: Buffer) => gzipSync(body)],
    ["deflate", "deflate", (body: Buffer) => deflateSync(body)],
    ["brotli", "br", (body: Buffer) => brotliCompressSync(body)],
    ["a name of nothing", "x", (body: Buffer) => body],
    ["50 MB in gzip", "gzip", () => bomb],
    ["50 MB in gzip in gzip", "gzip, gzip", () => gzipSync(bomb)],
  ] as const)("X2 a compressed body (%s): 415, never unpacked, stored nowhere", async (_name, encoding, pack) => {
    for (const signing of signings) {
      const body = pack(abuse.honestBody(vendor));
      expect(body.byteLength).toBeLessThan(100_000);
      expect(await answerTo(wrap(vendor, { body, headers: [["content-encoding", encoding]], signing }))).toMatchObject({ status: 415 });
    }
    expect(abuse.committed).toEqual([]);
  });

  it("X2 in chunks: taken; more than 1 MB in chunks: 413, stored nowhere", async () => {
    expect(await answerTo(wrap(vendor, { framing: "chunked", signing: "signed" }))).toMatchObject({ status: 200 });
    expect(abuse.committed).toHaveLength(1);
    for (const signing of signings) {
      const body = Buffer.alloc(1_200_000, 0x20);
      expect(await answerTo(wrap(vendor, { framing: "chunked", body, signing }))).toMatchObject({ status: 413 });
    }
    expect(abuse.committed).toHaveLength(1);
  });

  it.each([
    ["chunks and a length", [["content-length", "5"]], "chunked"],
    ["two lengths", [["content-length", "5"]], "length"],
    ["a negative length", [["content-length", "-1"]], "none"],
    ["a length that is no number", [["content-length", "five"]], "none"],
    ["a length in hexadecimal", [["content-length", "0x10"]], "none"],
    ["a length with a sign", [["content-length", "+5"]], "none"],
    ["a length beyond 64 bits", [["content-length", "99999999999999999999"]], "none"],
    ["an encoding of the transfer that is none", [["transfer-encoding", "x"]], "none"],
    ["chunks that are not last", [["transfer-encoding", "chunked, identity"]], "none"],
    ["chunks twice", [["transfer-encoding", "chunked"]], "chunked"],
    ["a header with a line end in it", [["x-a", "b\r\n c: d\r\n\te"]], "length"],
    ["a header name with a space", [["x a", "b"]], "length"],
    ["a header with U+0000", [["x-a", "b\u0000c"]], "length"],
  ] as const)("X2 with %s: refused as broken HTTP, stored nowhere", async (_name, headers, framing) => {
    for (const signing of signings) {
      const { answers, closed } = await abuse.send(wrap(vendor, { headers, framing, signing }));
      expect(answers.map(({ status }) => status).filter((status) => status !== 400)).toEqual([]);
      expect(answers.length === 1 || closed).toBe(true);
    }
    expect(abuse.committed).toEqual([]);
  });

  it.each([
    ["chunk sizes that are no numbers", "zz\r\nabc\r\n0\r\n\r\n"],
    ["a negative chunk", "-1\r\nabc\r\n0\r\n\r\n"],
    ["a chunk that is longer than it says", "1\r\nabc\r\n0\r\n\r\n"],
    ["a chunk beyond 64 bits", "fffffffffffffffff\r\nabc\r\n0\r\n\r\n"],
    ["20 KB of chunk extensions", `1;${"x".repeat(20_000)}\r\na\r\n0\r\n\r\n`],
  ])("X2 %s: refused, stored nowhere", async (_name, body) => {
    for (const signing of signings) {
      const request = wrap(vendor, { headers: [["transfer-encoding", "chunked"]], body: Buffer.from(body), framing: "none", signing });
      const answer = await answerTo(request);
      expect([400, 413]).toContain(answer?.status);
      expect(answer?.headers["content-type"]).toBe("application/problem+json");
    }
    expect(abuse.committed).toEqual([]);
  });

  it("X2 a length of a terabyte: 413 before a byte of it is read", async () => {
    for (const signing of signings) {
      const { answers, closed } = await abuse.send(wrap(vendor, { headers: [["content-length", "1000000000000"]], framing: "none", signing }));
      expect(answers[0] ?? closed).toMatchObject({ status: 413 });
    }
    expect(abuse.committed).toEqual([]);
  });

  it("X2 100,000 bytes one to a chunk: cut off, because so many pieces cost more than the body", async () => {
    const chunks = Buffer.concat([Buffer.from("1\r\nx\r\n".repeat(100_000)), Buffer.from("0\r\n\r\n")]);
    for (const signing of signings) {
      const request = wrap(vendor, { headers: [["transfer-encoding", "chunked"]], body: chunks, framing: "none", signing });
      expect(await abuse.send(request)).toEqual({ answers: [], closed: true });
    }
    expect(abuse.committed).toEqual([]);
  });

  it("X2 a flood of headers: 431 with a problem that can be read", async () => {
    const many = Array.from({ length: 3_000 }, (_unused, index): Header => [`x-${String(index)}`, "y"]);
    for (const headers of [many, [["x-long", "y".repeat(20_000)] as const]])
      for (const signing of signings)
        expect(await answerTo(wrap(vendor, { headers, signing }))).toMatchObject({
          status: 431,
          headers: { "content-type": "application/problem+json" },
        });
    expect(abuse.committed).toEqual([]);
  });

  it("X2 no host: 400; another host, two hosts, names in odd letters: taken, because the signature is the proof", async () => {
    expect(await answerTo(wrap(vendor, { host: null, signing: "signed" }))).toMatchObject({ status: 400 });
    expect(await answerTo(wrap(vendor, { host: "evil.example", signing: "signed" }))).toMatchObject({ status: 200 });
    expect(await answerTo(wrap(vendor, { headers: [["host", "evil.example"]], signing: "signed" }))).toMatchObject({ status: 200 });
    const odd = wrap(vendor, { signing: "signed" });
    const headers = odd.headers?.map(([name, value]): Header => [name.toUpperCase(), value]);
    expect(await answerTo({ ...odd, ...(headers !== undefined && { headers }) })).toMatchObject({ status: 200 });
  });

  it("X1 its signature twice, missing, empty, or in another alphabet: 401, stored nowhere", async () => {
    const body = abuse.honestBody(vendor);
    const sound = abuse.sign(vendor, body);
    const changed = (change: (value: string) => string): readonly Header[] =>
      sound.map(([name, value]): Header => (name.endsWith("signature") ? [name, change(value)] : [name, value]));
    const wrong: readonly (readonly Header[])[] = [
      [],
      changed(() => ""),
      changed(() => "N/A"),
      changed((value) => value.replaceAll("=", "")),
      changed((value) => `${value} `.repeat(2).trim().replaceAll(" ", ",")),
      changed((value) => value.replace(/[A-Za-z]/u, (letter) => (letter === "A" ? "B" : "A"))),
      changed((value) => Buffer.from(value.replace("v1,", ""), "base64").toString("hex")),
      changed((value) => value.replace("v1,", "v1a,").replace(/^(?!v1a)/u, "v1,")),
      ...(vendor === "highlevel" ? [[...sound, ...sound], [["x-wh-signature", sound[0]?.[1] ?? ""] as const]] : []),
    ];
    for (const headers of wrong) {
      const { answers } = await abuse.send({ path: abuse.pathOf(vendor), headers: [json, ...headers], body });
      expect(answers[0], JSON.stringify(headers)).toMatchObject({ status: 401, body: '{"code":"HW_WEBHOOK_BAD_SIGNATURE"}' });
    }
    expect(abuse.committed).toEqual([]);
  });

  it("X1 a body whose last byte was changed on the way: 401; and one that was cut: never answered as taken", async () => {
    const body = abuse.honestBody(vendor);
    const changed = Buffer.from(body);
    changed[changed.length - 3] = (changed[changed.length - 3] ?? 0) ^ 1;
    const headers = [json, ...abuse.sign(vendor, body)];
    expect(await answerTo({ path: abuse.pathOf(vendor), headers, body: changed })).toMatchObject({ status: 401 });
    const whole = encodeRequest({ path: abuse.pathOf(vendor), headers, body });
    for (const cut of [whole.length - 1, whole.length - 20, 40, 10]) {
      const socket = await openSocket(abuse.port);
      socket.write(whole.subarray(0, cut));
      await new Promise((resolve) => setTimeout(resolve, 5));
      socket.resetAndDestroy();
    }
    expect(abuse.committed).toEqual([]);
  });

  it("X1 ten events on one socket before the first is answered: each taken, answered in their order", async () => {
    const deliveries = Array.from({ length: 10 }, (_unused, index) =>
      abuse.delivery(vendor, abuse.honestBody(vendor), index % 2 === 0 ? "signed" : "unsigned"),
    );
    const { answers } = await exchange(abuse.port, Buffer.concat(deliveries.map(encodeRequest)), { answers: 10 });
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 200, 401, 200, 401, 200, 401, 200, 401]);
    expect(abuse.committed).toHaveLength(5);
  });

  it("X2 thousands of requests on one socket: cut off", async () => {
    const one = encodeRequest(abuse.delivery(vendor, Buffer.from("{}"), "unsigned"));
    const { answers, closed } = await exchange(abuse.port, Buffer.concat(Array.from({ length: 5_000 }, () => one)), { answers: 5_000 });
    expect(closed).toBe(true);
    expect(answers.every(({ status }) => status === 401)).toBe(true);
    expect(abuse.committed).toEqual([]);
  });

  it.each(["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])("X2 by %s: 404, stored nowhere", async (method) => {
    for (const signing of signings) {
      expect(await answerTo({ ...wrap(vendor, { signing }), method })).toMatchObject({ status: 404 });
    }
    expect(abuse.committed).toEqual([]);
  });

  it.each(["/", "//", "/.", "/x", "%2f", "%00", ";x", "\\"])("X2 to its path with %s behind it: 400 or 404, stored nowhere", async (behind) => {
    const { answers } = await abuse.send({ ...wrap(vendor, { signing: "signed" }), path: abuse.pathOf(vendor) + behind });
    expect([400, 404]).toContain(answers[0]?.status);
    expect(abuse.committed).toEqual([]);
  });
});

describe("nobody in particular sends", () => {
  it.each([
    ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["the beginning of TLS", "\u0016\u0003\u0001\u0000\u00a5\u0001\u0000\u0000\u00a1\u0003\u0003"],
    ["HTTP/0.9", "GET /\r\n\r\n"],
    ["HTTP/9.9", "POST /webhooks/highlevel HTTP/9.9\r\nhost: x\r\n\r\n"],
    ["a method of a thousand letters", `${"A".repeat(1_000)} / HTTP/1.1\r\nhost: x\r\n\r\n`],
    ["a path with a space", "POST /web hooks HTTP/1.1\r\nhost: x\r\n\r\n"],
    ["a line of 20 KB", `POST /${"a".repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`],
    ["line ends alone", "\n\n\n\n"],
    ["zeros", "\u0000".repeat(100)],
  ])("X2 %s: an answer of the 400s or none, and no other", async (_name, text) => {
    const { answers } = await exchange(abuse.port, Buffer.from(text, "latin1"), { waitMs: 1_000 });
    for (const { status, headers } of answers) {
      expect(Math.floor(status / 100)).toBe(4);
      expect(headers["content-type"]).toContain("application/problem+json");
    }
  });

  it("X2 addresses that are none: 400 with a problem that does not repeat them", async () => {
    for (const path of ["/webhooks/incident/%zz", "/api/v1/contacts/%", `/webhooks/incident/${"a".repeat(500)}`, "/%c0%af"]) {
      const { answers } = await abuse.send({ path, headers: [json], body: "{}" });
      const [answer] = answers;
      expect([400, 404], path).toContain(answer?.status);
      expect(answer?.headers["content-type"], path).toContain("application/problem+json");
      expect(answer?.body).not.toContain(path.slice(-20));
    }
  });
});
