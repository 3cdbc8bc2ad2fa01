import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface SandboxRequest {
  readonly method: string;
  /** Path without the query, as sent: case and trailing slash matter. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface SandboxResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, unless it is text. */
  readonly body?: unknown;
  /** How the connection misbehaves: closed without an answer, or after half of the body. */
  readonly broken?: "refused" | "no-answer" | "cut";
}

export type Handler = (request: SandboxRequest) => Promise<SandboxResponse>;

/** A handler behind real sockets on loopback, callable in process as well, so that a simulator needs no network. */
export class HttpApp {
  readonly handle: Handler;
  #server: Server | null = null;

  constructor(handle: Handler) {
    this.handle = handle;
  }

  /** Listens on 127.0.0.1 and returns the base URL. Port 0 takes a free one. */
  async listen(port: number): Promise<string> {
    const server = createServer((message, response) => void this.#serve(message, response));
    server.keepAliveTimeout = 30_000;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    server.unref();
    this.#server = server;
    return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  }

  async close(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    this.#server = null;
  }

  /** A defect of the sandbox or a request that broke off must not end the process. */
  async #answer(message: IncomingMessage): Promise<SandboxResponse> {
    try {
      return await this.handle(await readRequest(message));
    } catch (error) {
      if (message.destroyed && !message.complete) return { status: 0, broken: "no-answer" };
      return { status: 500, body: { message: `sandbox: ${error instanceof Error ? error.message : "defect"}` } };
    }
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.#answer(message);
    if (answer.broken === "refused" || answer.broken === "no-answer") return void message.socket.destroy();
    const { text, headers } = encode(answer);
    response.writeHead(answer.status, { ...headers, "content-length": String(Buffer.byteLength(text)) });
    if (answer.broken !== "cut") return void response.end(text);
    response.write(text.slice(0, Math.floor(text.length / 2)), () => message.socket.destroy());
  }
}

async function readRequest(message: IncomingMessage): Promise<SandboxRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const url = new URL(message.url ?? "/", "http://sandbox");
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]),
  );
  return { method: message.method ?? "GET", path: url.pathname, query: url.searchParams, headers, body: Buffer.concat(chunks) };
}

/** The bytes and headers of an answer. */
export function encode(answer: SandboxResponse): { text: string; headers: Record<string, string> } {
  if (answer.body === undefined) return { text: "", headers: { ...answer.headers } };
  if (typeof answer.body === "string") return { text: answer.body, headers: { "content-type": "text/html; charset=utf-8", ...answer.headers } };
  return { text: JSON.stringify(answer.body), headers: { "content-type": "application/json; charset=utf-8", ...answer.headers } };
}
