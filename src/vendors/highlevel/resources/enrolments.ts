import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Send } from "../send.ts";

const workflow = z.looseObject({ id: z.string(), name: z.string().nullish(), status: z.string().nullish() });
export type WorkflowJson = z.infer<typeof workflow>;
const workflows = z.looseObject({ workflows: z.array(workflow) });
const campaigns = z.looseObject({ campaigns: z.array(workflow) });

/** Workflows and campaigns, who is in them, and who follows a contact. */
export interface EnrolmentsResource {
  workflows(call: CallOptions): Promise<readonly WorkflowJson[]>;
  campaigns(call: CallOptions): Promise<readonly WorkflowJson[]>;
  addToWorkflow(contactId: string, workflowId: string, call: CallOptions): Promise<void>;
  removeFromWorkflow(contactId: string, workflowId: string, call: CallOptions): Promise<void>;
  addToCampaign(contactId: string, campaignId: string, call: CallOptions): Promise<void>;
  removeFromCampaign(contactId: string, campaignId: string, call: CallOptions): Promise<void>;
  removeFromAllCampaigns(contactId: string, call: CallOptions): Promise<void>;
  addFollowers(contactId: string, userIds: readonly string[], call: CallOptions): Promise<void>;
  removeFollowers(contactId: string, userIds: readonly string[], call: CallOptions): Promise<void>;
}

export function enrolmentsResource(send: Send, locationId: string): EnrolmentsResource {
  const answer = z.unknown();
  const query = { locationId };
  const inWorkflow = (contactId: string, workflowId: string) => ({ path: { contactId, workflowId }, body: {}, answer });
  const inCampaign = (contactId: string, campaignId: string) => ({ path: { contactId, campaignId }, answer });
  const followed = (contactId: string, followers: readonly string[]) => ({ path: { contactId }, body: { followers }, answer });
  return {
    workflows: async (call) => (await send("workflows.list", { path: {}, query, answer: workflows }, call)).workflows,
    campaigns: async (call) => (await send("campaigns.list", { path: {}, query, answer: campaigns }, call)).campaigns,
    addToWorkflow: async (contactId, id, call) => void (await send("workflows.add", inWorkflow(contactId, id), call)),
    removeFromWorkflow: async (contactId, id, call) => void (await send("workflows.remove", inWorkflow(contactId, id), call)),
    addToCampaign: async (contactId, id, call) => void (await send("campaigns.add", { ...inCampaign(contactId, id), body: {} }, call)),
    removeFromCampaign: async (contactId, id, call) => void (await send("campaigns.remove", inCampaign(contactId, id), call)),
    removeFromAllCampaigns: async (contactId, call) => void (await send("campaigns.remove-all", { path: { contactId }, answer }, call)),
    addFollowers: async (contactId, ids, call) => void (await send("followers.add", followed(contactId, ids), call)),
    removeFollowers: async (contactId, ids, call) => void (await send("followers.remove", followed(contactId, ids), call)),
  };
}
