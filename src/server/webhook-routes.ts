import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "#core/ports/log.ts";
import type { Application, Delivery } from "#engine/application.ts";
import { busyAnswer, MAX_BODY_BYTES } from "#engine/ingest/ingest.ts";
import type { CallAnswer } from "#engine/workflow/call-door.ts";
import type { BodyReader, ReadBody } from "./body-reader.ts";
import type { Metrics } from "./metrics.ts";
import { createTurns } from "./turns.ts";

type Source = Delivery["vendor"] | "workflow";

const wrongType: CallAnswer = { status: 415, code: "HW_WEBHOOK_UNSUPPORTED_TYPE" };
const unknownSource: CallAnswer = { status: 404, code: "HW_WEBHOOK_UNKNOWN_SOURCE" };
const refusedBodies: Readonly<Record<Extract<ReadBody, { kind: "refused" }>["reason"], CallAnswer>> = {
  "too-large": { status: 413, code: "HW_WEBHOOK_TOO_LARGE" },
  encoded: wrongType,
  busy: busyAnswer,
  // Only counted: nobody is there to hear it.
  cut: { status: 400, code: "HW_REQUEST_INVALID" },
};

export interface WebhookParts {
  readonly app: Application;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly reader: BodyReader;
}

/** The vendors' door. HighLevel is only sure to come again after a 429, so its route answers nothing in the 500s (X2). */
export async function webhookRoutes(server: FastifyInstance, { app, log, metrics, reader }: WebhookParts): Promise<void> {
  server.addHook("onRequest", async (request, reply) => void reply.raw.once("close", () => reader.release(request.raw)));
  // Signatures are over the raw bytes, so nothing parses the body before; other types are refused before a byte of it is read.
  server.addContentTypeParser("application/json", (_request: unknown, payload: IncomingMessage) => reader.read(payload, MAX_BODY_BYTES));
  const turn = createTurns<object>();

  /** Hands over the raw bytes in turn, and answers what came of them. */
  const receive = async (
    vendor: Source,
    request: FastifyRequest,
    reply: FastifyReply,
    take: (given: Pick<Delivery, "headers" | "body">) => Promise<CallAnswer>,
  ): Promise<FastifyReply> => {
    const startedMs = performance.now();
    const body = (request.body as ReadBody | undefined) ?? { kind: "body", bytes: Buffer.alloc(0) };
    if (body.kind === "refused") {
      reply.header("connection", "close");
      return answer(reply, vendor, refusedBodies[body.reason], startedMs);
    }
    try {
      await turn(request.raw.socket);
      return answer(reply, vendor, await take({ headers: request.headers as Delivery["headers"], body: body.bytes }), startedMs);
    } catch (error) {
      log.error("webhook.unexpected", { vendor, name: (error as Error | null)?.name ?? "unknown" });
      return answer(reply, vendor, busyAnswer, startedMs);
    }
  };
  const answer = (reply: FastifyReply, vendor: Source, given: CallAnswer, startedMs: number): FastifyReply => {
    metrics.webhook(vendor, given, (performance.now() - startedMs) / 1_000);
    if (given.retryAfterSeconds !== undefined) reply.header("retry-after", String(given.retryAfterSeconds));
    return reply.code(given.status).send({ code: given.code });
  };

  server.setErrorHandler((error, request, reply) => {
    const url = request.routeOptions.url ?? "";
    const vendor: Source = url.startsWith("/webhooks/incident") ? "incident" : url.startsWith("/webhooks/workflow") ? "workflow" : "highlevel";
    const unsupported = (error as { code?: unknown } | null)?.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE";
    if (!unsupported) log.error("webhook.unexpected", { vendor, name: (error as Error | null)?.name ?? "unknown" });
    // What of the body is still to come is not read.
    reply.header("connection", "close");
    return answer(reply, vendor, unsupported ? wrongType : busyAnswer, performance.now());
  });
  server.post<{ Params: { id: string } }>("/workflow/:id", (request, reply) =>
    receive("workflow", request, reply, async (given) => app.workflows?.door.receive({ workflowId: request.params.id, ...given }) ?? unknownSource),
  );
  server.post("/highlevel", (request, reply) =>
    receive("highlevel", request, reply, (given) => app.ingest.receive({ vendor: "highlevel", connectionId: null, ...given })),
  );
  server.post<{ Params: { connectionId: string } }>("/incident/:connectionId", (request, reply) =>
    receive("incident", request, reply, (given) => app.ingest.receive({ vendor: "incident", connectionId: request.params.connectionId, ...given })),
  );
}
