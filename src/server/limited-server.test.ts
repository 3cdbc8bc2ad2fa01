import type { AddressInfo, Socket } from "node:net";
import { connect } from "node:net";
import { once } from "node:events";
import type { Server } from "node:http";
import { afterEach, expect, it } from "vitest";
import { createLimitedServer, serverLimits } from "./limited-server.ts";

const opened: { readonly sockets: Socket[]; server: Server | null } = { sockets: [], server: null };

afterEach(async () => {
  for (const socket of opened.sockets.splice(0)) socket.destroy();
  const { server } = opened;
  if (server !== null) await new Promise((resolve) => server.close(resolve));
  opened.server = null;
});

async function listen(server: Server): Promise<() => Promise<Socket>> {
  opened.server = server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return async () => {
    const socket = connect(port, "127.0.0.1");
    // Those that the server cuts off may see a reset.
    socket.on("error", () => undefined).resume();
    opened.sockets.push(socket);
    await Promise.all([once(socket, "connect"), once(server, "connection")]);
    return socket;
  };
}

const head = "POST / HTTP/1.1\r\nhost: x\r\n";
const closed = (socket: Socket): Promise<void> => new Promise((resolve) => void socket.once("close", () => resolve()));

it("holds Node to five seconds for a head and ten for a request, and looks every second", () => {
  const server = createLimitedServer(() => undefined);
  expect(server).toMatchObject({ headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 30_000, timeout: 60_000 });
  expect(server).toMatchObject({ connectionsCheckingInterval: 1_000 });
  expect(serverLimits.sockets).toBe(2_000);
});

it("lets the socket that has been quiet longest give way when there are too many, and serves the new one", async () => {
  const open = await listen(createLimitedServer((_request, response) => void response.end("served"), { ...serverLimits, sockets: 3 }));
  const slow = [await open(), await open(), await open()];
  for (const socket of slow) socket.write(head);
  const gone = closed(slow[0] as Socket);
  const honest = await open();
  await gone;
  expect(slow.map((socket) => socket.destroyed)).toEqual([true, false, false]);
  honest.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  expect(String(await once(honest, "data"))).toContain("served");
});

it("counts a socket as quiet from its last request or answer, not from its opening", async () => {
  const open = await listen(createLimitedServer((_request, response) => void response.end("served"), { ...serverLimits, sockets: 2 }));
  const [busy, quiet] = [await open(), await open()];
  busy.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  await once(busy, "data");
  const gone = closed(quiet);
  await open();
  await gone;
  expect(busy.destroyed).toBe(false);
});

it("takes requests that are sent ahead, up to a limit, and cuts off a socket that sends more", async () => {
  const waiting: (() => void)[] = [];
  const open = await listen(createLimitedServer((_request, response) => void waiting.push(() => response.end()), { ...serverLimits, ahead: 3 }));
  const honest = await open();
  honest.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".repeat(3));
  await expect.poll(() => waiting.length).toBe(3);
  const flood = await open();
  const gone = closed(flood);
  flood.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".repeat(1_000));
  await gone;
  expect(waiting.length).toBe(6);
  for (const answer of waiting) answer();
  let answers = "";
  honest.on("data", (chunk: Buffer) => (answers += String(chunk)));
  await expect.poll(() => answers.match(/HTTP\/1\.1 200/gu)?.length).toBe(3);
});
