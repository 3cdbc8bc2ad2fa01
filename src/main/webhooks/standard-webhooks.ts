import { createHmac } from "node:crypto";

/** Headers of Standard Webhooks, by which a receiver knows that it was us, when, and whether it has seen it before. */
export function signedHeaders(secret: string, id: string, atSeconds: number, body: string): Readonly<Record<string, string>> {
  const key = Buffer.from(secret.replace(/^whsec_/u, ""), "base64");
  const signature = createHmac("sha256", key)
    .update(`${id}.${String(atSeconds)}.${body}`)
    .digest("base64");
  return { "webhook-id": id, "webhook-timestamp": String(atSeconds), "webhook-signature": `v1,${signature}` };
}
