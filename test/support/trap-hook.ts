import { createServer, type IncomingMessage } from "node:http";
import { must } from "#lib/must.ts";
import { incidentVerifier } from "#vendors/incidentio/webhook.ts";

/** An alert as a receiver of webhooks gets it. */
export interface TrappedAlert {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A receiver of alerts on this machine that takes every one and keeps it. */
export interface TrapHook {
  readonly url: string;
  /** Alerts that nobody has asked for yet. */
  readonly waiting: number;
  /** The next alert that nobody has asked for yet. Throws when its signature does not fit the secret. */
  next(secret: string): Promise<TrappedAlert>;
  close(): Promise<void>;
}

interface Delivery {
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export async function openTrapHook(): Promise<TrapHook> {
  const deliveries: Delivery[] = [];
  const asked: ((delivery: Delivery) => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => void chunks.push(chunk));
    request.on("end", () => {
      const delivery = { headers: request.headers, body: Buffer.concat(chunks) };
      const waiting = asked.shift();
      if (waiting === undefined) deliveries.push(delivery);
      else waiting(delivery);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = must(server.address(), "an address") as { readonly port: number };
  return {
    url: `http://127.0.0.1:${String(port)}/alerts`,
    get waiting() {
      return deliveries.length;
    },
    async next(secret) {
      const { headers, body } = deliveries.shift() ?? (await new Promise<Delivery>((resolve) => asked.push(resolve)));
      const verified = incidentVerifier.verify({ headers: headers as Record<string, string>, body }, { secrets: [secret] });
      if (verified.kind !== "verified") throw new Error("the alert's signature does not fit");
      return JSON.parse(body.toString("utf8")) as TrappedAlert;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
