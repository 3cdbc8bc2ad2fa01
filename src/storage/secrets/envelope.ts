import { createCipheriv, createDecipheriv, createHash, createSecretKey, hkdfSync, randomBytes, type KeyObject } from "node:crypto";
import { HighwireError } from "#core/errors.ts";

/** 256 bits. */
export const KEY_BYTES = 32;
/** 96 bits, the nonce size that AES-GCM is made for. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** An AES-256 key with the id by which sealed texts name it. */
export interface SealingKey {
  readonly kid: string;
  readonly key: KeyObject;
}

/** Where a sealed text belongs; a text that was moved to another place does not open. */
export interface Place {
  readonly workspaceId: string;
  readonly table: string;
  readonly column: string;
  readonly row: string;
}

/** The id is a hash of the key: it tells keys apart and gives nothing away. */
export function sealingKey(bytes: Uint8Array): SealingKey {
  const kid = createHash("sha256").update("highwire kid ").update(bytes).digest("base64url").slice(0, 8);
  return { kid, key: createSecretKey(bytes) };
}

/** Seals a text with AES-256-GCM under a fresh random nonce: `v1.<kid>.<nonce, ciphertext and tag in base64url>`. */
export function seal(key: SealingKey, place: Place, text: string | Uint8Array): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key.key, nonce).setAAD(aad(place));
  const sealed = Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  return `v1.${key.kid}.${sealed.toString("base64url")}`;
}

/** Opens what `seal` made for the same place. Throws `HW_STORAGE_SECRET` for another key or place and for a text that was tampered with. */
export function unseal(key: SealingKey, place: Place, sealed: string): Buffer {
  const [version, kid, body, ...rest] = sealed.split(".");
  if (version !== "v1" || body === undefined || rest.length > 0) throw refused(place, "malformed");
  if (kid !== key.kid) throw refused(place, "sealed with another key");
  const bytes = Buffer.from(body, "base64url");
  // Only the one spelling that seal makes: base64url decoders skip what they do not know.
  if (bytes.length < NONCE_BYTES + TAG_BYTES || bytes.toString("base64url") !== body) throw refused(place, "malformed");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key.key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(aad(place)).setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES)), decipher.final()]);
  } catch {
    throw refused(place, "tampered with or moved");
  }
}

/** A key for one purpose, derived with HKDF-SHA256; with a salt, a key for one use of that purpose. */
export function deriveKey(key: Uint8Array | KeyObject, purpose: string, salt: Uint8Array = new Uint8Array(0)): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", key, salt, `highwire ${purpose}`, KEY_BYTES));
}

/** Each part with its length before it, so that no two places give the same bytes. */
function aad(place: Place): Buffer {
  const parts = [place.workspaceId, place.table, place.column, place.row];
  return Buffer.from(parts.map((part) => `${String(Buffer.byteLength(part))}:${part}`).join("|"));
}

const refused = (place: Place, why: string): HighwireError =>
  new HighwireError("HW_STORAGE_SECRET", { detail: `${place.table}.${place.column}: ${why}` });
