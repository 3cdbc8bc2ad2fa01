import { z } from "zod";
import { entities } from "#core/bridge.ts";
import { fieldValue } from "./contacts.ts";
import { policy } from "./field-rules.ts";
import { planOutcome, planSymbol } from "./plan-filter.ts";

const undoCounts = z.object({ restored: z.number(), removed: z.number(), changedSince: z.number(), failed: z.number() });

export const planRequest = z.strictObject({ bridgeId: z.string().min(1).max(80) });
export const planListQuery = z.object({ bridge: z.string().max(80).optional(), limit: z.coerce.number().int().min(1).max(50).default(10) });

/** One kept plan: what it is about, how far it is, and what became of it. Times in epoch milliseconds. */
export const planView = z.object({
  id: z.string(),
  bridgeId: z.string(),
  bridgeName: z.string(),
  entity: z.enum(entities),
  /** `interrupted`: whoever worked on it ended without a word; the same can be asked again. */
  stage: z.enum(["making", "ready", "applying", "rehearsing", "undoing", "failed", "interrupted"]),
  progress: z.object({ stage: z.string(), done: z.number(), total: z.number().nullable() }).nullable(),
  madeBy: z.string(),
  madeAt: z.number(),
  expiresAt: z.number(),
  /** Why it can no longer be carried out: it is too old, or the bridge's settings changed. */
  expired: z.enum(["too-old", "settings-changed", "mapping-not-saved"]).nullable(),
  checksum: z.string().nullable(),
  counts: z
    .object({
      create: z.number(),
      update: z.number(),
      same: z.number(),
      skip: z.number(),
      needsPerson: z.number(),
      delete: z.number(),
    })
    .nullable(),
  calls: z.object({ highlevel: z.number(), incident: z.number() }).nullable(),
  seconds: z.number().nullable(),
  /** Part of today's HighLevel quota that the calls take, from 0 to 1; null where no daily limit is known. */
  quotaShare: z.number().nullable(),
  fields: z.array(z.object({ field: z.string(), label: z.string(), count: z.number() })),
  reasons: z.array(z.object({ reason: z.string(), count: z.number() })),
  /** What is picked and not carried out yet. */
  left: z.object({ records: z.number(), writes: z.number(), deletes: z.number(), needsTyping: z.boolean() }),
  appliedAt: z.number().nullable(),
  applied: z.object({ applied: z.number(), drifted: z.number(), failed: z.number(), needsPerson: z.number() }).nullable(),
  rehearsal: undoCounts.nullable(),
  undone: undoCounts.nullable(),
  failure: z.object({ code: z.string(), number: z.string(), title: z.string(), detail: z.string(), fix: z.string() }).nullable(),
});
export type PlanView = z.infer<typeof planView>;

export const planItemQuery = z.object({
  symbol: planSymbol.optional(),
  field: z.string().max(100).optional(),
  reason: z.string().max(500).optional(),
  q: z.string().max(200).optional(),
  outcome: planOutcome.optional(),
  from: z.coerce.number().int().min(0).max(10_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});

/** One row of a plan's list. */
export const planItemRow = z.object({
  position: z.number(),
  symbol: planSymbol,
  title: z.string(),
  because: z.string(),
  writes: z.number(),
  picked: z.boolean(),
  outcome: planOutcome.nullable(),
});
export type PlanItemRow = z.infer<typeof planItemRow>;
export const planItemPage = z.object({ items: z.array(planItemRow), total: z.number() });

/** One mapped field of one item. `agreed.known` is false where only a keyed hash of the value is kept. */
export const planFieldRow = z.object({
  field: z.string(),
  label: z.string(),
  personal: z.boolean(),
  highlevel: fieldValue,
  incident: fieldValue,
  agreed: z.object({ known: z.boolean(), value: fieldValue }),
  after: z.object({ highlevel: fieldValue, incident: fieldValue }),
  rule: z.enum([
    "equal",
    "highlevel-changed",
    "incident-changed",
    "both-changed",
    "first-link",
    "filled",
    "new-record",
    "put-back",
    "stays",
    "deleted",
  ]),
  policy: policy.nullable(),
});
export type PlanFieldRow = z.infer<typeof planFieldRow>;

export const planItemDetail = planItemRow.extend({
  linkId: z.string().nullable(),
  highlevelId: z.string().nullable(),
  incidentId: z.string().nullable(),
  fields: z.array(planFieldRow),
});
export type PlanItemDetail = z.infer<typeof planItemDetail>;

/** Picks, or leaves out, single rows or all that a filter shows. */
export const pickRequest = z.strictObject({
  picked: z.boolean(),
  positions: z.array(z.number().int().min(0)).max(1_000).optional(),
  symbol: planSymbol.optional(),
  field: z.string().max(100).optional(),
  reason: z.string().max(500).optional(),
  q: z.string().max(200).optional(),
});
export type PickRequest = z.input<typeof pickRequest>;
export const applyRequest = z.strictObject({ scope: z.enum(["first", "rest"]), confirm: z.number().int().min(0).optional() });
export const undoRequest = z.strictObject({ rehearse: z.boolean() });
