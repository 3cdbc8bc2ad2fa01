/** 32 bytes: as long as the hash that they key. */
const SECRET_BYTES = 32;

/** A new secret as Standard Webhooks have it, by which a receiver verifies what we send. `randomBytes` gives so many that nobody can guess. */
export const signingSecret = (randomBytes: (count: number) => Uint8Array): string =>
  `whsec_${Buffer.from(randomBytes(SECRET_BYTES)).toString("base64")}`;
