import { z } from "zod";

/** What stands in the sign-in page's address: where to go afterwards, and why an OIDC provider's answer was refused. */
export const signInSearch = z.object({
  to: z
    .string()
    .max(2_000)
    .regex(/^\/(?![/\\])/u)
    .optional()
    .catch(undefined),
  error: z.string().max(200).optional().catch(undefined),
});
