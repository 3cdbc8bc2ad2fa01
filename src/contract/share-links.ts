import { z } from "zod";

/** A link that opens one incident's page to whoever has it, for a while. */
export const shareLink = z.object({
  id: z.string(),
  /** Id of the page that it opens, as in `/r/i/<id>`. */
  pageId: z.string(),
  madeBy: z.string(),
  /** The same as people say it. */
  madeByName: z.string(),
  /** Epoch milliseconds, both. */
  madeAt: z.number(),
  expiresAt: z.number(),
});
export type ShareLinkView = z.infer<typeof shareLink>;

export const shareLinkList = z.object({ links: z.array(shareLink) });

/** `incident`: the id of its page, its incident.io id, or its reference such as INC-12. */
export const shareRequest = z.strictObject({ incident: z.string().trim().min(1).max(100), hours: z.number().int().min(1).max(72).default(4) });

/** `address` holds the key behind its #, and is told this once; without a public address it is a path of this server. */
export const madeShareLink = z.object({ link: shareLink, address: z.string() });
