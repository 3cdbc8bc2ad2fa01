import { z } from "zod";

const side = z.enum(["highlevel", "incident"]);

/** Whether both records of a link are there, and others that may be meant. */
export const recordCheck = z.object({
  sides: z.array(z.object({ side, recordId: z.string().nullable(), state: z.enum(["found", "missing", "hidden", "none"]) })),
  candidates: z.array(z.object({ side, recordId: z.string(), title: z.string().nullable(), matchedBy: z.array(z.string()) })),
});
export type RecordCheckView = z.infer<typeof recordCheck>;

/** How a record that lost its counterpart goes on. */
export const repairRequest = z.discriminatedUnion("do", [
  z.object({ do: z.literal("relink"), side, recordId: z.string().min(1).max(200) }).strict(),
  z.object({ do: z.literal("create"), side }).strict(),
  z.object({ do: z.literal("unlink") }).strict(),
]);
export type RepairRequest = z.infer<typeof repairRequest>;
export const repaired = z.object({ done: z.literal(true) });
