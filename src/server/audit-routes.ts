import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { auditExportQuery, auditPage, auditQuery, chainVerdict, type AuditEntry } from "#contract/audit.ts";
import type { AuditLine } from "#engine/activity/list-audit.ts";
import type { Application } from "#engine/application.ts";
import { csvRow } from "#lib/csv.ts";
import { checked, checkNoBody } from "./problem.ts";
import { asValue } from "./values.ts";

/** Who did what, to look at, to take away, and to prove. */
export async function auditRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  const { audit } = app.desk;
  server.get("/audit", async (request) => {
    const { from, before, ...query } = checked(auditQuery, request.query);
    const { lines, next } = await audit.list({ ...query, ...(from !== undefined && { from }), ...(before !== undefined && { before }) });
    return auditPage.parse({ entries: lines.map(toEntry), next });
  });
  server.get("/audit/export.csv", (request, reply) =>
    reply
      .type("text/csv; charset=utf-8")
      .header("content-disposition", 'attachment; filename="highwire-audit.csv"')
      .send(Readable.from(csvOf(audit.all(boundsIn(request.query))))),
  );
  server.get("/audit/export.ndjson", (request, reply) =>
    reply
      .type("application/x-ndjson")
      .header("content-disposition", 'attachment; filename="highwire-audit.ndjson"')
      .send(Readable.from(jsonOf(audit.all(boundsIn(request.query))))),
  );
  server.post("/audit/verify", async (request) => {
    checkNoBody(request);
    return chainVerdict.parse(await audit.verify());
  });
}

function boundsIn(query: unknown): { readonly by: "people" | "everything"; readonly from?: number } {
  const { by, from } = checked(auditExportQuery, query);
  return { by, ...(from !== undefined && { from }) };
}

const toEntry = ({ changes, ...line }: AuditLine): AuditEntry => ({
  ...line,
  changes: changes.map(({ field, before, after }) => ({ field, before: asValue(before), after: asValue(after) })),
});

async function* jsonOf(lines: AsyncIterable<AuditLine>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(toEntry(line))}\n`;
}

async function* csvOf(lines: AsyncIterable<AuditLine>): AsyncGenerator<string> {
  yield csvRow(["id", "at", "who", "kind", "what", "flow", "record", "changes"]);
  for await (const { id, at, who, kind, sentence, flowName, contactId, changes } of lines)
    yield csvRow([id, new Date(at).toISOString(), who, kind, sentence, flowName, contactId, changes.map(changeText).join("; ")]);
}

const changeText = ({ field, before, after }: AuditLine["changes"][number]): string =>
  `${field}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`;
