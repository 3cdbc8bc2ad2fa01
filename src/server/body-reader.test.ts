import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { createBodyReader, type ReadBody } from "./body-reader.ts";

/** A request as far as a reader looks at it. */
const message = (headers: IncomingHttpHeaders = {}): IncomingMessage & PassThrough =>
  Object.assign(new PassThrough(), { headers }) as unknown as IncomingMessage & PassThrough;
const settled = async (read: Promise<ReadBody>): Promise<ReadBody | null> =>
  Promise.race([read, new Promise<null>((resolve) => setTimeout(() => resolve(null), 20))]);

it("gives the bytes as they came, over any number of pieces", async () => {
  const sent = message();
  const read = createBodyReader().read(sent, 10);
  sent.write(Uint8Array.of(0x00, 0xff));
  sent.end(Uint8Array.of(0xfe));
  expect(await read).toEqual({ kind: "body", bytes: Buffer.of(0x00, 0xff, 0xfe) });
});

it("takes a body of exactly the limit and none of a byte more, whether or not its length was told", async () => {
  const reader = createBodyReader();
  const [exact, over] = [message(), message()];
  const reads = [reader.read(exact, 4), reader.read(over, 4), reader.read(message({ "content-length": "5" }), 4)];
  exact.end("1234");
  over.end("12345");
  expect((await Promise.all(reads)).map((read) => (read.kind === "body" ? "body" : read.reason))).toEqual(["body", "too-large", "too-large"]);
});

it("refuses a compressed body before a byte of it is read", async () => {
  for (const encoding of ["gzip", "br", "deflate", "zstd", "gzip, gzip", "x"])
    expect(await createBodyReader().read(message({ "content-encoding": encoding }), 4)).toEqual({ kind: "refused", reason: "encoded" });
  const plain = message({ "content-encoding": "Identity" });
  const read = createBodyReader().read(plain, 4);
  plain.end("1");
  expect((await read).kind).toBe("body");
});

it("says of a body that broke off that it was cut", async () => {
  const sent = message();
  const read = createBodyReader().read(sent, 10);
  sent.write("1");
  sent.destroy();
  expect(await read).toEqual({ kind: "refused", reason: "cut" });
});

it("breaks off a body that comes in crumbs, and takes one in small packets", async () => {
  const [crumbs, packets] = [message(), message()];
  const reads = [createBodyReader().read(crumbs, 1_000_000), createBodyReader().read(packets, 1_000_000)];
  for (let piece = 0; piece < 66; piece += 1) crumbs.write("x");
  for (let piece = 0; piece < 1_000; piece += 1) packets.write(Buffer.alloc(500));
  packets.end();
  expect(await reads[0]).toEqual({ kind: "refused", reason: "cut" });
  expect(crumbs.destroyed).toBe(true);
  expect((await reads[1])?.kind).toBe("body");
});

it("lets the body that has been under way longest give way when all together are too much, and takes the others", async () => {
  const reader = createBodyReader(3_000);
  const [oldest, second, third] = [message(), message(), message()];
  const reads = [reader.read(oldest, 2_000), reader.read(second, 2_000), reader.read(third, 2_000)] as const;
  for (const sent of [oldest, second, third]) sent.write(Buffer.alloc(900));
  expect(await reads[0]).toEqual({ kind: "refused", reason: "busy" });
  second.end();
  third.end();
  expect((await Promise.all(reads)).map(({ kind }) => kind)).toEqual(["refused", "body", "body"]);
});

it("counts a body until its request is answered", async () => {
  const reader = createBodyReader(2_000);
  const [first, second, third] = [message(), message(), message()];
  const answered = reader.read(first, 2_000);
  first.end(Buffer.alloc(1_500));
  await answered;
  const refused = reader.read(second, 2_000);
  second.write(Buffer.alloc(1_000));
  expect(await settled(refused)).toEqual({ kind: "refused", reason: "busy" });
  reader.release(first);
  const taken = reader.read(third, 2_000);
  third.end(Buffer.alloc(1_000));
  expect((await taken).kind).toBe("body");
});
