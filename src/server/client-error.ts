import type { Duplex } from "node:stream";
import { STATUS_CODES } from "node:http";
import { HighwireError } from "#core/errors.ts";
import { problemOf } from "./problem.ts";

const known: Readonly<Record<string, { readonly status: number; readonly detail: string }>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: "the request came too slowly" },
  HPE_HEADER_OVERFLOW: { status: 431, detail: "the headers are too large" },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, detail: "the body's chunks carry too much beside the body" },
};

/** Answers what never became a request: broken HTTP, too much of it, or too slow. The connection ends with it. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  const { status, detail } = known[error.code ?? ""] ?? { status: 400, detail: "this is not HTTP that can be read" };
  if (socket.writable) {
    const body = JSON.stringify(problemOf(new HighwireError("HW_REQUEST_INVALID", { detail }), status, "-"));
    const lines = [
      `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ""}`,
      "content-type: application/problem+json",
      `content-length: ${String(Buffer.byteLength(body))}`,
      "connection: close",
    ];
    socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`);
  }
  socket.destroy();
}
