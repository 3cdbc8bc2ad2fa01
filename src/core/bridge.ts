import type { BridgeId, ConnectionId, WorkspaceId } from "./ids.ts";
import type { ConflictPolicy, FieldMap, MatchKey } from "./mapping/field-map.ts";

/** What a bridge keeps in step: contacts, the tasks or appointments of contacts, or businesses. */
export type Entity = "contact" | "task" | "appointment" | "business";

export type BridgeMode = "draft" | "shadow" | "live" | "paused";

/** What a confirmed delete on one side does to the other (D4). */
export type DeletePolicy = "unlink" | "archive" | "delete";

/** One configured two-way pairing of a HighLevel location with an incident.io organisation, for one kind of record. */
export interface Bridge {
  readonly id: BridgeId;
  readonly workspaceId: WorkspaceId;
  readonly name: string;
  readonly entity: Entity;
  readonly mode: BridgeMode;
  readonly left: ConnectionId;
  readonly right: ConnectionId;
  /** HighLevel location that the bridge reads and writes. */
  readonly locationId: string;
  /** incident.io catalog type that holds the records; null until the bridge's first load has created or found it. */
  readonly catalogTypeId: string | null;
  readonly fields: readonly FieldMap[];
  readonly matchKeys: readonly MatchKey[];
  /** Policy when two records meet without a base and differ (M4). Default `ask`. */
  readonly firstLink: ConflictPolicy;
  /** Default `unlink`. */
  readonly onDelete: DeletePolicy;
  /** Region (ISO 3166 alpha-2) by which phone numbers without a country code are read. */
  readonly defaultCountry: string;
  /** Rises by one with each change of the configuration. */
  readonly version: number;
  /** Set when the mass-delete brake stopped the bridge (D5). */
  readonly brake: { readonly at: number; readonly plannedDeletes: number; readonly linked: number } | null;
}
