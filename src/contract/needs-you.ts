import { z } from "zod";
import { conflict } from "./contacts.ts";

const told = {
  /** Stays the same while the same thing waits. */
  id: z.string(),
  /** Page of the app on which it is settled, with filters. */
  href: z.string(),
  /** Since when it has waited, epoch milliseconds; null where that is not known. */
  since: z.number().nullable(),
};
/** Name and id of the flow or the workflow, and how many of it wait. */
const counted = { flow: z.string(), flowId: z.string(), count: z.number() };
/** The error that all of them have in common; null where they have none. */
const because = { code: z.string().nullable(), number: z.string().nullable(), title: z.string().nullable() };

/** One thing that waits for a person, with all its like gathered under it. `code` is an error of the registry, `number` what people call it. */
export const needsYouItem = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("connection"),
    ...told,
    name: z.string(),
    vendor: z.enum(["highlevel", "incident"]),
    code: z.string(),
    number: z.string(),
    title: z.string(),
  }),
  z.object({ kind: z.literal("brake"), ...told, ...counted }),
  z.object({
    kind: z.literal("parked"),
    ...told,
    ...counted,
    ...because,
  }),
  z.object({
    kind: z.literal("conflicts"),
    ...told,
    ...counted,
    conflict: conflict.shape.kind,
    field: z.string(),
    label: z.string(),
  }),
  z.object({
    kind: z.literal("runs"),
    ...told,
    ...counted,
    ...because,
  }),
  z.object({ kind: z.literal("questions"), ...told, ...counted }),
  z.object({ kind: z.literal("token"), ...told, name: z.string(), vendor: z.enum(["highlevel", "incident"]), endsAt: z.number() }),
]);
export type NeedsYouItem = z.infer<typeof needsYouItem>;

/** What stops most comes first, then what has waited longest; empty when nothing waits. */
export const needsYouView = z.object({ items: z.array(needsYouItem) });
