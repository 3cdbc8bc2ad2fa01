import type { Bridge } from "#core/bridge.ts";
import type { Places } from "#core/mapping/places.ts";

/** Both sides' places as the vendors know them now. */
export interface KnownPlaces extends Places {
  /** HighLevel's custom fields could not be read, because the token may not. */
  readonly withheld: boolean;
}

/** An attribute that a person wants at incident.io. */
export interface NewAttribute {
  readonly label: string;
  readonly type: "text" | "number" | "boolean" | "list";
}

/** What a mapping can be made between, handed in by `src/main`. Throws vendor errors. */
export interface PlacesPort {
  readonly placesOf: (bridge: Bridge) => Promise<KnownPlaces>;
  /** Adds it to the bridge's type of entries; returns its place. One with the same name and type is taken as it is. */
  readonly addAttribute: (bridge: Bridge, wish: NewAttribute) => Promise<string>;
}
