import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Send } from "../send.ts";

const opportunity = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  status: z.string().nullish(),
  monetaryValue: z.number().nullish(),
  pipelineId: z.string().nullish(),
  pipelineStageId: z.string().nullish(),
  contactId: z.string().nullish(),
  assignedTo: z.string().nullish(),
  updatedAt: z.string().nullish(),
});
export type OpportunityJson = z.infer<typeof opportunity>;
const single = z.looseObject({ opportunity });
const meta = z.looseObject({ total: z.number().nullish(), startAfter: z.number().nullish(), startAfterId: z.string().nullish() });
const page = z.looseObject({ opportunities: z.array(opportunity), meta });
const pipeline = z.looseObject({ id: z.string(), name: z.string().nullish() });
const pipelines = z.looseObject({ pipelines: z.array(pipeline) });

type OpportunityState = "open" | "won" | "lost" | "abandoned";
export interface OpportunityWrite {
  readonly name?: string;
  readonly pipelineId?: string;
  readonly pipelineStageId?: string;
  readonly status?: OpportunityState;
  readonly monetaryValue?: number;
  readonly assignedTo?: string;
}
export type OpportunityDraft = OpportunityWrite & Required<Pick<OpportunityWrite, "name" | "pipelineId" | "status">> & { readonly contactId: string };

export interface OpportunitySearch {
  /** 100 at most. */
  readonly limit: number;
  readonly contactId?: string;
  readonly status?: OpportunityState | "all";
  /** The cursor pair of the page before; a short page is the end. */
  readonly after?: { readonly startAfter: number; readonly startAfterId: string };
}

/** Opportunities. One change sends two events, so they are told apart by object, not by event (facts, section 8). */
export interface OpportunitiesResource {
  search(query: OpportunitySearch, call: CallOptions): Promise<z.infer<typeof page>>;
  read(id: string, call: CallOptions): Promise<OpportunityJson>;
  create(draft: OpportunityDraft, call: CallOptions): Promise<OpportunityJson>;
  update(id: string, changes: OpportunityWrite, call: CallOptions): Promise<OpportunityJson>;
  setStatus(id: string, status: OpportunityState, call: CallOptions): Promise<void>;
  remove(id: string, call: CallOptions): Promise<void>;
  pipelines(call: CallOptions): Promise<z.infer<typeof pipelines>["pipelines"]>;
}

export function opportunitiesResource(send: Send, locationId: string): OpportunitiesResource {
  const at = (id: string): { readonly path: { readonly id: string } } => ({ path: { id } });
  const answer = z.unknown();
  return {
    search: (query, call) =>
      send("opportunities.search", { path: {}, query: { location_id: locationId, ...searchQuery(query) }, answer: page }, call),
    read: async (id, call) => (await send("opportunities.read", { ...at(id), answer: single }, call)).opportunity,
    create: async (draft, call) =>
      (await send("opportunities.create", { path: {}, body: { locationId, ...draft }, answer: single }, call)).opportunity,
    update: async (id, body, call) => (await send("opportunities.update", { ...at(id), body, answer: single }, call)).opportunity,
    setStatus: async (id, status, call) => void (await send("opportunities.set-status", { ...at(id), body: { status }, answer }, call)),
    remove: async (id, call) => void (await send("opportunities.delete", { ...at(id), answer }, call)),
    pipelines: async (call) => (await send("opportunities.pipelines", { path: {}, query: { locationId }, answer: pipelines }, call)).pipelines,
  };
}

function searchQuery({ limit, contactId, status, after }: OpportunitySearch): Readonly<Record<string, string>> {
  return {
    limit: String(limit),
    ...(contactId !== undefined && { contact_id: contactId }),
    ...(status !== undefined && { status }),
    ...(after !== undefined && { startAfter: String(after.startAfter), startAfterId: after.startAfterId }),
  };
}
