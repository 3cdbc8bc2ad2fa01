import { z } from "zod";

const named = z.looseObject({ id: z.string(), name: z.string().nullish() });

/** A person as other objects embed one. */
export const embeddedUser = z.looseObject({ id: z.string(), name: z.string().nullish(), email: z.string().nullish() });

/** Who made an object: one of these is filled. It never tells who changed it (facts, section 4). */
export const actor = z.looseObject({ user: embeddedUser.nullish(), api_key: named.nullish(), workflow: named.nullish() });
