import type { IncomingMessage } from "node:http";

/** Memory for bodies that are still being received or answered, over all requests: 64 MB. */
const MAX_HELD_BYTES = 64 * 1_048_576;
/**
 * Pieces that a body may come in: so many, and one more for each 256 bytes. Packets are larger; only chunks of a few bytes, made to cost more
 * than they carry, are smaller.
 */
const [FREE_PIECES, PIECE_AT_LEAST] = [64, 256] as const;
/** What a piece costs beside its bytes. */
const PIECE_BYTES = 256;

/** A body, or why there is none. `encoded`: compressed, which nothing here takes. `cut`: it ended early, or was cut off because it came in crumbs. `busy`: it gave way to others. */
export type ReadBody =
  | { readonly kind: "body"; readonly bytes: Buffer }
  | { readonly kind: "refused"; readonly reason: "too-large" | "encoded" | "cut" | "busy" };

export interface BodyReader {
  /** Reads a body of at most so many bytes. Never rejects. Its memory counts until `release`. */
  read(message: IncomingMessage, limitBytes: number): Promise<ReadBody>;
  /** The request has been answered or has broken off. */
  release(message: IncomingMessage): void;
}

/** Bytes of its body that a request holds. */
const held: unique symbol = Symbol("held bytes");
type Holder = IncomingMessage & { [held]?: number };

/**
 * Reads request bodies as raw bytes under two limits: one for each body, one for all together. When all together reach theirs, the body that
 * has been under way longest gives way: an honest one is through in milliseconds, so it is a slow sender's.
 */
export function createBodyReader(maxHeldBytes = MAX_HELD_BYTES): BodyReader {
  // In the order in which they began. No Map by message: each table that a map outgrows leads to the next one, so once one of them is old, the
  // garbage collector takes whatever came and went since for alive and carries it along, tens of milliseconds each time.
  const underway: { readonly message: Holder; readonly giveWay: () => void }[] = [];
  let heldBytes = 0;
  const hold = (message: Holder, bytes: number): void => {
    message[held] = (message[held] ?? 0) + bytes;
    heldBytes += bytes;
    while (heldBytes > maxHeldBytes) {
      const [oldest] = underway;
      if (oldest === undefined) return;
      oldest.giveWay();
      release(oldest.message);
    }
  };
  const release = (message: Holder): void => {
    heldBytes -= message[held] ?? 0;
    message[held] = 0;
  };
  return {
    release,
    read: (message: Holder, limitBytes) =>
      new Promise((resolve) => {
        const pieces: Buffer[] = [];
        let bytes = 0;
        const finish = (result: ReadBody): void => {
          message.off("data", take).off("end", end).off("close", cut);
          const place = underway.indexOf(own);
          if (place !== -1) underway.splice(place, 1);
          resolve(result);
        };
        const refuse = (reason: Extract<ReadBody, { kind: "refused" }>["reason"]): void => finish({ kind: "refused", reason });
        const own = { message, giveWay: () => refuse("busy") };
        const cut = (): void => refuse("cut");
        // Without an answer: whoever reads on only to be polite pays for every piece that is still to come.
        const breakOff = (): void => {
          refuse("cut");
          message.destroy();
        };
        const end = (): void => finish({ kind: "body", bytes: Buffer.concat(pieces, bytes) });
        const take = (piece: Buffer): void => {
          bytes += piece.byteLength;
          pieces.push(piece);
          if (bytes > limitBytes) return refuse("too-large");
          if (pieces.length > FREE_PIECES + bytes / PIECE_AT_LEAST) return breakOff();
          hold(message, piece.byteLength + PIECE_BYTES);
        };
        const encoding = message.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
        if (encoding !== "identity") return refuse("encoded");
        if (Number(message.headers["content-length"] ?? 0) > limitBytes) return refuse("too-large");
        underway.push(own);
        message.on("data", take).on("end", end).on("close", cut);
      }),
  };
}
