import { z } from "zod";

/** What the address of the page says: which part of the flow. */
export const mappingSearch = z.object({ part: z.string().max(100).optional().catch(undefined) });
