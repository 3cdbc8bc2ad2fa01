import type { Socket } from "node:net";
import { openSocket } from "../../abuse/support/raw-http.ts";
import { pauseUntil } from "./honest-senders.ts";

/** How a slow sender keeps a connection busy: with a head that never ends, a body that never ends, or nothing at all. */
export type Slowness = "head" | "body" | "mute" | "stalled";

/** Bytes of a body that stalls before its end: just under what is taken. */
const STALLED_BYTES = 900_000;
/** Time within which the connections of one kind are opened, evenly, in milliseconds. */
export const RAMP_MS = 1_000;

/** How long the server let them live. */
export interface Lives {
  readonly opened: number;
  /** Of those that the server has ended, the longest, in milliseconds. */
  readonly longestMs: number;
  /** Those that were still open when the attacker let go. */
  readonly outlived: number;
  /** Connections that the server did not take at all. */
  readonly refused: number;
}

export interface Hold {
  readonly kind: Slowness;
  readonly count: number;
  /** When to let go, by `performance.now()`. */
  readonly endMs: number;
  /** Milliseconds between two bytes. */
  readonly dribbleMs: number;
  /** Open another one for each that the server ends. */
  readonly again: boolean;
}

/** Holds slow connections open. */
export async function holdSockets(port: number, hold: Hold): Promise<Lives> {
  const lives = { opened: 0, longestMs: 0, outlived: 0, refused: 0 };
  const startMs = performance.now();
  const holdOne = async (index: number): Promise<void> => {
    await pauseUntil(startMs + (index * RAMP_MS) / hold.count);
    do {
      const socket = await openSocket(port).catch(() => null);
      if (socket === null) {
        lives.refused += 1;
        await pauseUntil(performance.now() + hold.dribbleMs);
        continue;
      }
      lives.opened += 1;
      const livedMs = await dribble(socket, hold);
      if (livedMs === null) lives.outlived += 1;
      else lives.longestMs = Math.max(lives.longestMs, livedMs);
    } while (hold.again && performance.now() < hold.endMs);
  };
  await Promise.all(Array.from({ length: hold.count }, (_unused, index) => holdOne(index)));
  return lives;
}

/** Sends a little from time to time; returns how long the server bore it, or null when the end came first. */
function dribble(socket: Socket, { kind, endMs, dribbleMs }: Hold): Promise<number | null> {
  const startMs = performance.now();
  const bodyBytes = kind === "stalled" ? STALLED_BYTES + 1_000 : 1_000;
  socket.write(headOf(kind, bodyBytes));
  if (kind === "stalled") socket.write(Buffer.alloc(STALLED_BYTES, 0x20));
  return new Promise((resolve) => {
    const finish = (ended: boolean): void => {
      clearInterval(drip);
      clearTimeout(timeUp);
      socket.destroy();
      resolve(ended ? performance.now() - startMs : null);
    };
    const drip = setInterval(() => {
      if (kind === "head" || kind === "body") socket.write("a");
    }, dribbleMs);
    const timeUp = setTimeout(() => finish(false), Math.max(0, endMs - startMs));
    socket.resume().on("error", () => undefined);
    socket.once("close", () => finish(true));
  });
}

function headOf(kind: Slowness, bodyBytes: number): string {
  if (kind === "mute") return "";
  const head = "POST /webhooks/highlevel HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n";
  return kind === "head" ? `${head}x-slow: ` : `${head}content-length: ${String(bodyBytes)}\r\n\r\n`;
}
