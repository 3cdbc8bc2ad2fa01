import { describe, expect, it } from "vitest";
import { caller, START_MS, stopped, type Answered, type Call } from "./testing.ts";

const identity = (call: Call): Promise<Answered> => call("GET", "/v1/identity");

async function spend(call: Call, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await identity(call);
}

describe("rate limits", () => {
  it("every keyed answer carries the allowance in the published form", async () => {
    const { call } = stopped();
    await spend(call, 20);
    expect((await identity(call)).headers).toEqual({
      "x-ratelimit-limit": "1200, 1200;window=60",
      "x-ratelimit-remaining": "1179",
      "x-ratelimit-used": "21",
      "x-ratelimit-reset": String(Math.ceil(START_MS / 1_000 + 21 / 20)),
    });
    const refused = await call("GET", "/v3/catalog_entries");
    expect([refused.status, refused.headers["x-ratelimit-remaining"]]).toEqual([422, "1178"]);
  });

  it("a burst of 1,200 passes, the next call is refused and counted, and a twentieth of a second later one passes", async () => {
    const { sandbox, call } = stopped();
    await spend(call, 1_200);
    expect(sandbox.control.counters().limitViolations).toBe(0);
    const refused = await identity(call);
    expect(refused).toMatchObject({
      status: 429,
      headers: { "retry-after": "1", "x-ratelimit-remaining": "0", "x-ratelimit-used": "1200" },
      body: {
        type: "too_many_requests",
        status: 429,
        rate_limit: { name: "Sandbox key", limit: 1_200, remaining: 0, retry_after: "2026-09-01T08:00:01Z" },
        errors: [{ code: "too_many_requests" }],
      },
    });
    expect(refused.body.request_id).toEqual(expect.any(String));
    expect(sandbox.control.counters()).toMatchObject({ limitViolations: 1, calls: 1_200 });
    sandbox.control.advance(50);
    expect((await identity(call)).status).toBe(200);
    expect((await identity(call)).status).toBe(429);
  });

  it("an over-limit write is not processed", async () => {
    const { sandbox, call } = stopped({ limits: { capacity: 1, refillPerSecond: 1 } });
    await identity(call);
    expect((await call("POST", "/v3/catalog_types", { name: "X", description: "" })).status).toBe(429);
    expect(sandbox.control.types()).toHaveLength(1);
  });

  it("each key has its own bucket, which a rotated token shares", async () => {
    const { sandbox, call } = stopped({ limits: { capacity: 2, refillPerSecond: 1 } });
    const other = caller(sandbox, sandbox.control.addKey({ name: "Manager", roles: ["api_keys_manage"] }));
    await spend(call, 2);
    expect((await identity(call)).status).toBe(429);
    const { api_keys: keys } = (await other("GET", "/v1/api_keys")).body;
    const { id } = keys.find((key: { name: string }) => key.name === "Manager");
    const rotated = caller(sandbox, (await other("POST", `/v1/api_keys/${id}/actions/rotate`, { grace_period_minutes: 0 })).body.token);
    expect((await identity(rotated)).status).toBe(429);
  });

  it.each([
    ["http-date", "Tue, 01 Sep 2026 08:00:02 GMT"],
    ["absent", undefined],
  ] as const)("Retry-After can be of the style %s", async (retryAfterStyle, expected) => {
    const { sandbox, call } = stopped({ limits: { capacity: 1, refillPerSecond: 1 } });
    sandbox.control.advance(300);
    sandbox.control.setQuirks({ retryAfterStyle });
    await identity(call);
    expect((await identity(call)).headers["retry-after"]).toBe(expected);
  });

  it("a caller who waits as an HTTP date says is never early", async () => {
    const { sandbox, call } = stopped({ limits: { capacity: 1, refillPerSecond: 1 } });
    sandbox.control.advance(999);
    sandbox.control.setQuirks({ retryAfterStyle: "http-date" });
    await identity(call);
    const until = Date.parse((await identity(call)).headers["retry-after"] ?? "");
    sandbox.control.advance(until - (START_MS + 999));
    expect((await identity(call)).status).toBe(200);
  });

  it("the rate headers can be left out, while the limit stays", async () => {
    const { sandbox, call } = stopped({ limits: { capacity: 1, refillPerSecond: 1 } });
    sandbox.control.setQuirks({ rateHeadersOff: true });
    expect((await identity(call)).headers).toEqual({});
    expect(await identity(call)).toMatchObject({ status: 429, headers: { "retry-after": "1" } });
  });

  it("a lower limit of one endpoint binds there, and both limits are listed", async () => {
    const { sandbox, call } = stopped();
    sandbox.control.setSubLimits([{ pathPrefix: "/v1/severities", capacity: 2, refillPerSecond: 1 }]);
    const severities = (): Promise<Answered> => call("GET", "/v1/severities");
    expect((await severities()).headers).toMatchObject({ "x-ratelimit-limit": "2, 1200;window=60, 2;window=2", "x-ratelimit-remaining": "1" });
    await severities();
    expect((await severities()).status).toBe(429);
    expect((await identity(call)).headers).toMatchObject({ "x-ratelimit-limit": "1200, 1200;window=60", "x-ratelimit-remaining": "1197" });
  });
});
