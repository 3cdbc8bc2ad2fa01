import { connect, type Socket } from "node:net";

/** One answer as it came over the socket. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What became of a connection: the answers on it, and whether the server ended it. */
export interface Exchange {
  readonly answers: readonly RawAnswer[];
  readonly closed: boolean;
}

export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  /** In this order, as they stand; the same name may come twice. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array | string;
  /** `length`: the body with its Content-Length; `chunked`: in chunks; `none`: nothing is said of it. Default `length`. */
  readonly framing?: "length" | "chunked" | "none";
  /** Null leaves it out. Default `127.0.0.1`. */
  readonly host?: string | null;
}

const CHUNK_BYTES = 65_536;

/** A request's bytes; nothing is checked or corrected. */
export function encodeRequest(request: RawRequest): Buffer {
  const { method = "POST", path, headers = [], framing = "length", host = "127.0.0.1" } = request;
  const body = Buffer.from(request.body ?? "");
  const framed: readonly (readonly [string, string])[] =
    framing === "length" ? [["content-length", String(body.byteLength)]] : framing === "chunked" ? [["transfer-encoding", "chunked"]] : [];
  const lines = [...(host === null ? [] : [["host", host] as const]), ...headers, ...framed].map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`, "latin1");
  return Buffer.concat([head, framing === "chunked" ? inChunks(body) : body]);
}

function inChunks(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.byteLength; at += CHUNK_BYTES) {
    const part = body.subarray(at, at + CHUNK_BYTES);
    parts.push(Buffer.from(`${part.byteLength.toString(16)}\r\n`), part, Buffer.from("\r\n"));
  }
  return Buffer.concat([...parts, Buffer.from("0\r\n\r\n")]);
}

export function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });
}

/**
 * Sends bytes on a connection of their own and reads until so many answers have come (default 1), the server ends the connection, or the
 * time is up (default 15 s: beyond every limit of the server).
 */
export async function exchange(
  port: number,
  bytes: Uint8Array,
  { answers: wanted = 1, waitMs = 15_000 }: { readonly answers?: number; readonly waitMs?: number } = {},
): Promise<Exchange> {
  const socket = await openSocket(port);
  const received: Buffer[] = [];
  return new Promise((resolve) => {
    const finish = (closed: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ answers: readAnswers(Buffer.concat(received)), closed });
    };
    const timer = setTimeout(() => finish(false), waitMs);
    socket.on("data", (chunk) => {
      received.push(chunk);
      if (readAnswers(Buffer.concat(received)).length >= wanted) finish(false);
    });
    // A reset is an end as well: what came before it counts.
    socket.on("error", () => finish(true));
    socket.on("close", () => finish(true));
    socket.write(bytes);
  });
}

/** The whole answers in these bytes; interim ones (100 Continue) are left out. */
export function readAnswers(bytes: Buffer): readonly RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = bytes;
  for (;;) {
    const headEnd = rest.indexOf("\r\n\r\n");
    if (headEnd === -1) return answers;
    const [statusLine = "", ...lines] = rest.subarray(0, headEnd).toString("latin1").split("\r\n");
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
    );
    const status = Number(statusLine.split(" ")[1]);
    const length = Number(headers["content-length"] ?? 0);
    const from = headEnd + 4;
    if (rest.byteLength < from + length) return answers;
    if (status >= 200) answers.push({ status, headers, body: rest.subarray(from, from + length).toString("utf8") });
    rest = rest.subarray(from + length);
  }
}
