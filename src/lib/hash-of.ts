import { createHash } from "node:crypto";

/** What is kept of a long random secret: whoever reads it cannot use it, and nothing is gained by a slow hash. SHA-256 as URL-safe text. */
export const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("base64url");
