import type { Readable, Writable } from "node:stream";
import { serveStdio, StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { HighwireError } from "#core/errors.ts";
import type { Clock } from "#core/ports/clock.ts";
import { dataDirOf, readRuntimeFile } from "../runtime-file.ts";
import type { Settings } from "../options.ts";
import { createApiDoor, openExchange } from "./api-door.ts";
import { createMcpServer } from "./mcp-server.ts";

export interface McpRequest {
  readonly settings: Pick<Settings, "dataDir">;
  /** Address of the running Highwire. Default: the one over this machine's data folder. */
  readonly server: string | null;
  /** API token of an account of its own; null where the door is open to this machine. */
  readonly token: string | null;
  readonly input: Readable;
  readonly output: Writable;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const loopback: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Serves the Model Context Protocol over two streams until the program hangs up or the signal aborts. Throws `HW_USAGE`, `HW_SERVER_AWAY`. */
export async function serveMcp(request: McpRequest): Promise<void> {
  const origin = request.server === null ? await originHere(request) : originAt(request.server);
  const exchange = openExchange(origin);
  const door = createApiDoor({ origin, token: request.token, exchange });
  const transport = new StdioServerTransport(request.input, request.output);
  const handle = serveStdio(() => createMcpServer({ door, clock: request.clock, pages: origin }), { transport });
  await hungUp(request);
  await handle.close();
  await exchange.close();
}

/** Of the Highwire that serves this machine's data folder, wherever it listens: what is sent there does not leave the machine. */
async function originHere({ settings }: Pick<McpRequest, "settings">): Promise<string> {
  const running = await readRuntimeFile(dataDirOf(settings));
  if (running === null) throw new HighwireError("HW_SERVER_AWAY", { detail: "no Highwire runs over this data folder" });
  return new URL(running.url).origin;
}

function originAt(server: string): string {
  if (!URL.canParse(server)) throw new HighwireError("HW_USAGE", { detail: `--server: ${JSON.stringify(server)} is no address` });
  const { origin, protocol, hostname } = new URL(server);
  if (protocol !== "https:" && !(protocol === "http:" && loopback.has(hostname)))
    throw new HighwireError("HW_USAGE", { detail: "--server: without https a token would be open to read; only this machine may do without" });
  return origin;
}

/** Resolves when nothing more can come in. */
const hungUp = ({ input, signal }: Pick<McpRequest, "input" | "signal">): Promise<void> =>
  new Promise((resolve) => {
    const over = (): void => resolve();
    if (signal.aborted || input.destroyed) over();
    input.once("end", over).once("close", over);
    signal.addEventListener("abort", over, { once: true });
  });
