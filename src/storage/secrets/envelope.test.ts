import { randomBytes, webcrypto } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { HighwireError } from "#core/errors.ts";
import { deriveKey, KEY_BYTES, seal, sealingKey, unseal, type Place } from "./envelope.ts";

const raw = new Uint8Array(randomBytes(KEY_BYTES));
const key = sealingKey(raw);
const place: Place = { workspaceId: "w", table: "secrets", column: "value", row: "r" };

const codeOf = (open: () => unknown): string => {
  try {
    open();
    return "opened";
  } catch (error) {
    return error instanceof HighwireError ? error.code : "another error";
  }
};

it("opens what it sealed, of any length and content", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
      expect(unseal(key, place, seal(key, place, bytes)).equals(Buffer.from(bytes))).toBe(true);
    }),
  );
});

it("seals the same text to another one each time", () => {
  expect(new Set(Array.from({ length: 1_000 }, () => seal(key, place, "same"))).size).toBe(1_000);
});

it("opens with no bit of it changed, cut or added", () => {
  const sealed = seal(key, place, "a secret of some length");
  const [version, kid, body = ""] = sealed.split(".");
  const bytes = Buffer.from(body, "base64url");
  const written = (changed: Buffer): string => `${String(version)}.${String(kid)}.${changed.toString("base64url")}`;
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(codeOf(() => unseal(key, place, written(changed)))).toBe("HW_STORAGE_SECRET");
  }
  for (let length = 0; length < bytes.length; length += 1)
    expect(codeOf(() => unseal(key, place, written(bytes.subarray(0, length))))).toBe("HW_STORAGE_SECRET");
  expect(codeOf(() => unseal(key, place, written(Buffer.concat([bytes, Buffer.of(0)]))))).toBe("HW_STORAGE_SECRET");
});

it("T1 opens in no other place and with no other key", () => {
  const sealed = seal(key, place, "secret");
  const elsewhere: readonly Place[] = [
    { ...place, workspaceId: "w2" },
    { ...place, table: "other" },
    { ...place, column: "other" },
    { ...place, row: "r2" },
    // The same letters, parted elsewhere.
    { workspaceId: "wsecrets", table: "", column: "value", row: "r" },
    { workspaceId: "w", table: "secretsv", column: "alue", row: "r" },
    { workspaceId: "w|7:secrets", table: "", column: "value", row: "r" },
  ];
  for (const other of elsewhere)
    expect(
      codeOf(() => unseal(key, other, sealed)),
      JSON.stringify(other),
    ).toBe("HW_STORAGE_SECRET");
  const foreign = sealingKey(new Uint8Array(randomBytes(KEY_BYTES)));
  expect(codeOf(() => unseal(foreign, place, sealed))).toBe("HW_STORAGE_SECRET");
  expect(codeOf(() => unseal({ ...foreign, kid: key.kid }, place, sealed))).toBe("HW_STORAGE_SECRET");
});

it("opens only in the one spelling that it writes", () => {
  const sealed = seal(key, place, "secret");
  const odd = [
    "",
    "v1",
    "v1.",
    sealed.replace("v1.", "v2."),
    `${sealed}.`,
    `${sealed}=`,
    `${sealed} `,
    ` ${sealed}`,
    sealed.replaceAll(".", ".."),
    `${sealed.slice(0, -1)}\n`,
  ];
  for (const text of odd)
    expect(
      codeOf(() => unseal(key, place, text)),
      JSON.stringify(text),
    ).toBe("HW_STORAGE_SECRET");
});

it("is AES-256-GCM as another implementation knows it", async () => {
  const sealed = seal(key, place, "told twice");
  const bytes = Uint8Array.from(Buffer.from(sealed.split(".")[2] ?? "", "base64url"));
  const additionalData = new TextEncoder().encode("1:w|7:secrets|5:value|1:r");
  const imported = await webcrypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  const opened = await webcrypto.subtle.decrypt(
    { name: "AES-GCM", iv: bytes.slice(0, 12), additionalData, tagLength: 128 },
    imported,
    bytes.slice(12),
  );
  expect(new TextDecoder().decode(opened)).toBe("told twice");
  const iv = Uint8Array.from(randomBytes(12));
  const made = Buffer.from(
    await webcrypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData, tagLength: 128 }, imported, new TextEncoder().encode("theirs")),
  );
  expect(String(unseal(key, place, `v1.${key.kid}.${Buffer.concat([iv, made]).toString("base64url")}`))).toBe("theirs");
  const short = Buffer.from(
    await webcrypto.subtle.encrypt(
      { name: "AES-GCM", iv, additionalData, tagLength: 96 },
      imported,
      new TextEncoder().encode("theirs, with a short tag"),
    ),
  );
  expect(codeOf(() => unseal(key, place, `v1.${key.kid}.${Buffer.concat([iv, short]).toString("base64url")}`))).toBe("HW_STORAGE_SECRET");
});

it("names no value and no place's row in its refusal", () => {
  try {
    unseal(key, { ...place, row: "row of a person" }, seal(key, place, "secret"));
    expect.unreachable("it opened");
  } catch (error) {
    expect(JSON.stringify((error as HighwireError).data)).not.toMatch(/secret"|person/u);
  }
});

it("derives another key for each purpose, and the same one again", () => {
  const [one, again, other] = ["a", "a", "b"].map((purpose) => Buffer.from(deriveKey(raw, purpose)).toString("hex"));
  expect([one === again, one === other, one?.length]).toEqual([true, false, KEY_BYTES * 2]);
});
