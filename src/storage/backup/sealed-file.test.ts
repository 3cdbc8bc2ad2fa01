import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sealingKey } from "../secrets/envelope.ts";
import { makeHeader, readHeader, sealing, unsealing, type SealedHeader } from "./sealed-file.ts";

const key = sealingKey(new Uint8Array(randomBytes(32)));
const header = makeHeader(key);
const CHUNK = 65_536 + 16;

/** A flow that comes in pieces of these sizes, over and over. */
async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let from = 0, turn = 0; from < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? bytes.length);
    yield bytes.subarray(from, from + size);
    from += size;
  }
}
async function gather(flow: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of flow) pieces.push(piece);
  return Buffer.concat(pieces);
}
const seal = async (plain: Buffer, sizes: readonly number[] = [50_000]): Promise<Buffer> =>
  (await gather(sealing(header, key)(inPieces(plain, sizes)))).subarray(header.bytes.length);
const open = (sealed: Buffer, with_: SealedHeader = header): Promise<Buffer> => gather(unsealing(with_, key)(inPieces(sealed, [70_000])));

describe("a sealed file", () => {
  it.each([0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])("opens to the %i bytes that were sealed, however they flow", async (length) => {
    const plain = Buffer.from(randomBytes(length));
    expect((await open(await seal(plain, [1_000, 65_536, 7]))).equals(plain)).toBe(true);
  });

  it("is refused when any bit is changed, anything is cut off, anything follows, or parts change places", async () => {
    const plain = Buffer.from(randomBytes(150_000));
    const sealed = await seal(plain);
    const damaged = { code: "HW_BACKUP_DAMAGED" };
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), fc.nat(7), async (at, bit) => {
        const changed = Buffer.from(sealed);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        await expect(open(changed)).rejects.toMatchObject(damaged);
        await expect(open(sealed.subarray(0, at))).rejects.toMatchObject(damaged);
      }),
      { numRuns: 60 },
    );
    const [first, second, rest] = [sealed.subarray(0, CHUNK), sealed.subarray(CHUNK, 2 * CHUNK), sealed.subarray(2 * CHUNK)];
    for (const spoilt of [
      Buffer.concat([second, first, rest]),
      Buffer.concat([first, rest]),
      Buffer.concat([first, second]),
      Buffer.concat([sealed, sealed]),
      Buffer.concat([sealed, Buffer.from("x")]),
      Buffer.alloc(0),
    ])
      await expect(open(spoilt)).rejects.toMatchObject(damaged);
  });

  it("is refused under another file's first lines: they are sealed along", async () => {
    const sealed = await seal(Buffer.from("text"));
    await expect(open(sealed, makeHeader(key))).rejects.toMatchObject({ code: "HW_BACKUP_DAMAGED" });
    const renamed = { ...header, bytes: Buffer.from(header.bytes.toString().replace('"format":1', '"format": 1')) };
    await expect(open(sealed, renamed)).rejects.toMatchObject({ code: "HW_BACKUP_DAMAGED" });
  });

  it("never seals two files alike, for each has a key of its own", async () => {
    const plain = Buffer.from("the same text");
    const other = makeHeader(key);
    const [one, two] = [await seal(plain), (await gather(sealing(other, key)(inPieces(plain, [5])))).subarray(other.bytes.length)];
    expect(one.equals(two)).toBe(false);
  });
});

describe("its first lines", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hw-sealed-"));
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));
  const read = async (content: string | Buffer): Promise<SealedHeader> => {
    const file = join(folder, "file");
    await writeFile(file, content);
    return readHeader(file);
  };

  it("are read back as they were written", async () => {
    expect(await read(Buffer.concat([header.bytes, Buffer.from(randomBytes(2_000))]))).toEqual(header);
  });

  it.each([
    ["", "HW_BACKUP_DAMAGED"],
    ["highwire backup\n", "HW_BACKUP_DAMAGED"],
    ["something else\n{}\n", "HW_BACKUP_DAMAGED"],
    [`highwire backup\n${"x".repeat(5_000)}`, "HW_BACKUP_DAMAGED"],
    ['highwire backup\n{"format":1}\n', "HW_BACKUP_DAMAGED"],
    ['highwire backup\n{"format":0,"kid":"k","salt":"s"}\n', "HW_BACKUP_DAMAGED"],
    ['highwire backup\n{"format":2}\n', "HW_BACKUP_NEWER"],
  ])("%j is refused with %s", async (content, code) => {
    await expect(read(content)).rejects.toMatchObject({ code });
  });
});
