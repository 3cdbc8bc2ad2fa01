import type { Delivery } from "#engine/application.ts";
import type { Store } from "#core/ports/store.ts";
import type { VirtualClock } from "../../support/virtual-clock.ts";
import type { Violation } from "./oracle.ts";
import type { Universe } from "./universe.ts";

/** An event as it came to the door. */
interface Knock {
  readonly vendor: Delivery["vendor"];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Which events were acknowledged, and whether each was stored by then (X1). */
export class Receipts {
  readonly #universe: Pick<Universe, "workspaceId" | "highlevel" | "state">;
  readonly #acknowledged = new Set<string>();
  readonly #early = new Set<string>();

  constructor(universe: Pick<Universe, "workspaceId" | "highlevel" | "state">) {
    this.#universe = universe;
  }

  get count(): number {
    return this.#acknowledged.size;
  }

  /** At the moment of the answer: nobody who died a moment later could store the event any more. */
  note(knock: Knock, status: number): void {
    const key = status === 200 ? this.#keyOf(knock) : null;
    if (key === null) return;
    this.#acknowledged.add(key);
    if (!this.#universe.state.events.has(key)) this.#early.add(key);
  }

  /** X1, A2: in the end every acknowledged event is there, and a decision was taken on each that names a record. */
  broken(): readonly Violation[] {
    const { events } = this.#universe.state;
    const lost = [...this.#acknowledged].filter((key) => !events.has(key));
    const forgotten = [...events.values()].filter(
      ({ decision, recordId, quarantine }) => decision === null && recordId !== null && quarantine === null,
    );
    return [
      ...(this.#early.size > 0 ? [`X1 ${String(this.#early.size)} events were acknowledged before they were stored`] : []),
      ...(lost.length > 0 ? [`X1 ${String(lost.length)} acknowledged events are not stored`] : []),
      ...forgotten.map(({ type, recordId }) => `X1 a ${type} of ${recordId ?? ""} was stored and never looked at`),
    ];
  }

  /** The store's key; null for an event of somebody else's location, which is acknowledged and forgotten (X4). */
  #keyOf({ vendor, headers, body }: Knock): string | null {
    const { workspaceId, highlevel } = this.#universe;
    if (vendor === "incident") return `${workspaceId}:incident:${headers["webhook-id"] ?? ""}`;
    const { webhookId, locationId } = JSON.parse(body) as { readonly webhookId: string; readonly locationId: string };
    return locationId === highlevel.locationId ? `${workspaceId}:highlevel:${webhookId}` : null;
  }
}

/** The store as it is to whoever brings it events: a durable commit takes its time. */
export const slowCommits = (store: Store, clock: Pick<VirtualClock, "sleep">, commitMs: number): Store =>
  commitMs === 0
    ? store
    : {
        ...store,
        async commitEvents(events, now) {
          await clock.sleep(commitMs);
          return store.commitEvents(events, now);
        },
      };
