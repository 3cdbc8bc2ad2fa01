import { z } from "zod";
import { errorButtons } from "#core/error-buttons.ts";

/** What every refused request answers (`application/problem+json`): what is wrong and what to do next. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  /** Constant that code names: `HW_REQUEST_INVALID`. */
  code: z.string(),
  /** Number that people search and say: `HW-5400`. */
  number: z.string(),
  detail: z.string(),
  fix: z.string(),
  requestId: z.string(),
  field: z.string().optional(),
});
export type Problem = z.infer<typeof problem>;

/** One error that a user can meet: what it is called, why it happens, who must act and how. */
export const errorEntry = z.object({
  code: z.string(),
  number: z.string(),
  kind: z.string(),
  title: z.string(),
  cause: z.string(),
  who: z.enum(["nobody", "operator", "owner", "developer"]),
  fix: z.string(),
  /** The one thing that mends it; null when none is needed. */
  button: z.enum(errorButtons).nullable(),
});
export type ErrorView = z.infer<typeof errorEntry>;
export const errorList = z.object({ errors: z.array(errorEntry) });
