import { z } from "zod";
import { permissions } from "#core/policy/permission.ts";
import { roles } from "#core/policy/role.ts";

/** Who looks at the page, and what they may do. `person` is null for a token, for the local owner of an installation without accounts, and for nobody. */
export const meView = z.object({
  person: z.object({ id: z.string(), name: z.string(), email: z.string(), role: z.enum(roles) }).nullable(),
  permissions: z.array(z.enum(permissions)),
  /** True when nothing is shown before somebody signs in. */
  signInNeeded: z.boolean(),
});
export type MeView = z.infer<typeof meView>;
