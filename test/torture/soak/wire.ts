import { Agent, createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Side } from "#core/record/canonical.ts";
import type { Prng } from "#sandbox/kit/prng.ts";
import { senderOf } from "./sender.ts";

/** A call that reached a vendor. */
export interface WiredCall {
  readonly vendor: Side;
  /** The process it came from; null when that could not be told. */
  readonly pid: number | null;
  /** Between these two moments it came, in epoch milliseconds: this process looks when it gets a turn of the processor. */
  readonly sinceAt: number;
  readonly at: number;
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly body: string;
  /** 0 as long as the vendor has not answered. */
  status: number;
  /** Of calls that change something. */
  answer: string;
  /** When the vendor had carried it out, in epoch milliseconds; null as long as it has not. */
  endedAt: number | null;
  /** Whoever had made it was gone by then. */
  ghost: boolean;
}

/** Chances in [0, 1] that a call's connection is cut before the vendor hears of it, or after the vendor has done it. */
export interface WireWeather {
  readonly before: number;
  readonly after: number;
}

/** Milliseconds between two beats by which a lag of this process is known. */
const BEAT_MS = 25;
const calm: WireWeather = { before: 0, after: 0 };

/** The wire between the processes and one vendor: passes every call on, notes whose it is, and can be cut. */
export class Wire {
  weather: WireWeather = calm;
  cuts = 0;
  /** The newest call: whose it was and when it came, in milliseconds of the monotonic clock. */
  newest: { readonly pid: number | null; readonly atMs: number } = { pid: null, atMs: Number.NEGATIVE_INFINITY };
  readonly calls: WiredCall[] = [];
  readonly #vendor: Side;
  readonly #target: URL;
  readonly #prng: Prng;
  readonly #pids: () => Iterable<number>;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #sockets = new Map<Socket, number | null>();
  /** Connections that this wire has cut. */
  readonly #struck = new WeakSet<Socket>();
  readonly #server: Server;
  readonly #beat: NodeJS.Timeout;
  /** The newest two moments at which this process was seen to run. */
  #beats: readonly [older: number, newer: number] = [Date.now(), Date.now()];

  constructor(options: { readonly vendor: Side; readonly baseUrl: string; readonly prng: Prng; readonly pids: () => Iterable<number> }) {
    this.#vendor = options.vendor;
    this.#target = new URL(options.baseUrl);
    this.#prng = options.prng;
    this.#pids = options.pids;
    this.#beat = setInterval(() => {
      this.#beats = [this.#beats[1], Date.now()];
    }, BEAT_MS).unref();
    this.#server = createServer((message, response) => void this.#carry(message, response));
    // Longer than any client keeps a connection, so that this end is never the one that lets go.
    this.#server.keepAliveTimeout = 120_000;
    this.#server.on("connection", (socket: Socket) => this.#meet(socket));
  }

  /** Listens on a free port of loopback and returns the base URL. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => void this.#server.listen(0, "127.0.0.1", resolve));
    this.#server.unref();
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** Cuts every connection there is, wherever its call stands. */
  cut(): void {
    this.cuts += this.#sockets.size;
    for (const socket of this.#sockets.keys()) this.#strike(socket);
  }

  async close(): Promise<void> {
    clearInterval(this.#beat);
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    this.#agent.destroy();
  }

  #meet(socket: Socket): void {
    const { remotePort, localPort } = socket;
    this.#sockets.set(socket, remotePort === undefined || localPort === undefined ? null : senderOf(remotePort, localPort, this.#pids()));
    socket.on("error", () => undefined);
    socket.once("close", () => this.#sockets.delete(socket));
  }

  async #carry(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const [sinceAt, at] = [this.#beats[0], Date.now()];
    const { socket, method = "GET", url: path = "/" } = message;
    const body = await textOf(message).catch(() => null);
    // A request that broke off on its way has not reached the vendor.
    if (body === null) return;
    if (this.#isStruck(this.weather.before)) return this.#strike(socket);
    const pid = this.#sockets.get(socket) ?? null;
    const call: WiredCall = { vendor: this.#vendor, pid, sinceAt, at, method, path, body, status: 0, answer: "", endedAt: null, ghost: false };
    this.calls.push(call);
    this.newest = { pid: call.pid, atMs: performance.now() };
    try {
      const answer = await this.#pass(message, body);
      const text = await textOf(answer);
      call.endedAt = Date.now();
      call.ghost = socket.destroyed && !this.#struck.has(socket);
      call.status = answer.statusCode ?? 0;
      if (isWrite(call)) call.answer = text;
      if (this.#isStruck(this.weather.after)) return this.#strike(socket);
      response.writeHead(call.status, { ...answer.headers, "content-length": Buffer.byteLength(text) }).end(text);
    } catch {
      this.#strike(socket);
    }
  }

  #strike(socket: Socket): void {
    this.#struck.add(socket);
    socket.destroy();
  }

  #isStruck(chance: number): boolean {
    if (chance === 0 || this.#prng.fraction() >= chance) return false;
    this.cuts += 1;
    return true;
  }

  #pass({ method, url, headers }: IncomingMessage, body: string): Promise<IncomingMessage> {
    const { hostname, port } = this.#target;
    return new Promise((resolve, reject) => {
      const passed = httpRequest(
        { agent: this.#agent, hostname, port, method, path: url, headers: { ...headers, host: this.#target.host } },
        resolve,
      );
      passed.once("error", reject);
      passed.end(body);
    });
  }
}

/** Whether a call changes something at its vendor. */
export const isWrite = ({ method, path }: Pick<WiredCall, "method" | "path">): boolean => method !== "GET" && !path.startsWith("/contacts/search");

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
