import type { Bridge } from "#core/bridge.ts";
import type { LinkId } from "#core/ids.ts";
import type { ClaimedLink } from "#core/ports/claims.ts";
import type { EnginePorts } from "../engine-ports.ts";

/** 20 seconds, in milliseconds: how long a claim holds without being renewed (S2); what a killed worker held is free after that. */
export const LEASE_MS = 20_000;
/** Milliseconds before the end from which on nothing is sent any more, because a call needs time to reach the vendor. */
const MARGIN_MS = 2_000;

/**
 * The lease on one batch's links as their holder knows it. The store's fence refuses a late intent and a late settlement; what lies between
 * them, a call that waited for its turn, can only be held back here. Told by the monotonic clock, so that a process that stood still knows it.
 */
export class Lease {
  readonly #ports: Pick<EnginePorts, "store" | "clock">;
  readonly #bridge: Pick<Bridge, "workspaceId">;
  readonly #held: Map<LinkId, Pick<ClaimedLink, "id" | "fence">>;
  #untilMs: number;

  /** `claimedMs`: the monotonic time just before the claim was asked for. */
  constructor(
    ports: Pick<EnginePorts, "store" | "clock">,
    bridge: Pick<Bridge, "workspaceId">,
    links: readonly Pick<ClaimedLink, "id" | "fence">[],
    claimedMs: number,
  ) {
    this.#ports = ports;
    this.#bridge = bridge;
    this.#held = new Map(links.map(({ id, fence }) => [id, { id, fence }]));
    this.#untilMs = claimedMs + LEASE_MS;
  }

  /** Whether a write for this link may leave now. */
  mayWrite(id: LinkId): boolean {
    return this.#held.has(id) && this.#ports.clock.monotonicMs() < this.#untilMs - MARGIN_MS;
  }

  /** Renews the lease until the signal aborts. */
  async keep(signal: AbortSignal): Promise<void> {
    const { store, clock } = this.#ports;
    while (!signal.aborted) {
      try {
        await clock.sleep(LEASE_MS / 3, signal);
        const askedMs = clock.monotonicMs();
        const kept = new Set(await store.renew(this.#bridge.workspaceId, [...this.#held.values()], clock.now() + LEASE_MS));
        this.#untilMs = askedMs + LEASE_MS;
        for (const id of this.#held.keys()) if (!kept.has(id)) this.#held.delete(id);
      } catch {
        // Aborted: the batch is done. A renewal that failed moves nothing, so that writes end with the lease.
      }
    }
  }
}
