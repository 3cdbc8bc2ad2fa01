import type { BridgeId, Instant, WorkspaceId } from "../ids.ts";
import type { FieldMap } from "../mapping/field-map.ts";

/** A mapping that a bridge had, as it stood until the next one took its place. */
export interface MappingVersion {
  readonly bridgeId: BridgeId;
  /** From 1; each saved mapping is one further. */
  readonly number: number;
  readonly fields: readonly FieldMap[];
  /** When it was saved, and by whom, as the journal names people; both null for the mapping with which the bridge began. */
  readonly at: Instant | null;
  readonly who: string | null;
  /** What for, in the words of whoever saved it. */
  readonly note: string;
}

/** Former mappings of bridges. The one in force stands in the bridge itself. */
export interface MappingVersions {
  /** Keeps a version; one that is kept already stays as it is. */
  keep(workspaceId: WorkspaceId, version: MappingVersion): Promise<void>;
  /** All of a bridge, newest first. */
  list(workspaceId: WorkspaceId, bridgeId: BridgeId): Promise<readonly MappingVersion[]>;
}
