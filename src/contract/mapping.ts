import { z } from "zod";
import { entities } from "#core/bridge.ts";
import { mappingFaults } from "#core/mapping/draft-row.ts";
import { direction, policy, transformOf } from "./field-rules.ts";
import { planView } from "./plans.ts";

const typed = z.string().max(500);
/** A stored place may be long; a typed one is none. */
const place = z.string().min(1).max(200);

const transform = transformOf(typed);

/** One row of a mapping as people set it. `field`: the field whose row it is; null for a new one. */
export const mappingRow = z.strictObject({
  field: z.string().min(1).max(200).nullable(),
  label: z.string().max(100),
  left: place,
  right: place,
  creates: direction,
  direction,
  policy,
  personal: z.boolean(),
  transforms: z.array(transform).max(10),
});
export type MappingRow = z.infer<typeof mappingRow>;

export const mappingPlace = z.object({
  place: z.string(),
  label: z.string(),
  type: z.enum(["text", "rich-text", "name", "email", "phone", "url", "number", "boolean", "date", "list", "other"]),
  vendorType: z.string().optional(),
  custom: z.literal(true).optional(),
  personal: z.literal(true).optional(),
  writable: z.enum(["on-create", "never"]).optional(),
  required: z.literal(true).optional(),
});
export type MappingPlace = z.infer<typeof mappingPlace>;

/** A bridge's mapping in force. `locked`: fields by which a record is recognised. `needsPlan`: a change wants a plan first. */
export const mappingView = z.object({
  bridge: z.object({ id: z.string(), name: z.string(), entity: z.enum(entities), mode: z.string() }),
  number: z.number(),
  savedAt: z.number().nullable(),
  savedBy: z.string().nullable(),
  needsPlan: z.boolean(),
  rows: z.array(mappingRow),
  locked: z.array(z.string()),
  places: z.object({ left: z.array(mappingPlace), right: z.array(mappingPlace), withheld: z.boolean() }),
});
export type MappingView = z.infer<typeof mappingView>;

const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]);
export const mappingIssue = z.object({ path: z.string(), fault: z.enum(mappingFaults), about: z.string(), words: z.string() });

/** What rows would make of real records: `there` is what incident.io holds now. Personal values are masked for whoever may not see them. */
export const mappingAttempt = z.object({
  issues: z.array(mappingIssue),
  records: z.array(
    z.object({ title: z.string(), rows: z.array(z.object({ before: value, after: value, back: value, there: value, masked: z.boolean() })) }),
  ),
});
export type MappingAttempt = z.infer<typeof mappingAttempt>;

const rows = z.array(mappingRow).max(200);
export const mappingRowsRequest = z.strictObject({ rows });
export const mappingSaveRequest = z.strictObject({
  rows,
  basedOn: z.int().min(1),
  note: z.string().max(500).optional(),
  plan: z.string().max(100).nullable().optional(),
});
export type MappingSaveRequest = z.input<typeof mappingSaveRequest>;

export const mappingVersionView = z.object({
  number: z.number(),
  at: z.number().nullable(),
  who: z.string().nullable(),
  note: z.string(),
  rows: z.array(mappingRow),
  /** What it changed, field by field; empty for the first. */
  changes: z.array(z.object({ field: z.string(), label: z.string(), what: z.enum(["added", "removed", "changed"]), sentences: z.array(z.string()) })),
});
export type MappingVersionView = z.infer<typeof mappingVersionView>;
export const mappingVersionList = z.object({ versions: z.array(mappingVersionView) });

export const attributeRequest = z.strictObject({ label: z.string().trim().min(1).max(100), type: z.enum(["text", "number", "boolean", "list"]) });
export type AttributeRequest = z.infer<typeof attributeRequest>;
export const attributeAnswer = z.object({ place: z.string(), mapping: mappingView });

export const mappingPlanAnswer = planView;
