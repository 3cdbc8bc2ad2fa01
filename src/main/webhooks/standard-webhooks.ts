import { createHmac } from "node:crypto";
import { HighwireError } from "#core/errors.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Exchange } from "#vendors/transport/transport.ts";

/**
 * Posts JSON once as Standard Webhooks have it; resolves with whatever was answered. Throws `HW_EGRESS_REFUSED`, and what `unheard` makes of an answer that
 * did not come or cannot be read.
 */
export async function postSigned(
  { exchange, clock }: { readonly exchange: Exchange; readonly clock: Clock },
  { url, secret }: { readonly url: string; readonly secret: string },
  { id, body }: { readonly id: string; readonly body: string },
  unheard: (detail: string, cause: unknown) => HighwireError,
): Promise<Awaited<ReturnType<Exchange>>> {
  const headers = { "content-type": "application/json", ...signedHeaders(secret, id, Math.floor(clock.now() / 1_000), body) };
  try {
    return await exchange({ method: "POST", url, headers, body });
  } catch (error) {
    if (!(error instanceof HighwireError)) throw unheard("nothing answered at that address", error);
    throw error.code === "HW_EGRESS_REFUSED" ? error : unheard("its answer is over 1 MB; an empty one is enough", error);
  }
}

/** True for an answer by which a receiver has taken what was posted. */
export const isTaken = (status: number): boolean => status >= 200 && status <= 299;

/** By these a receiver knows that it was us, when, and whether it has seen it before. */
export function signedHeaders(secret: string, id: string, atSeconds: number, body: string): Readonly<Record<string, string>> {
  const key = Buffer.from(secret.replace(/^whsec_/u, ""), "base64");
  const signature = createHmac("sha256", key)
    .update(`${id}.${String(atSeconds)}.${body}`)
    .digest("base64");
  return { "webhook-id": id, "webhook-timestamp": String(atSeconds), "webhook-signature": `v1,${signature}` };
}
