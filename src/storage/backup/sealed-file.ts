import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { open } from "node:fs/promises";
import { HighwireError } from "#core/errors.ts";
import { isObject, parseJson } from "#lib/json.ts";
import { deriveKey, type SealingKey } from "../secrets/envelope.ts";

/**
 * A sealed file: a line that says what it is, a line of JSON with format, key id and salt, then chunks of AES-256-GCM. Each chunk but the last is
 * full, so none needs a length; its nonce is its number and whether it is the last (the STREAM construction), and what stands before the chunks
 * is authenticated with each of them. So a chunk cannot be changed, moved or left out, and a file cannot be cut or lengthened, unnoticed.
 * The key is derived from the master key and the salt; the file carries neither.
 */
const MAGIC = "highwire backup\n";
/** Newest format that this version reads, and the one that it writes. */
export const FORMAT = 1;
const CHUNK_BYTES = 65_536;
const TAG_BYTES = 16;
const SALT_BYTES = 32;
/** Longest beginning of a file in which its two lines must end, in bytes. */
const HEADER_BYTES = 1_024;

export interface SealedHeader {
  /** The first two lines, as they stand in the file. */
  readonly bytes: Buffer;
  readonly kid: string;
  readonly salt: Uint8Array;
}

export function makeHeader(masterKey: SealingKey): SealedHeader {
  const salt = new Uint8Array(randomBytes(SALT_BYTES));
  const line = JSON.stringify({ format: FORMAT, kid: masterKey.kid, salt: Buffer.from(salt).toString("base64url") });
  return { bytes: Buffer.from(`${MAGIC}${line}\n`), kid: masterKey.kid, salt };
}

/** Reads the first two lines. Throws `HW_BACKUP_DAMAGED` when they are not ours, `HW_BACKUP_NEWER` for a format that is not known yet. */
export async function readHeader(file: string): Promise<SealedHeader> {
  const start = await beginningOf(file);
  const end = start.indexOf("\n", MAGIC.length);
  if (end < 0 || start.toString("latin1", 0, MAGIC.length) !== MAGIC) throw damaged("it does not begin like a backup");
  const parsed = parseJson(start.subarray(MAGIC.length, end));
  const line = parsed.kind === "parsed" && isObject(parsed.value) ? parsed.value : {};
  const { format, kid, salt } = line;
  if (typeof format === "number" && format > FORMAT) throw new HighwireError("HW_BACKUP_NEWER", { detail: `its format is ${String(format)}` });
  if (format !== FORMAT || typeof kid !== "string" || typeof salt !== "string") throw damaged("its first lines make no sense");
  return { bytes: Buffer.from(start.subarray(0, end + 1)), kid, salt: new Uint8Array(Buffer.from(salt, "base64url")) };
}

async function beginningOf(file: string): Promise<Buffer> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

type Bytes = AsyncIterable<Uint8Array>;

/** Seals what flows through, header first. */
export function sealing(header: SealedHeader, masterKey: SealingKey): (plain: Bytes) => AsyncGenerator<Buffer> {
  const key = deriveKey(masterKey.key, "backup", header.salt);
  const seal = (number: number, isLast: boolean, chunk: Uint8Array): Buffer => {
    const cipher = createCipheriv("aes-256-gcm", key, nonce(number, isLast)).setAAD(header.bytes);
    return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
  };
  return async function* (plain) {
    yield header.bytes;
    for await (const { number, isLast, chunk } of chunksOf(plain, CHUNK_BYTES)) yield seal(number, isLast, chunk);
  };
}

/** Opens what `sealing` made; the header is not part of what flows in. Throws `HW_BACKUP_DAMAGED` as soon as a chunk does not fit. */
export function unsealing(header: SealedHeader, masterKey: SealingKey): (sealed: Bytes) => AsyncGenerator<Buffer> {
  const key = deriveKey(masterKey.key, "backup", header.salt);
  const unseal = (number: number, isLast: boolean, chunk: Buffer): Buffer => {
    const end = chunk.length - TAG_BYTES;
    if (end < 0) throw damaged("it ends within a part");
    const decipher = createDecipheriv("aes-256-gcm", key, nonce(number, isLast), { authTagLength: TAG_BYTES });
    decipher.setAAD(header.bytes).setAuthTag(chunk.subarray(end));
    try {
      return Buffer.concat([decipher.update(chunk.subarray(0, end)), decipher.final()]);
    } catch {
      throw damaged(`part ${String(number + 1)} does not fit`);
    }
  };
  return async function* (sealed) {
    for await (const { number, isLast, chunk } of chunksOf(sealed, CHUNK_BYTES + TAG_BYTES)) yield unseal(number, isLast, chunk);
  };
}

interface Chunk {
  readonly number: number;
  readonly isLast: boolean;
  readonly chunk: Buffer;
}

/** Cuts a flow into chunks of one size; the last may be shorter. A chunk is let go only once it is known whether another follows. */
async function* chunksOf(flow: Bytes, size: number): AsyncGenerator<Chunk> {
  let held: Uint8Array[] = [];
  let bytes = 0;
  let number = 0;
  for await (const piece of flow) {
    held.push(piece);
    bytes += piece.length;
    if (bytes <= size) continue;
    const all = Buffer.concat(held);
    let from = 0;
    for (; all.length - from > size; from += size) yield { number: number++, isLast: false, chunk: all.subarray(from, from + size) };
    held = [all.subarray(from)];
    bytes = all.length - from;
  }
  yield { number, isLast: true, chunk: Buffer.concat(held) };
}

/** 96 bits: the number of the chunk, then whether it is the last. No key meets the same nonce twice, because each file has a key of its own. */
function nonce(number: number, isLast: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUIntBE(number, 5, 6);
  bytes[11] = isLast ? 1 : 0;
  return bytes;
}

export const damaged = (detail: string): HighwireError => new HighwireError("HW_BACKUP_DAMAGED", { detail });
