import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { HighwireError } from "#core/errors.ts";
import type { BodyReader } from "../body-reader.ts";

/** 4 KB: an address, a code or a link. */
const FORM_BYTES = 4_096;

/** Takes bodies as forms send them, and as nothing else. */
export function acceptForms(server: FastifyInstance, reader: BodyReader): void {
  server.addHook("onRequest", async (request, reply) => void reply.raw.once("close", () => reader.release(request.raw)));
  server.addContentTypeParser("application/x-www-form-urlencoded", async (_request: unknown, payload: IncomingMessage) => {
    const body = await reader.read(payload, FORM_BYTES);
    if (body.kind === "refused") throw new HighwireError("HW_REQUEST_INVALID", { detail: "the form cannot be read" });
    return new URLSearchParams(body.bytes.toString("utf8"));
  });
}

/** One field of a form, without white space around it; empty when it is not there. */
export function formField({ body }: FastifyRequest, name: string): string {
  return body instanceof URLSearchParams ? (body.get(name) ?? "").trim() : "";
}

/**
 * Throws `HW_REQUEST_FORBIDDEN` unless the form came from a page of ours. The referrer policy makes browsers send no origin with it, so that they say
 * where it came from counts; one that says neither is too old to tell.
 */
export function checkFormSite({ headers, host }: FastifyRequest, publicHost: string | null): void {
  const { origin, "sec-fetch-site": site } = headers;
  const from = typeof origin === "string" && URL.canParse(origin) ? new URL(origin).host : null;
  const isOurs = typeof site === "string" ? site === "same-origin" : from !== null && (from === host || from === publicHost);
  if (!isOurs) throw new HighwireError("HW_REQUEST_FORBIDDEN", { detail: "this form must be sent from its own page, by a browser of today" });
}
