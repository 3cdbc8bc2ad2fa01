declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type WorkspaceId = Branded<"WorkspaceId">;
export type ConnectionId = Branded<"ConnectionId">;
export type BridgeId = Branded<"BridgeId">;
export type LinkId = Branded<"LinkId">;
export type IntentId = Branded<"IntentId">;
export type ConflictId = Branded<"ConflictId">;
export type PlanId = Branded<"PlanId">;

/** Milliseconds since the Unix epoch, UTC. */
export type Instant = number;
