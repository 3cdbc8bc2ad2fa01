import { z } from "zod";
import { badges, catalogVendors } from "#core/catalog/operation.ts";

const effect = z.enum(["read", "write", "delete"]);
const place = z.enum(["practice", "account"]);

/** One line of the catalog. */
export const catalogItem = z.object({
  id: z.string(),
  vendor: z.enum(catalogVendors),
  kind: z.enum(["action", "trigger"]),
  object: z.string(),
  title: z.string(),
  sentence: z.string().nullable(),
  effect: effect.nullable(),
  scopes: z.array(z.string()),
  badge: z.enum(badges),
  curated: z.boolean(),
});
export type CatalogItemView = z.infer<typeof catalogItem>;

export const catalogQuery = z.object({
  words: z.string().max(200).optional(),
  vendor: z.enum(catalogVendors).optional(),
  kind: z.enum(["action", "trigger"]).optional(),
  object: z.string().max(100).optional(),
  effect: effect.optional(),
  scope: z.string().max(100).optional(),
  badge: z.enum(badges).optional(),
});

export const catalogList = z.object({ items: z.array(catalogItem) });

/** JSON Schema without references. */
const schema = z.record(z.string(), z.unknown());
export const operationInput = z.object({
  path: z.record(z.string(), z.unknown()).optional(),
  query: z.record(z.string(), z.unknown()).optional(),
  body: z.unknown().optional(),
});
export type OperationInputView = z.infer<typeof operationInput>;

/** An entry with all that is known of it; what only actions have is null for triggers, and the event for actions. */
export const catalogEntry = catalogItem.extend({
  method: z.string().nullable(),
  path: z.string().nullable(),
  input: schema.nullable(),
  output: schema.nullable(),
  groups: z.array(z.object({ title: z.string(), fields: z.array(z.string()) })),
  /** Fields whose values a list tells. */
  pickers: z.array(z.string()),
  hasExample: z.boolean(),
  cost: z.string().nullable(),
  repeat: z.string().nullable(),
  notRunnable: z.string().nullable(),
  event: z.string().nullable(),
});
export type CatalogEntryView = z.infer<typeof catalogEntry>;

export const runRequest = z.strictObject({
  input: operationInput,
  place: place.optional(),
  connectionId: z.string().max(100).optional(),
  confirm: z.string().max(200).optional(),
  idempotencyKey: z.string().min(1).max(200).optional(),
});

const issue = z.object({ field: z.string(), problem: z.string() });

/** How a try ended. Credentials never cross. */
export const runView = z.object({
  place,
  connection: z.object({ id: z.string(), name: z.string(), sandbox: z.boolean() }).nullable(),
  result: z.enum(["done", "refused", "failed"]),
  /** What left; null when nothing did. */
  sent: z.object({ method: z.string(), url: z.string(), body: z.unknown() }).nullable(),
  status: z.number().nullable(),
  output: z.unknown(),
  /** Where the input does not fit; or, when it is done, where the answer differs from its document. */
  issues: z.array(issue),
  /** A sandbox made the answer up from the vendor's document. */
  generic: z.boolean(),
  durationMs: z.number().nullable(),
  error: z.object({ code: z.string(), title: z.string(), detail: z.string(), fix: z.string() }).nullable(),
});
export type RunView = z.infer<typeof runView>;

export const exampleView = z.object({ input: operationInput });

export const valuesQuery = z.object({ field: z.string().min(1).max(200), place: place.default("account"), words: z.string().max(200).optional() });
/** What a list has for a field, and whether words can be looked for in it. */
export const valuesView = z.object({ values: z.array(z.object({ value: z.string(), label: z.string() })), searchable: z.boolean() });
export type ValuesView = z.infer<typeof valuesView>;
