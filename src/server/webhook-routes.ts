import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "#core/ports/log.ts";
import type { Application, Delivery, IngestAnswer } from "#engine/application.ts";
import { busyAnswer, MAX_BODY_BYTES } from "#engine/ingest/ingest.ts";
import type { BodyReader, ReadBody } from "./body-reader.ts";
import type { Metrics } from "./metrics.ts";
import { createTurns } from "./turns.ts";

type Source = Delivery["vendor"] | "workflow";

/** What ingest may answer, and what is answered before it is asked. */
type DoorAnswer = IngestAnswer | { readonly status: 400; readonly code: "HW_REQUEST_INVALID"; readonly retryAfterSeconds?: never };

const wrongType: DoorAnswer = { status: 415, code: "HW_WEBHOOK_UNSUPPORTED_TYPE" };
const refusedBodies: Readonly<Record<Extract<ReadBody, { kind: "refused" }>["reason"], DoorAnswer>> = {
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

  const take = async (delivery: Delivery, request: FastifyRequest): Promise<IngestAnswer> => {
    try {
      await turn(request.raw.socket);
      return await app.ingest.receive(delivery);
    } catch (error) {
      log.error("webhook.unexpected", { vendor: delivery.vendor, name: (error as Error | null)?.name ?? "unknown" });
      return busyAnswer;
    }
  };
  const receive = async (vendor: Delivery["vendor"], connectionId: string | null, request: FastifyRequest, reply: FastifyReply) => {
    const startedMs = performance.now();
    const body = (request.body as ReadBody | undefined) ?? { kind: "body", bytes: Buffer.alloc(0) };
    if (body.kind === "refused") {
      reply.header("connection", "close");
      return answer(reply, vendor, refusedBodies[body.reason], startedMs);
    }
    const delivery: Delivery = { vendor, connectionId, headers: request.headers as Delivery["headers"], body: body.bytes };
    return answer(reply, vendor, await take(delivery, request), startedMs);
  };
  const call = async (request: FastifyRequest<{ Params: { id: string } }>, reply: FastifyReply): Promise<FastifyReply> => {
    const startedMs = performance.now();
    const body = (request.body as ReadBody | undefined) ?? { kind: "body", bytes: Buffer.alloc(0) };
    if (body.kind === "refused") {
      reply.header("connection", "close");
      return answer(reply, "workflow", refusedBodies[body.reason], startedMs);
    }
    const { workflows } = app;
    if (workflows === null) return answer(reply, "workflow", { status: 404, code: "HW_WEBHOOK_UNKNOWN_SOURCE" }, startedMs);
    const asked = { workflowId: request.params.id, headers: request.headers as Delivery["headers"], body: body.bytes };
    const given = await workflows.door.receive(asked).catch((error: unknown) => {
      log.error("webhook.unexpected", { vendor: "workflow", name: (error as Error | null)?.name ?? "unknown" });
      return busyAnswer;
    });
    return answer(reply, "workflow", given, startedMs);
  };
  const answer = (reply: FastifyReply, vendor: Source, given: DoorAnswer, startedMs: number): FastifyReply => {
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
  server.post("/workflow/:id", call);
  server.post("/highlevel", (request, reply) => receive("highlevel", null, request, reply));
  server.post<{ Params: { connectionId: string } }>("/incident/:connectionId", (request, reply) =>
    receive("incident", request.params.connectionId, request, reply),
  );
}
