import { z } from "zod";
import { entities } from "#core/bridge.ts";
import { retentionRules, type RetentionKind } from "#core/policy/retention.ts";
import { fieldValue } from "./contacts.ts";

const kinds = ["bodies", "calls", "values", "plans", "conflicts", "journal"] as const satisfies readonly RetentionKind[];
const daysOf = (kind: RetentionKind): z.ZodInt => z.int().min(retentionRules[kind].least).max(retentionRules[kind].most);

/** Days of every kind, within what may be chosen. */
export const retentionDays = z.strictObject({
  bodies: daysOf("bodies"),
  calls: daysOf("calls"),
  values: daysOf("values"),
  plans: daysOf("plans"),
  conflicts: daysOf("conflicts"),
  journal: daysOf("journal"),
});

/** What is left out stays. */
export const retentionRequest = retentionDays.partial();
export type RetentionRequest = z.infer<typeof retentionRequest>;

/** What is kept here of people, for how long, and what is masked. */
export const dataView = z.object({
  retention: z.array(z.object({ kind: z.enum(kinds), days: z.number(), normally: z.number(), least: z.number(), most: z.number() })),
  /** Personal fields of the flows. A masked one is shown only to whoever may reveal it. */
  fields: z.array(z.object({ flow: z.string(), label: z.string(), masked: z.boolean() })),
});
export type DataView = z.infer<typeof dataView>;

/** `rehearse`: only tell what would be erased. It is what is done unless it is asked for otherwise. */
export const eraseRequest = z.strictObject({ rehearse: z.boolean().default(true) });

export const erasure = z.object({
  rehearse: z.boolean(),
  links: z.number(),
  events: z.number(),
  entries: z.number(),
  /** What the vendors still hold, to be deleted there. */
  remains: z.array(z.object({ side: z.enum(["highlevel", "incident"]), entity: z.enum(entities), recordId: z.string() })),
});
export type ErasureView = z.infer<typeof erasure>;

const values = z.record(z.string(), fieldValue);

/** Everything that is kept here of a person, in a form to hand over. */
export const personExport = z.object({
  madeAt: z.number(),
  records: z.array(
    z.object({
      entity: z.enum(entities),
      flow: z.string(),
      state: z.string(),
      highlevelId: z.string().nullable(),
      incidentId: z.string().nullable(),
      highlevel: values,
      incident: values,
      changedAt: z.number(),
      conflicts: z.array(z.object({ field: z.string(), highlevel: fieldValue, incident: fieldValue, openedAt: z.number() })),
      history: z.array(
        z.object({ at: z.number(), what: z.string(), values: z.array(z.object({ field: z.string(), before: fieldValue, after: fieldValue })) }),
      ),
    }),
  ),
});
