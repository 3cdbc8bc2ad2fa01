import type { SandboxClock } from "../kit/clock.ts";
import type { Counters } from "../kit/counters.ts";
import type { Prng } from "../kit/prng.ts";
import type { CatalogStore } from "./catalog-store.ts";
import type { IncidentStore } from "./incidents.ts";
import type { KeyAccess } from "./key-access.ts";

/** Behaviours that no document settles, or that hurt callers. */
export interface Quirks {
  /** Status of an update with a stale schema version. */
  staleSchemaStatus: 409 | 422;
  /** Values of primitives come back with `literal` empty and the text in `label`. */
  literalEmpty: boolean;
  /** The API may write attributes of mode `dashboard`. */
  dashboardWrites: boolean;
  /** Text values cut to this length; null for none. */
  truncateValuesAt: number | null;
  /** Entries are listed in another order than that of creation. */
  shuffledOrder: boolean;
  /** The last page still names a cursor; the end is an empty page. */
  endByEmptyPage: boolean;
}

export interface IncidentState {
  readonly clock: SandboxClock;
  readonly prng: Prng;
  readonly counters: Counters;
  readonly access: KeyAccess;
  readonly catalog: CatalogStore;
  readonly incidents: IncidentStore;
  readonly quirks: Quirks;
}
