import { z } from "zod";
import { MOST_HISTORY_DAYS, type HistoryChoice } from "#core/history.ts";
import type { ConflictPolicy, Direction } from "#core/mapping/field-map.ts";

/** Which way a field's changes go. */
export const direction = z.enum(["both", "to-incident", "to-highlevel", "off"]) satisfies z.ZodType<Direction>;

/** Whose value stands when both sides changed. */
export const policy = z.enum(["highlevel", "incident", "newest", "ask"]) satisfies z.ZodType<ConflictPolicy>;

/** Which records that were there before a bridge get a counterpart; a number counts days back from the choice. */
export const historyChoice = z.union([z.enum(["all", "none"]), z.int().min(1).max(MOST_HISTORY_DAYS)]) satisfies z.ZodType<HistoryChoice>;

/** What becomes of a value on its way, with texts that fit that schema. */
export const transformOf = (text: z.ZodString) =>
  z.discriminatedUnion("op", [
    z.strictObject({ op: z.literal("trim") }),
    z.strictObject({ op: z.literal("e164") }),
    z.strictObject({ op: z.literal("utc") }),
    z.strictObject({ op: z.literal("lowercase") }),
    z.strictObject({ op: z.literal("table"), pairs: z.array(z.strictObject({ left: text, right: text })).max(200) }),
    z.strictObject({ op: z.literal("fallback"), side: z.enum(["highlevel", "incident"]), value: text }),
  ]);
