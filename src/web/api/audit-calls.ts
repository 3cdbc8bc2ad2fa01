import { auditPage, chainVerdict, type AuditPage, type ChainVerdict } from "#contract/audit.ts";
import type { AuditFilter } from "#contract/audit-filter.ts";
import { post, request } from "./request.ts";

const DAY_MS = 86_400_000;
const days = { day: 1, week: 7, month: 30 } as const;

/** The filters as the server's query. */
export function auditQueryOf({ by = "people", range }: AuditFilter): URLSearchParams {
  return new URLSearchParams({ by, ...(range !== undefined && { from: String(Date.now() - days[range] * DAY_MS) }) });
}

export async function fetchAudit(filter: AuditFilter, before: string | null): Promise<AuditPage> {
  const query = auditQueryOf(filter);
  if (before !== null) query.set("before", before);
  return auditPage.parse(await request(`/audit?${query.toString()}`));
}

export const exportAddress = (filter: AuditFilter, format: "csv" | "ndjson"): string =>
  `/api/v1/audit/export.${format}?${auditQueryOf(filter).toString()}`;
export const verifyChain = async (): Promise<ChainVerdict> => chainVerdict.parse(await post("/audit/verify"));
