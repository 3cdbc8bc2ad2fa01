import type { ErrorCode } from "#core/error-registry.ts";
import type { ConnectionId, Instant } from "#core/ids.ts";
import type { Delivery } from "../application.ts";

export interface AcceptedEvent {
  readonly at: Instant;
  readonly type: string;
  /** Our time less the signed one; null when the event carries none. */
  readonly skewMs: number | null;
}

export interface RefusedEvents {
  readonly at: Instant;
  readonly code: ErrorCode;
  readonly count: number;
}

/** Whose events they are: a connection's own, or HighLevel's, of which a refused one names nobody who can be believed. */
export type WatchedSource = ConnectionId | "highlevel";

/** Remembers the newest accepted and refused webhook of each source, in memory alone: the bodies of refused ones are nobody's word. */
export class WebhookWatch {
  readonly #accepted = new Map<WatchedSource, AcceptedEvent>();
  readonly #refused = new Map<WatchedSource, RefusedEvents & { readonly sample: Delivery }>();
  readonly #listeners = new Set<() => void>();

  accept(source: WatchedSource, event: AcceptedEvent): void {
    this.#accepted.set(source, event);
  }

  refuse(source: WatchedSource, code: ErrorCode, at: Instant, sample: Delivery): void {
    this.#refused.set(source, { at, code, count: (this.#refused.get(source)?.count ?? 0) + 1, sample });
    for (const heard of this.#listeners) heard();
  }

  accepted(source: WatchedSource): AcceptedEvent | null {
    return this.#accepted.get(source) ?? null;
  }

  /** Everything accepted so far, to be written down. */
  allAccepted(): ReadonlyMap<WatchedSource, AcceptedEvent> {
    return this.#accepted;
  }

  refused(source: WatchedSource): RefusedEvents | null {
    const known = this.#refused.get(source);
    return known === undefined ? null : { at: known.at, code: known.code, count: known.count };
  }

  /** The newest refused delivery, to try another secret on. */
  refusedSample(source: WatchedSource): Delivery | null {
    return this.#refused.get(source)?.sample ?? null;
  }

  /** Forgets what was refused, once the reason is mended. */
  forgive(source: WatchedSource): void {
    this.#refused.delete(source);
  }

  /** Calls back after each refusal; accepted events are told by their commit. Returns the stop function. */
  listen(heard: () => void): () => void {
    this.#listeners.add(heard);
    return () => void this.#listeners.delete(heard);
  }
}
