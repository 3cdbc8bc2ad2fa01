import { randomBytes } from "node:crypto";

/** The machine's own randomness; satisfies the Random port. */
export const systemRandom = {
  fraction: (): number => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  uuid: (): string => uuidOf(Date.now(), randomBytes(10)),
};

/** UUID version 7: sortable by the millisecond, random otherwise. */
export function uuidOf(atMs: number, random: Uint8Array): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(atMs, 0, 6);
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
