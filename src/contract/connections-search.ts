import { z } from "zod";

/** What stands in the address of the page to which a sign-in leads back. */
export const connectionsSearch = z.object({ install: z.string().max(64).optional(), problem: z.string().max(64).optional() });
