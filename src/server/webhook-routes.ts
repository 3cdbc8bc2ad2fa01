import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "#core/ports/log.ts";
import type { Application, Delivery, IngestAnswer } from "#engine/application.ts";
import { MAX_BODY_BYTES } from "#engine/ingest/ingest.ts";
import type { Metrics } from "./metrics.ts";
import { createTurns } from "./turns.ts";

/** The vendors' door. HighLevel is only sure to come again after a 429, so its route answers nothing in the 500s (X2). */
export async function webhookRoutes(
  server: FastifyInstance,
  parts: { readonly app: Application; readonly log: Log; readonly metrics: Metrics },
): Promise<void> {
  const { app, log, metrics } = parts;
  // Signatures are over the raw bytes, so nothing may parse the body before.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: MAX_BODY_BYTES }, (_request, body, done) => done(null, body));
  const turn = createTurns();
  const receive = async (
    vendor: Delivery["vendor"],
    connectionId: string | null,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> => {
    const startedMs = performance.now();
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    await turn();
    const answer = await app.ingest
      .receive({ vendor, connectionId, headers: request.headers as Delivery["headers"], body })
      .catch((error: unknown): IngestAnswer => {
        log.error("webhook.unexpected", { vendor, name: (error as Error | null)?.name ?? "unknown" });
        return { status: 429, code: "HW_STORAGE_UNAVAILABLE", retryAfterSeconds: 60 };
      });
    metrics.webhook(vendor, answer, (performance.now() - startedMs) / 1_000);
    if (answer.retryAfterSeconds !== undefined) reply.header("retry-after", String(answer.retryAfterSeconds));
    return reply.code(answer.status).send({ code: answer.code });
  };
  server.setErrorHandler((error, request, reply) => {
    const tooLarge = (error as { code?: unknown }).code === "FST_ERR_CTP_BODY_TOO_LARGE";
    const answer: IngestAnswer = tooLarge ? { status: 413, code: "HW_WEBHOOK_TOO_LARGE" } : { status: 429, code: "HW_STORAGE_UNAVAILABLE" };
    metrics.webhook(request.url.includes("/incident/") ? "incident" : "highlevel", answer, 0);
    return reply.code(answer.status).send({ code: answer.code });
  });
  server.post("/highlevel", (request, reply) => receive("highlevel", null, request, reply));
  server.post<{ Params: { connectionId: string } }>("/incident/:connectionId", (request, reply) =>
    receive("incident", request.params.connectionId, request, reply),
  );
}
