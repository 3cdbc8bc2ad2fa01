import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSocketServer, type AddressInfo, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { HighwireError } from "#core/errors.ts";
import type { CallLimits, LimitNews } from "#core/policy/rate-budget.ts";
import { systemClock } from "#lib/system-clock.ts";
import type { EgressGuard } from "./egress-guard.ts";
import { createNetworkExchange, networkBounds, type NetworkBounds } from "./network-exchange.ts";
import type { RateGate } from "./rate-gate.ts";
import { createTransport, type Exchange, type Transport, type VendorAnswer, type VendorCall } from "./transport.ts";

const limits: CallLimits = { kind: "bucket", capacity: 100, refillPerSecond: 10 };
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** Lets every address through and leads every name to this machine, as a checked and pinned public address would be led. */
const pinnedHere: EgressGuard = { check: async () => ({ address: "127.0.0.1", family: 4 }) };
const quick: NetworkBounds = { timeoutMs: 150, deadlineMs: 600, maxAnswerBytes: 2_000 };

const patient: NetworkBounds = { ...quick, deadlineMs: 15_000 };

interface Door {
  readonly transport: Transport;
  readonly news: LimitNews[];
  readonly seen: { readonly status: number; readonly operation: string }[];
}
function open(exchange: Exchange): Door {
  const news: LimitNews[] = [];
  const seen: { status: number; operation: string }[] = [];
  const gate: RateGate = {
    acquire: async () => systemClock.now(),
    observe: async (_key, _limits, told) => void news.push(told),
    usage: async () => ({ slots: [], tokens: 0, at: 0, dayStart: 0, dayUsed: 0, blockedUntil: 0, learned: null }),
  };
  return {
    transport: createTransport({
      exchange,
      gate,
      clock: systemClock,
      observe: ({ call, status }) => void seen.push({ operation: call.operation, status }),
    }),
    news,
    seen,
  };
}
function overNetwork(bounds: NetworkBounds = quick): Door {
  const exchange = createNetworkExchange(pinnedHere, bounds);
  closers.push(() => exchange.close());
  return open(exchange);
}

async function listen(server: Server | ReturnType<typeof createSocketServer>): Promise<string> {
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    if ("closeAllConnections" in server) server.closeAllConnections();
    server.close();
  });
  return `http://vendor.test:${String((server.address() as AddressInfo).port)}`;
}
const serve = (listener: RequestListener): Promise<string> => listen(createServer(listener));
function serveRaw(onSocket: (socket: Socket) => void): Promise<string> {
  return listen(
    createSocketServer((socket) => {
      socket.on("error", () => undefined);
      closers.push(() => socket.destroy());
      socket.once("data", () => onSocket(socket));
    }),
  );
}

const callTo = (url: string, more: Partial<VendorCall> = {}): VendorCall => ({
  vendor: "highlevel",
  operation: "contacts.update",
  method: "PUT",
  url,
  headers: { authorization: "Bearer pit-secret" },
  body: { firstName: "Ada" },
  mutating: true,
  limitKey: "account",
  limits,
  call: { priority: "webhook" },
  interpretFailure: (status) => new HighwireError(status === 429 ? "HW_VENDOR_RATE_LIMITED" : "HW_VENDOR_UNAVAILABLE", { httpStatus: status }),
  readLimits: () => ({}),
  ...more,
});
async function failureOf(sent: Promise<VendorAnswer>): Promise<HighwireError> {
  const error: unknown = await sent.then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(HighwireError);
  return error as HighwireError;
}

describe("the transport over a real socket", () => {
  it("sends JSON, reads JSON, and tells the observer and the gate once", async () => {
    const url = await serve((request, response) => {
      request.resume().on("end", () => {
        response.setHeader("X-RateLimit-Remaining", "41");
        response.end(JSON.stringify({ type: request.headers["content-type"], host: request.headers.host }));
      });
    });
    const { transport, news, seen } = overNetwork();
    const answer = await transport.send(callTo(url, { readLimits: (_status, headers) => ({ remaining: Number(headers["x-ratelimit-remaining"]) }) }));
    expect(answer.json).toEqual({ type: "application/json", host: new URL(url).host });
    expect(news).toEqual([{ remaining: 41 }]);
    expect(seen).toMatchObject([{ operation: "contacts.update", status: 200 }]);
  });

  it("gives up on a vendor that takes the call and never answers; the write may have happened", async () => {
    const url = await serveRaw(() => undefined);
    const { transport, news } = overNetwork(patient);
    const error = await failureOf(transport.send(callTo(url)));
    expect([error.code, error.data.vendorCode, error.data.mayHaveHappened]).toEqual(["HW_VENDOR_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", true]);
    expect(news).toEqual([{}]);
  });

  it("gives up on an answer that stops in the middle of its body", async () => {
    const url = await serveRaw((socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"contact":'));
    const error = await failureOf(overNetwork(patient).transport.send(callTo(url)));
    expect([error.code, error.data.vendorCode, error.data.mayHaveHappened]).toEqual(["HW_VENDOR_TIMEOUT", "UND_ERR_BODY_TIMEOUT", true]);
  });

  it("gives up on an answer that comes in drops without end", async () => {
    const url = await serveRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n");
      const drops = setInterval(() => socket.write(" "), 50);
      closers.push(() => clearInterval(drops));
    });
    const error = await failureOf(overNetwork().transport.send(callTo(url)));
    expect([error.code, error.data.mayHaveHappened]).toEqual(["HW_VENDOR_TIMEOUT", true]);
  });

  it("knows that nothing happened when nobody listens", async () => {
    const server = createSocketServer();
    const url = await listen(server);
    await new Promise((resolve) => void server.close(resolve));
    const error = await failureOf(overNetwork().transport.send(callTo(url)));
    expect([error.code, error.data.vendorCode, error.data.mayHaveHappened]).toEqual(["HW_VENDOR_NETWORK", "ECONNREFUSED", false]);
  });

  it("does not know whether a write happened when the connection breaks after the call", async () => {
    const url = await serveRaw((socket) => void socket.resetAndDestroy());
    const { transport } = overNetwork();
    const write = await failureOf(transport.send(callTo(url)));
    expect([write.code, write.data.mayHaveHappened]).toEqual(["HW_VENDOR_NETWORK", true]);
    const read = await failureOf(transport.send(callTo(url, { mutating: false })));
    expect(read.data.mayHaveHappened).toBe(false);
  });

  it("S2 keeps a write here whose sender lost the right to it while it waited for its turn or its connection", async () => {
    const reached: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      reached.push(request.method);
      response.end("{}");
    });
    const { transport } = overNetwork(patient);
    for (const looks of [[false], [true, false]]) {
      const answers = [...looks];
      const error = await failureOf(transport.send(callTo(url, { call: { priority: "webhook", mayWrite: () => answers.shift() ?? true } })));
      expect([error.code, error.data.operation, error.data.mayHaveHappened]).toEqual(["HW_CANCELLED", "contacts.update", false]);
      expect(answers).toEqual([]);
    }
    expect(reached).toEqual([]);
    // Reads may go on, and whoever may write does.
    await transport.send(callTo(url, { method: "GET", body: undefined, mutating: false, call: { priority: "webhook", mayWrite: () => false } }));
    await transport.send(callTo(url, { call: { priority: "webhook", mayWrite: () => true } }));
    expect(reached).toEqual(["GET", "PUT"]);
  });

  it("takes an answer cut short by a closed connection for no answer", async () => {
    const url = await serveRaw((socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"contact":{"id":"a"}}'));
    const error = await failureOf(overNetwork().transport.send(callTo(url)));
    expect([error.code, error.data.mayHaveHappened]).toEqual(["HW_VENDOR_NETWORK", true]);
  });

  it.each([
    ["JSON cut in the middle", '{"contact":{"id":"abc","na'],
    ["a page of a gateway", "<!doctype html><html><body>Just a moment…</body></html>"],
    ["text", "OK"],
    ["nesting without end", "[".repeat(1_900)],
  ])("takes a 200 with %s for trouble of the vendor, not for success", async (_what, body) => {
    const url = await serve((_request, response) => void response.end(body));
    const error = await failureOf(overNetwork().transport.send(callTo(url)));
    expect([error.code, error.data.httpStatus, error.data.mayHaveHappened]).toEqual(["HW_VENDOR_UNAVAILABLE", 200, true]);
    expect(JSON.stringify({ ...error.data, message: error.message })).not.toContain("Just a moment");
  });

  it("takes a success without a body for an empty answer", async () => {
    const url = await serve((_request, response) => void response.writeHead(204).end());
    expect((await overNetwork().transport.send(callTo(url))).json).toBeNull();
  });

  it.each([
    ["announced", true],
    ["unannounced", false],
  ])("does not read an %s answer that is too large, and keeps in mind that the write may be done", async (_how, announced) => {
    let written = 0;
    const url = await serve((_request, response) => {
      if (announced) response.setHeader("content-length", 50_000_000);
      const more = (): void => {
        while (written < 50_000_000 && response.write("x".repeat(50_000))) written += 50_000;
      };
      response.on("drain", more).on("error", () => undefined);
      more();
    });
    const error = await failureOf(overNetwork().transport.send(callTo(url)));
    expect(error.data).toMatchObject({ vendor: "highlevel", operation: "contacts.update", mayHaveHappened: true });
    expect(error.code).toBe("HW_VENDOR_UNAVAILABLE");
    expect(written).toBeLessThan(20_000_000);
  });

  it.each([301, 302, 303, 307, 308])("never follows a redirect (%i), and so never carries a token elsewhere", async (status) => {
    let followed = 0;
    const elsewhere = await serve((_request, response) => {
      followed += 1;
      response.end("{}");
    });
    const url = await serve((_request, response) => void response.writeHead(status, { location: `${elsewhere}/steal` }).end());
    const { transport } = overNetwork();
    expect((await failureOf(transport.send(callTo(url)))).data.httpStatus).toBe(status);
    expect((await failureOf(transport.send(callTo(url, { method: "GET", body: undefined, mutating: false })))).data.httpStatus).toBe(status);
    expect(followed).toBe(0);
  });

  it("connects to the address that was checked, whatever the name says later", async () => {
    const url = await serve((_request, response) => void response.end("{}"));
    let looked = 0;
    const guard: EgressGuard = { check: async () => ((looked += 1), { address: "127.0.0.1", family: 4 }) };
    const exchange = createNetworkExchange(guard, quick);
    closers.push(() => exchange.close());
    // `vendor.test` can be resolved by nobody, so only the pinned address leads anywhere.
    for (let turn = 0; turn < 3; turn += 1) expect((await exchange({ method: "GET", url, headers: {}, body: null })).status).toBe(200);
    expect(looked).toBe(3);
  });

  it("goes on working over more names than it keeps connections to", async () => {
    const url = await serve((_request, response) => void response.end("{}"));
    // Eighty connections at once take a busy machine a while.
    const exchange = createNetworkExchange(pinnedHere, { ...quick, timeoutMs: 10_000, deadlineMs: 20_000 });
    closers.push(() => exchange.close());
    const names = Array.from({ length: 80 }, (_, index) => url.replace("vendor.test", `v${String(index % 50)}.test`));
    const answers = await Promise.all(names.map((name) => exchange({ method: "GET", url: name, headers: {}, body: null })));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });

  it("has bounds by default", () => {
    expect(networkBounds).toEqual({ timeoutMs: 10_000, deadlineMs: 30_000, maxAnswerBytes: 10_485_760 });
  });
});

describe("a call's turn under the limits", () => {
  interface Stall {
    /** Milliseconds between the booking and its answer. */
    readonly booking?: number;
    /** Milliseconds until the connection stands. */
    readonly connecting?: number;
  }
  /** Sends one call from a process that stands still so long in each of its turns. */
  const sendWith = async (...stalls: readonly Stall[]): Promise<Record<"turns" | "ended" | "sent" | "observed", number>> => {
    const found = { turns: 0, ended: 0, sent: 0, observed: 0 };
    let stoodStillMs = 0;
    const clock = { ...systemClock, now: () => systemClock.now() + stoodStillMs };
    const gate: RateGate = {
      acquire: async () => {
        const bookedAt = clock.now();
        stoodStillMs += stalls[found.turns]?.booking ?? 0;
        found.turns += 1;
        return bookedAt;
      },
      observe: async () => void (found.ended += 1),
      usage: () => Promise.reject(new TypeError("nobody asks")),
    };
    const url = await serve((_request, response) => {
      found.sent += 1;
      response.end("{}");
    });
    const connecting: EgressGuard = {
      check: async (address) => {
        stoodStillMs += stalls[found.turns - 1]?.connecting ?? 0;
        return pinnedHere.check(address);
      },
    };
    const exchange = createNetworkExchange(connecting, patient);
    closers.push(() => exchange.close());
    await createTransport({ exchange, gate, clock, observe: () => void (found.observed += 1) }).send(callTo(url));
    return found;
  };

  it("X7 is used at once, or let pass and taken anew when the process stood still after it was booked", async () => {
    expect(await sendWith()).toEqual({ turns: 1, ended: 1, sent: 1, observed: 1 });
    expect(await sendWith({ booking: 23_000 })).toEqual({ turns: 2, ended: 2, sent: 1, observed: 1 });
  });

  it("X7 is let pass when the process stood still while it connected: nothing has left by then", async () => {
    expect(await sendWith({ connecting: 23_000 })).toEqual({ turns: 2, ended: 2, sent: 1, observed: 1 });
    expect(await sendWith({ booking: 23_000 }, { connecting: 23_000 })).toEqual({ turns: 3, ended: 3, sent: 1, observed: 1 });
  });

  it("is used late rather than never by a process that is always slow", async () => {
    const slow = { booking: 5_000, connecting: 5_000 };
    expect(await sendWith(slow, slow, slow, slow)).toEqual({ turns: 3, ended: 3, sent: 1, observed: 1 });
  });
});

describe("what a refusal says about waiting", () => {
  const answering =
    (status: number, headers: Readonly<Record<string, string>>): Exchange =>
    async () => ({ status, headers, text: "" });

  it("X6 the vendor's Retry-After wins over what the client made of the refusal, when it is longer", async () => {
    const { transport, news } = open(answering(429, { "retry-after": "30" }));
    const interpretFailure = (): HighwireError => new HighwireError("HW_VENDOR_RATE_LIMITED", { retryAfterMs: 10_000 });
    const error = await failureOf(transport.send(callTo("https://v.test/", { interpretFailure, readLimits: () => ({ blockMs: 10_000 }) })));
    expect(error.data.retryAfterMs).toBe(30_000);
    expect(news).toEqual([{ blockMs: 30_000 }]);
  });

  it("X6 a 503 with Retry-After waits as long as it says, without stopping everybody else", async () => {
    const { transport, news } = open(answering(503, { "retry-after": "120" }));
    expect((await failureOf(transport.send(callTo("https://v.test/")))).data.retryAfterMs).toBe(120_000);
    expect(news).toEqual([{}]);
  });

  it("X6 a refusal that waiting cannot mend stays one, whatever it says about waiting", async () => {
    const { transport } = open(answering(422, { "retry-after": "120" }));
    const interpretFailure = (): HighwireError => new HighwireError("HW_VENDOR_VALIDATION");
    expect((await failureOf(transport.send(callTo("https://v.test/", { interpretFailure })))).data.retryAfterMs).toBeUndefined();
  });

  it("P5 no header, body or address of a call is in its error", async () => {
    const refuse: Exchange = async () => {
      throw Object.assign(new Error("connect to secret.example failed"), { code: "ECONNRESET" });
    };
    const error = await failureOf(open(refuse).transport.send(callTo("https://v.test/contacts/ada@example.com")));
    const told = JSON.stringify({ data: error.data, message: error.message });
    for (const hidden of ["pit-secret", "Ada", "ada@example.com", "v.test", "secret.example"]) expect(told).not.toContain(hidden);
  });

  it("I4 only a call that changes something may have happened, whatever the client made of the refusal", async () => {
    const { transport } = open(answering(500, {}));
    const interpretFailure = (): HighwireError => new HighwireError("HW_VENDOR_UNAVAILABLE", { mayHaveHappened: true });
    expect((await failureOf(transport.send(callTo("https://v.test/", { interpretFailure })))).data.mayHaveHappened).toBe(true);
    expect((await failureOf(transport.send(callTo("https://v.test/", { interpretFailure, mutating: false })))).data.mayHaveHappened).toBe(false);
  });
});
