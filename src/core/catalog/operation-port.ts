import type { HighwireError } from "../errors.ts";
import type { ConnectionId } from "../ids.ts";
import type { AbortSignalLike } from "../ports/clock.ts";
import type { CallPriority } from "../ports/records-port.ts";
import type { Connection } from "../ports/store.ts";
import type { CatalogItem, Operation, OperationInput, Trigger } from "./operation.ts";

/** One run of one operation. */
export interface OperationRun {
  readonly operationId: string;
  readonly input: OperationInput;
  /** Whose account is called; must be of the operation's vendor. */
  readonly connectionId: ConnectionId;
  /** That connection, where the caller has just looked it up. Default: it is looked up. */
  readonly known?: Connection;
  /** False: whoever asks reads no `drift`, so the answer is not held against its document. Default true. */
  readonly looksForDrift?: boolean;
  /** Put where the vendor's document has a place for one and the input names none; the same key for every try of the same effect. */
  readonly idempotencyKey: string;
  /** Who waits for it. Default `webhook`. */
  readonly priority?: CallPriority;
  readonly signal?: AbortSignalLike;
}

/** One place where a value does not fit the vendor's document. Holds no value (P5). */
export interface SchemaIssue {
  /** `body.title`, `path.contactId`; `` for the whole. */
  readonly field: string;
  /** In plain words: `is missing`, `must be one of: open, won`. */
  readonly problem: string;
}

/** What left for the vendor, without its credential. */
export interface SentRequest {
  readonly method: Operation["method"];
  readonly url: string;
  readonly body: unknown;
}

/**
 * How a run ended. Whoever runs a step reads only this: nothing is thrown but for a bug.
 * - `done`: the vendor did it. `drift` says where its answer differs from its document; the answer is given as it came.
 * - `refused`: nothing left, because the input does not fit the operation, or there is no such operation or connection.
 * - `failed`: the vendor or the way to it failed. `classify` decides what follows; `error.data.mayHaveHappened` says whether a write may have been done.
 */
export type OperationOutcome =
  | {
      readonly kind: "done";
      readonly status: number;
      readonly output: unknown;
      readonly drift: readonly SchemaIssue[];
      /** A sandbox made the answer up from the vendor's document: it keeps no state behind it. */
      readonly generic: boolean;
      readonly sent: SentRequest;
      readonly durationMs: number;
    }
  | { readonly kind: "refused"; readonly error: HighwireError; readonly issues: readonly SchemaIssue[] }
  | { readonly kind: "failed"; readonly error: HighwireError; readonly sent: SentRequest; readonly durationMs: number };

/** Runs operations under the vendors' limits, with the connection's credential, once: no retry, no confirmation, which are the caller's. */
export interface OperationPort {
  run(run: OperationRun): Promise<OperationOutcome>;
}

/** What there is to run and to begin with. */
export interface CatalogPort {
  /** Every entry, by vendor and object. */
  items(): Promise<readonly CatalogItem[]>;
  /** Null when there is no such action. */
  operation(id: string): Promise<Operation | null>;
  /** Null when there is no such trigger. */
  trigger(id: string): Promise<Trigger | null>;
}
