import { createServer, type RequestListener, type Server } from "node:http";
import type { Socket } from "node:net";

/** How long a client may take and how much of the server it may hold. Times in milliseconds. */
export interface ServerLimits {
  /** To send the head of a request. */
  readonly headersMs: number;
  /** To send a whole request. */
  readonly requestMs: number;
  /** Between two requests. */
  readonly keepAliveMs: number;
  /** Between two looks for sockets past those times. */
  readonly checkMs: number;
  /** Without anything moving in either direction: answers that nobody reads. */
  readonly stillMs: number;
  /** Sockets at once. One more takes the place of the one that has been quiet longest, so that slow senders cannot shut others out. */
  readonly sockets: number;
  /** Requests sent on one socket before the first is answered. No vendor, browser or proxy sends ahead; a flood does. */
  readonly ahead: number;
}

/** Node's own would be: 60 s, 300 s, 5 s, a look every 30 s, nothing else (measured on Node 24). */
export const serverLimits: ServerLimits = {
  headersMs: 5_000,
  requestMs: 10_000,
  keepAliveMs: 30_000,
  checkMs: 1_000,
  stillMs: 60_000,
  sockets: 2_000,
  ahead: 16,
};

/** Node's HTTP server, held to limits on time and sockets. */
export function createLimitedServer(handler: RequestListener, limits: ServerLimits = serverLimits): Server {
  const room = createSocketRoom(limits);
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: limits.checkMs,
    },
    (request, response) => {
      const { socket } = request;
      if (!room.begin(socket)) return void socket.destroy();
      response.once("close", () => room.end(socket));
      handler(request, response);
    },
  );
  server.setTimeout(limits.stillMs);
  // The room makes way; this only bounds what one turn of the event loop may add before the sockets that gave way are gone.
  server.maxConnections = limits.sockets * 2;
  server.on("connection", (socket) => room.enter(socket));
  return server;
}

/** Open sockets, the longest quiet first, with the number of requests that wait on each. */
function createSocketRoom(limits: ServerLimits): { enter(socket: Socket): void; begin(socket: Socket): boolean; end(socket: Socket): void } {
  const waiting = new Map<Socket, number>();
  const move = (socket: Socket, requests: number): void => {
    waiting.delete(socket);
    waiting.set(socket, requests);
  };
  return {
    enter(socket) {
      const [quietest] = waiting.keys();
      if (waiting.size >= limits.sockets && quietest !== undefined) {
        waiting.delete(quietest);
        quietest.destroy();
      }
      waiting.set(socket, 0);
      socket.once("close", () => waiting.delete(socket));
    },
    /** False when the socket has sent too far ahead, or has given way. */
    begin(socket) {
      const requests = waiting.get(socket);
      if (requests === undefined || requests >= limits.ahead) return false;
      move(socket, requests + 1);
      return true;
    },
    end(socket) {
      const requests = waiting.get(socket);
      if (requests !== undefined) move(socket, requests - 1);
    },
  };
}
