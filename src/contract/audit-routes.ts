import type { ApiRoute } from "./api-route.ts";
import { auditExportQuery, auditPage, auditQuery, chainVerdict } from "./audit.ts";

/** Who did what, and the proof that nobody changed what is written of it. */
export const auditRoutes: readonly ApiRoute[] = [
  { method: "get", path: "/api/v1/audit", needs: "administer", summary: "Who did what, newest first.", query: auditQuery, answer: auditPage },
  {
    method: "get",
    path: "/api/v1/audit/export.csv",
    needs: "administer",
    summary: "The audit as a table, newest first; no cell is a formula.",
    query: auditExportQuery,
    answer: "text/csv",
  },
  {
    method: "get",
    path: "/api/v1/audit/export.ndjson",
    needs: "administer",
    summary: "The audit, one JSON document a line, newest first.",
    query: auditExportQuery,
    answer: "application/x-ndjson",
  },
  {
    method: "post",
    path: "/api/v1/audit/verify",
    needs: "administer",
    summary: "Walks the journal's hash chain and tells whether it fits.",
    answer: chainVerdict,
  },
];
