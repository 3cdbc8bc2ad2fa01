import { describe, expect, it } from "vitest";
import { addContact, stopped } from "./testing.ts";

const OTHER = "loc01SandboxHighwire";
const read = "GET /locations/loc00SandboxHighwire";

describe("the rate limit", () => {
  it("X7 lets 100 calls of a location through in any ten seconds and counts each further one as a violation", async () => {
    const { sandbox, call } = stopped();
    for (let index = 0; index < 50; index += 1) expect((await call(read)).status).toBe(200);
    sandbox.control.advance(6_000);
    for (let index = 0; index < 50; index += 1) expect((await call(read)).status).toBe(200);
    sandbox.control.advance(3_999);
    const over = await call(read);
    expect([over.status, over.body, over.headers["retry-after"]]).toEqual([429, { statusCode: 429, message: "Too Many Requests" }, undefined]);
    // The window slides: ten seconds after the first fifty, fifty are free again, and no more.
    sandbox.control.advance(1);
    for (let index = 0; index < 50; index += 1) expect((await call(read)).status).toBe(200);
    expect((await call(read)).status).toBe(429);
    expect(sandbox.control.counters()).toMatchObject({ limitViolations: 2, calls: 152 });
  });

  it("tells all six headers, on refusals too", async () => {
    const { sandbox, call } = stopped({ limits: { perInterval: 1, intervalMs: 10_000, perDay: 500 } });
    const first = await call(read);
    sandbox.control.advance(1_000);
    const second = await call(read);
    expect([first.headers, second.headers]).toMatchObject([
      {
        "x-ratelimit-max": "1",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-interval-milliseconds": "10000",
        "x-ratelimit-limit-daily": "500",
        "x-ratelimit-daily-remaining": "499",
        "x-ratelimit-daily-reset": "86400000",
      },
      { "x-ratelimit-remaining": "0", "x-ratelimit-daily-remaining": "499", "x-ratelimit-daily-reset": "86399000" },
    ]);
  });

  it("keeps the budgets of two locations apart, and those of the app and of private integration tokens", async () => {
    const { sandbox, call } = stopped({
      limits: { perInterval: 1, intervalMs: 10_000, perDay: 500 },
      locations: [
        { id: "loc00SandboxHighwire", name: "A" },
        { id: OTHER, name: "B" },
      ],
    });
    const elsewhere = sandbox.control.addToken({ locationId: OTHER });
    const app = sandbox.control.addToken({ kind: "location" });
    const twin = sandbox.control.addToken();
    expect((await call(read)).status).toBe(200);
    expect((await call(`GET /locations/${OTHER}`, undefined, { token: elsewhere })).status).toBe(200);
    expect((await call(read, undefined, { token: app })).status).toBe(200);
    // Another private integration token of the same location spends from the same budget.
    expect((await call(read, undefined, { token: twin })).status).toBe(429);
  });

  it("refuses everything once the day is spent, until a day has passed", async () => {
    const { sandbox, call } = stopped({ limits: "trial" });
    await call(read);
    sandbox.control.spendDailyBudget(1);
    expect((await call(read)).status).toBe(200);
    const spent = await call(read);
    expect([spent.status, spent.headers["x-ratelimit-daily-remaining"]]).toEqual([429, "0"]);
    sandbox.control.advance(86_400_000);
    expect((await call(read)).headers["x-ratelimit-daily-remaining"]).toBe("9999");
  });

  it("does nothing of a call over the limit", async () => {
    const kit = stopped({ limits: { perInterval: 1, intervalMs: 10_000, perDay: 500 } });
    const { id } = await addContact(kit);
    expect((await kit.call(`DELETE /contacts/${String(id)}`)).status).toBe(429);
    expect(kit.sandbox.control.contacts()).toHaveLength(1);
    expect(kit.sandbox.control.counters().writes).toBe(1);
  });

  it("can be switched off", async () => {
    const { call } = stopped({ limits: "off" });
    for (let index = 0; index < 300; index += 1) expect((await call(read)).status).toBe(200);
    expect((await call(read)).headers).toEqual({});
  });
});
