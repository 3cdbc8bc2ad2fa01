import { z } from "zod";
import { bridgeModes, entities } from "#core/bridge.ts";
import { recipeIds } from "#core/recipes.ts";
import { bridgeView } from "./status.ts";
import { historyChoice, policy } from "./field-rules.ts";

const deletePolicy = z.enum(["unlink", "archive", "delete"]);

/** What a bridge does beside its fields; `cases` is null where it has nothing to do with incidents. */
export const ruleView = z.object({
  onDelete: deletePolicy,
  firstLink: policy,
  /** Null for kinds that always take in all that is there. */
  history: historyChoice.nullable(),
  cases: z
    .object({
      tellsPrivate: z.boolean(),
      tellsDrills: z.boolean(),
      takesNew: z.boolean(),
      holdTag: z.string().nullable(),
      emailField: z.string().nullable(),
      alertAttribute: z.string().nullable(),
      assignees: z.record(z.string(), z.string()),
    })
    .nullable(),
});

/** One bridge of a flow. `needs`: it must run too, and other flows may share it. */
export const flowPart = bridgeView.extend({
  role: z.enum(["own", "also", "needs"]),
  rules: ruleView,
  brake: z.object({ at: z.number(), plannedDeletes: z.number(), linked: z.number() }).nullable(),
  canary: z
    .object({
      budget: z.number(),
      done: z.number(),
      ended: z.object({ at: z.number(), because: z.enum(["spent", "surprise", "delete"]), linkId: z.string().nullable() }).nullable(),
    })
    .nullable(),
  plan: z.object({ id: z.string(), madeAt: z.number(), appliedAt: z.number().nullable() }).nullable(),
});
export type FlowPart = z.infer<typeof flowPart>;

export const flowView = z.object({
  id: z.enum(recipeIds),
  mode: z.enum([...bridgeModes, "off", "mixed"]),
  /** Both accounts are emulators. */
  sandbox: z.boolean(),
  parts: z.array(flowPart),
  /** Kinds that can be added. */
  addable: z.array(z.enum(entities)),
});
export type FlowView = z.infer<typeof flowView>;

export const flowList = z.object({ flows: z.array(flowView) });

export const flowCheck = z.object({
  id: z.enum(["connected", "not-paused", "no-brake", "no-conflicts", "nothing-failing"]),
  ok: z.boolean(),
  needed: z.boolean(),
  count: z.number(),
});
export type FlowCheck = z.infer<typeof flowCheck>;
export const flowDetail = flowView.extend({ checks: z.array(flowCheck) });
export type FlowDetail = z.infer<typeof flowDetail>;

export const flowModeRequest = z.strictObject({ mode: z.enum(bridgeModes), reason: z.string().max(500).optional() });
export const flowPartRequest = z.strictObject({ entity: z.enum(entities) });
export const ruleRequest = z.strictObject({
  onDelete: deletePolicy.optional(),
  firstLink: policy.optional(),
  history: historyChoice.optional(),
  tellsPrivate: z.boolean().optional(),
  tellsDrills: z.boolean().optional(),
  takesNew: z.boolean().optional(),
  emailField: z.string().max(100).nullable().optional(),
  alertAttribute: z.string().max(100).nullable().optional(),
  assignees: z.record(z.string().max(200), z.string().max(320).nullable()).optional(),
});
export type RuleRequest = z.input<typeof ruleRequest>;
export const holdRequest = z.strictObject({ tag: z.string().trim().min(1).max(60).nullable() });
