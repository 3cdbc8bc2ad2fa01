import type { Bridge } from "#core/bridge.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { RecordsPort } from "#core/ports/records-port.ts";
import type { Log } from "#core/ports/log.ts";
import type { Random } from "#core/ports/random.ts";
import type { Store } from "#core/ports/store.ts";

/** Both vendors' records of one bridge, handed in by `src/main`, because the engine does not know the vendors. */
export interface Sides {
  readonly left: RecordsPort;
  readonly right: RecordsPort;
}

/** Everything the engine reaches the world through. */
export interface EnginePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Makes, or returns the kept, sides of a bridge. Throws `HW_NOT_CONNECTED` or a vendor error. */
  readonly sides: (bridge: Bridge) => Promise<Sides>;
}
