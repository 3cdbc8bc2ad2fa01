import { z } from "zod";

/** Where somebody is on a workflow's page, in its address: which step is chosen, how the steps are seen, and whose run's data they are seen with. */
export const workflowSearch = z.object({
  step: z.string().max(40).optional().catch(undefined),
  tab: z.enum(["runs", "versions"]).optional().catch(undefined),
  view: z.enum(["canvas"]).optional().catch(undefined),
  run: z.string().max(100).optional().catch(undefined),
  data: z.string().max(100).optional().catch(undefined),
});
export type WorkflowSearch = z.infer<typeof workflowSearch>;
