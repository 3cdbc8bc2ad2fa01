import type { Entity } from "#core/bridge.ts";
import type { ErrorCode } from "#core/error-registry.ts";
import type { Instant } from "#core/ids.ts";
import type { Side } from "#core/record/canonical.ts";
import type { Json } from "#core/workflow/expression.ts";
import type { Delivery } from "../application.ts";

/** What a vendor's verifier says of one delivery. It checks the signature first, over the raw bytes, and parses only then. */
export type Verified =
  | { readonly kind: "rejected"; readonly code: ErrorCode }
  | {
      readonly kind: "verified";
      /** The vendor's event id; null when it sent none, then the body's digest stands in (X3). */
      readonly eventId: string | null;
      readonly type: string;
      /** HighLevel location id; null for incident.io, whose route names the connection. */
      readonly account: string | null;
      readonly signedAt: Instant | null;
      /** Records that the event says may have changed. */
      readonly records: readonly { readonly side: Side; readonly id: string; readonly entity: Entity }[];
      /** Which key the signature fitted, without the key itself. */
      readonly signedBy: string;
      /** The body as it was read; null when it is unusable. */
      readonly value: Json;
      /** Why the body cannot be used although its signature is right (X2). */
      readonly unusable: string | null;
    };

/** One vendor's webhook verification: pure, with time and secrets passed in, failing closed. */
export interface WebhookVerifier {
  verify(delivery: Pick<Delivery, "headers" | "body">, context: { readonly secrets: readonly string[]; readonly now: Instant }): Verified;
  /** Records that a body says may have changed, as when it was received; for one that was verified then. */
  records(body: Uint8Array): Extract<Verified, { kind: "verified" }>["records"];
  /** How old, and how far in the future, a signed time may be, in milliseconds (X3). */
  readonly windowMs: number;
}
