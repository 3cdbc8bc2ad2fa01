/** A server that is none of ours and does no more than it must: it reads what comes and refuses it. Says its port; ends when its parent lets go. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { must } from "#lib/must.ts";

const answer = (value: unknown): void => void must(process.send?.bind(process) ?? null, "a parent")(value);

const server = createServer((request, response) => {
  request.resume().once("end", () => void response.writeHead(401, { connection: "close" }).end());
});
server.on("clientError", (_error, socket) => void socket.destroy());
server.listen(0, "127.0.0.1", () => answer((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit(0));
