import { z } from "zod";

/** The one word under which people see a contact. */
export const linkStatus = z.enum(["in-sync", "waiting", "conflict", "failing", "excluded", "paused", "ended"]);
export const contactSort = z.enum(["name", "changed"]);

/** Filters in the page's address; what is not understood counts as absent. */
export const contactFilter = z.object({
  q: z.string().max(200).optional().catch(undefined),
  status: linkStatus.optional().catch(undefined),
  flow: z.string().max(80).optional().catch(undefined),
  incidents: z.literal("now").optional().catch(undefined),
  sort: contactSort.optional().catch(undefined),
  ask: z.string().max(200).optional().catch(undefined),
});
export type ContactFilter = z.infer<typeof contactFilter>;

/** What of one contact is looked at, in the page's address. */
export const contactTabs = ["timeline", "fields", "links", "raw"] as const;
export const timelineKinds = ["contact", "tasks", "notes", "appointments", "incidents"] as const;
export const contactLook = z.object({
  tab: z.enum(contactTabs).optional().catch(undefined),
  only: z.enum(timelineKinds).optional().catch(undefined),
});
