import { z } from "zod";
import { fieldValue } from "./contacts.ts";

const side = z.enum(["highlevel", "incident"]);
const change = z.object({
  field: z.string(),
  kind: z.string(),
  before: fieldValue,
  value: fieldValue,
  add: z.array(z.string()).optional(),
  remove: z.array(z.string()).optional(),
  overrules: z.boolean().optional(),
});
const operation = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("create"), side, fields: z.record(z.string(), fieldValue), counterpartId: z.string() }),
  z.object({ kind: z.literal("update"), side, recordId: z.string(), changes: z.array(change) }),
  z.object({ kind: z.literal("stamp"), side, recordId: z.string(), counterpartId: z.string() }),
  z.object({ kind: z.literal("delete"), side, recordId: z.string() }),
]);
const item = z.object({
  linkId: z.string().nullable(),
  leftId: z.string().nullable(),
  rightId: z.string().nullable(),
  symbol: z.enum(["+", "~", "=", "⊘", "⚠", "-"]),
  title: z.string(),
  operations: z.array(operation),
  because: z.string(),
  leftVersion: z.string().nullable(),
  rightVersion: z.string().nullable(),
  seen: z
    .object({
      left: z.record(z.string(), fieldValue).nullable(),
      right: z.record(z.string(), fieldValue).nullable(),
      agreed: z.record(z.string(), z.enum(["highlevel", "incident", "both", "neither"])),
    })
    .optional(),
});

/** What a run would do, before the first write; times in epoch milliseconds. */
export const syncPlan = z.object({
  format: z.literal(1),
  id: z.string(),
  bridgeId: z.string(),
  bridgeVersion: z.number(),
  madeAt: z.number(),
  expiresAt: z.number(),
  counts: z.object({
    create: z.number(),
    update: z.number(),
    same: z.number(),
    skip: z.number(),
    needsPerson: z.number(),
    delete: z.number(),
  }),
  estimatedCalls: z.object({ highlevel: z.number(), incident: z.number() }),
  estimatedSeconds: z.number(),
  items: z.array(item),
  checksum: z.string(),
});
