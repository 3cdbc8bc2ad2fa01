import { describe, expect, it } from "vitest";
import type { SandboxClock } from "./clock.ts";
import { Faults, type FaultRule } from "./faults.ts";
import type { SandboxRequest, SandboxResponse } from "./http-app.ts";
import { Prng } from "./prng.ts";

const clock: SandboxClock = { now: () => Date.UTC(2026, 8, 1), sleep: () => Promise.resolve() };
const request = (method: string, path: string): SandboxRequest => ({
  method,
  path,
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.alloc(0),
});

function faultsOf(
  rules: readonly FaultRule[],
  seed = 1,
): { readonly faults: Faults; readonly ask: (method?: string, path?: string) => Promise<SandboxResponse>; readonly worked: () => number } {
  const faults = new Faults(new Prng(seed), clock);
  faults.set(rules);
  let worked = 0;
  const work = (): Promise<SandboxResponse> => {
    worked += 1;
    return Promise.resolve({ status: 200, body: { ok: true } });
  };
  return { faults, ask: (method = "GET", path = "/a/1") => faults.around(request(method, path), work), worked: () => worked };
}

describe("fault rules", () => {
  it("strike by method, path prefix and operation template", async () => {
    const { ask } = faultsOf([
      { fault: { kind: "403" }, match: { operation: "PUT /a/{id}" } },
      { fault: { kind: "401" }, match: { method: "POST", pathPrefix: "/b" } },
    ]);
    const statuses = [];
    for (const [method, path] of [
      ["PUT", "/a/1"],
      ["PUT", "/a/1/tags"],
      ["GET", "/a/1"],
      ["POST", "/b/x"],
      ["POST", "/a/b"],
    ] as const)
      statuses.push((await ask(method, path)).status);
    expect(statuses).toEqual([403, 200, 200, 401, 200]);
  });

  it("let some pass first, strike so often at most, and then the next rule has its turn", async () => {
    const { ask, faults } = faultsOf([
      { fault: { kind: "500-before" }, after: 1, times: 2 },
      { fault: { kind: "409" }, after: 1, times: 1 },
    ]);
    const statuses = [];
    for (let tries = 0; tries < 6; tries += 1) statuses.push((await ask()).status);
    expect(statuses).toEqual([200, 500, 500, 409, 200, 200]);
    expect([faults.injected, faults.counts()]).toEqual([3, { "500-before": 2, "409": 1 }]);
  });

  it("strike by chance, the same for the same seed", async () => {
    const run = async (seed: number): Promise<string> => {
      const { ask } = faultsOf([{ fault: { kind: "500-before" }, probability: 0.3 }], seed);
      let trace = "";
      for (let tries = 0; tries < 200; tries += 1) trace += (await ask()).status === 500 ? "x" : ".";
      return trace;
    };
    const trace = await run(5);
    expect(trace).toBe(await run(5));
    expect(trace).not.toBe(await run(6));
    const struck = trace.split("x").length - 1;
    expect(struck).toBeGreaterThan(35);
    expect(struck).toBeLessThan(85);
  });
});

describe("faults", () => {
  it.each([null, "7", "1.5", "-3", "99999999", "Tue, 01 Sep 2026 00:00:07 GMT"])("429 with Retry-After %j", async (retryAfter) => {
    const { ask, worked } = faultsOf([{ fault: { kind: "429", retryAfter } }]);
    const { status, headers } = await ask();
    expect([status, headers?.["retry-after"] ?? null, worked()]).toEqual([429, retryAfter, 0]);
  });

  it("429 with a date that counts from the sandbox's own time", async () => {
    const { ask } = faultsOf([{ fault: { kind: "429", retryAfter: { dateInMs: 7_000 } } }]);
    expect((await ask()).headers).toEqual({ "retry-after": "Tue, 01 Sep 2026 00:00:07 GMT" });
  });

  it.each([
    [{ kind: "refuse" }, 0],
    [{ kind: "timeout-before" }, 0],
    [{ kind: "timeout-after" }, 1],
    [{ kind: "408-before" }, 0],
    [{ kind: "408-after" }, 1],
    [{ kind: "500-before" }, 0],
    [{ kind: "500-after" }, 1],
    [{ kind: "409" }, 0],
    [{ kind: "cut-json" }, 1],
    [{ kind: "html-200" }, 1],
    [{ kind: "html-502" }, 0],
    [{ kind: "stall", forMs: 9 }, 1],
    [{ kind: "answer", status: 422, message: "no", commits: true }, 1],
    [{ kind: "answer", status: 422, message: "no", commits: false }, 0],
  ] as const)("%j does the work %i times", async (fault, times) => {
    const { ask, worked } = faultsOf([{ fault }]);
    await ask();
    expect(worked()).toBe(times);
  });
});
