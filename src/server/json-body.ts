import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";
import { HighwireError } from "#core/errors.ts";
import { parseStrictJson, type StrictRefusal } from "#lib/strict-json.ts";
import type { BodyReader, ReadBody } from "./body-reader.ts";

/** 256 KB: the largest body of our own API. */
const API_BODY_BYTES = 262_144;

const refusals: Readonly<Record<StrictRefusal | Extract<ReadBody, { kind: "refused" }>["reason"], string>> = {
  "too-large": "the body is too large",
  encoded: "send the body uncompressed",
  cut: "the body ended early",
  busy: "the body came too slowly; send it again",
  "not-utf8": "the body is not UTF-8",
  "not-json": "the body is not JSON that can be read",
  "too-deep": "the body is nested too deeply",
  "repeated-key": "an object of the body has the same key twice",
  "reserved-key": "an object of the body has a key that is not allowed",
  "odd-text": "a text of the body has a character that cannot be kept: U+0000 or half of a surrogate pair",
  "inexact-number": "a number of the body is too large or too long to be kept as it is; send it as text",
};

/** Takes bodies as strict JSON and as nothing else; whatever is odd about one is a 400 that says so. */
export function acceptJson(server: FastifyInstance, reader: BodyReader): void {
  server.addHook("onRequest", async (request, reply) => void reply.raw.once("close", () => reader.release(request.raw)));
  server.addContentTypeParser("application/json", async (_request: unknown, payload: IncomingMessage) =>
    valueOf(await reader.read(payload, API_BODY_BYTES)),
  );
}

function valueOf(body: ReadBody): unknown {
  const parsed = body.kind === "refused" ? body : parseStrictJson(body.bytes);
  if (parsed.kind === "refused") throw new HighwireError("HW_REQUEST_INVALID", { detail: refusals[parsed.reason] });
  return parsed.value;
}
