import { once } from "node:events";
import { expect, it } from "vitest";
import { openAbuseServer, vendors } from "./support/abuse-server.ts";
import { encodeRequest, openSocket, readAnswers, type RawAnswer } from "./support/raw-http.ts";

/** Reads what comes until the server ends the connection. */
async function untilClosed(socket: Awaited<ReturnType<typeof openSocket>>): Promise<readonly RawAnswer[]> {
  const received: Buffer[] = [];
  socket.on("data", (chunk) => received.push(chunk));
  await once(socket, "close");
  return readAnswers(Buffer.concat(received));
}

/** Resolves once nobody new gets in. */
async function untilRefused(port: number): Promise<void> {
  for (;;) {
    const socket = await openSocket(port).catch(() => null);
    if (socket === null) return;
    socket.destroy();
  }
}

it.each(vendors)("X2 %s: an event that is being committed while the server closes is answered, and its connection ended", async (vendor) => {
  const abuse = await openAbuseServer();
  const commit = Promise.withResolvers<void>();
  abuse.beforeCommit = () => commit.promise;
  const socket = await openSocket(abuse.port);
  const answers = untilClosed(socket);
  socket.write(encodeRequest(abuse.delivery(vendor, abuse.honestBody(vendor))));
  await expect.poll(() => abuse.received).toBe(1);
  const closed = abuse.close();
  await untilRefused(abuse.port);
  commit.resolve();
  expect(await answers).toMatchObject([{ status: 200, body: '{"code":null}' }]);
  await closed;
  expect(abuse.committed).toHaveLength(1);
});

it.each(vendors)("X2 %s: an event that comes on an open connection while the server closes gets no 503", async (vendor) => {
  const abuse = await openAbuseServer();
  const commit = Promise.withResolvers<void>();
  abuse.beforeCommit = () => commit.promise;
  const socket = await openSocket(abuse.port);
  const answers = untilClosed(socket);
  socket.write(encodeRequest(abuse.delivery(vendor, abuse.honestBody(vendor))));
  await expect.poll(() => abuse.received).toBe(1);
  const closed = abuse.close();
  await untilRefused(abuse.port);
  socket.write(encodeRequest(abuse.delivery(vendor, abuse.honestBody(vendor))));
  await expect.poll(() => abuse.received).toBe(2);
  commit.resolve();
  expect((await answers).map(({ status }) => status)).toEqual([200, 200]);
  await closed;
  expect(abuse.committed).toHaveLength(2);
});

it("X2 sockets that never send a whole request do not keep the server from closing", async () => {
  const abuse = await openAbuseServer();
  const mute = await openSocket(abuse.port);
  const slow = await openSocket(abuse.port);
  mute.on("error", () => undefined).resume();
  slow.on("error", () => undefined).resume();
  slow.write("POST /webhooks/highlevel HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{");
  const gone = Promise.all([new Promise((resolve) => mute.once("close", resolve)), new Promise((resolve) => slow.once("close", resolve))]);
  await abuse.close();
  await gone;
});

it("X1 a store that hangs is answered like one that is away, and what it commits later counts once", async () => {
  const abuse = await openAbuseServer();
  const commit = Promise.withResolvers<void>();
  abuse.beforeCommit = () => commit.promise;
  const delivery = abuse.delivery("highlevel", abuse.honestBody("highlevel"));
  const { answers } = await abuse.send(delivery);
  expect(answers[0]).toMatchObject({ status: 429, headers: { "retry-after": "60" } });
  commit.resolve();
  await expect.poll(() => abuse.committed.length).toBe(1);
  expect((await abuse.send(delivery)).answers[0]).toMatchObject({ status: 200 });
  expect(await abuse.world.store.commitEvents(abuse.committed, abuse.world.clock.now())).toEqual(["duplicate", "duplicate"]);
  await abuse.close();
});
