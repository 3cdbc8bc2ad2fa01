import { bridgeModes, entities } from "#core/bridge.ts";
import { z } from "zod";

const counts = z.object({
  "in-sync": z.number(),
  waiting: z.number(),
  conflict: z.number(),
  failing: z.number(),
  excluded: z.number(),
  paused: z.number(),
  ended: z.number(),
  total: z.number(),
  openConflicts: z.number(),
  dirty: z.number(),
});

export const connectionView = z.object({
  id: z.string(),
  vendor: z.enum(["highlevel", "incident"]),
  name: z.string(),
  state: z.enum(["active", "paused"]),
  pausedBecause: z.string().nullable(),
  sandbox: z.boolean(),
  baseUrl: z.string(),
});
export type ConnectionView = z.infer<typeof connectionView>;

export const bridgeView = z.object({
  id: z.string(),
  name: z.string(),
  entity: z.enum(entities),
  mode: z.enum(bridgeModes),
  braked: z.boolean(),
  counts,
  sweepAgeMs: z.object({ highlevel: z.number().nullable(), incident: z.number().nullable() }),
  backfill: z.object({ state: z.enum(["none", "running", "done"]), done: z.number(), total: z.number().nullable() }),
});
export type BridgeView = z.infer<typeof bridgeView>;

/** The health of everything, as the page's header and `highwire status` show it. */
export const statusView = z.object({
  environment: z.enum(["sandbox", "live", "paused", "none"]),
  /** A person has paused all writes at once. */
  allPaused: z.boolean(),
  connections: z.array(connectionView),
  bridges: z.array(bridgeView),
  quotas: z.array(
    z.object({
      connectionId: z.string(),
      vendor: z.enum(["highlevel", "incident"]),
      used: z.number(),
      limit: z.number(),
      windowMs: z.number(),
      dayUsed: z.number().nullable(),
      dayLimit: z.number().nullable(),
    }),
  ),
  store: z.object({ kind: z.enum(["embedded", "server", "memory"]), version: z.string(), fsync: z.boolean(), checksums: z.boolean() }),
});
export type StatusView = z.infer<typeof statusView>;

export const modeRequest = z.object({ mode: z.enum(bridgeModes) }).strict();
export const connectionRequest = z.object({ state: z.enum(["active", "paused"]) }).strict();
