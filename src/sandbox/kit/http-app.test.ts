import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { HttpApp, type Handler } from "./http-app.ts";

async function withApp(handle: Handler, work: (baseUrl: string) => Promise<void>): Promise<void> {
  const app = new HttpApp(handle);
  const baseUrl = await app.listen(0);
  try {
    await work(baseUrl);
  } finally {
    await app.close();
  }
}

describe("an HTTP app", () => {
  it("listens on loopback only and hands over method, path, query, headers and the raw body", async () => {
    const body = Buffer.from([0xff, 0x00, 0x7b]);
    await withApp(
      (seen) =>
        Promise.resolve({
          status: 201,
          headers: { "x-more": "1" },
          body: { ...seen, query: [...seen.query], headers: seen.headers["x-mine"], body: seen.body.toString("hex") },
        }),
      async (baseUrl) => {
        expect(baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u);
        const response = await fetch(`${baseUrl}/A%2Fb/?x=1&x=%2B`, { method: "PUT", headers: { "X-Mine": "me" }, body });
        expect([response.status, response.headers.get("x-more"), await response.json()]).toEqual([
          201,
          "1",
          {
            method: "PUT",
            path: "/A%2Fb/",
            query: [
              ["x", "1"],
              ["x", "+"],
            ],
            headers: "me",
            body: "ff007b",
          },
        ]);
      },
    );
  });

  it("answers 500 when its handler throws, and goes on", async () => {
    let calls = 0;
    const handle: Handler = () => {
      calls += 1;
      return calls === 1 ? Promise.reject(new RangeError("defect")) : Promise.resolve({ status: 204 });
    };
    await withApp(handle, async (baseUrl) => {
      const first = await fetch(baseUrl);
      expect([first.status, await first.json()]).toEqual([500, { message: "sandbox: defect" }]);
      expect((await fetch(baseUrl)).status).toBe(204);
    });
  });

  it("outlives a caller who goes away in the middle of a body", async () => {
    await withApp(
      () => Promise.resolve({ status: 200, body: {} }),
      async (baseUrl) => {
        const half = request(baseUrl, { method: "POST", headers: { "content-length": "1000" } });
        half.on("error", () => {});
        half.write("half");
        await new Promise((resolve) => setTimeout(resolve, 20));
        half.destroy();
        expect((await fetch(baseUrl)).status).toBe(200);
      },
    );
  });

  it("refuses a port that is taken", async () => {
    await withApp(
      () => Promise.resolve({ status: 200 }),
      async (baseUrl) => {
        await expect(new HttpApp(() => Promise.resolve({ status: 200 })).listen(Number(new URL(baseUrl).port))).rejects.toMatchObject({
          code: "EADDRINUSE",
        });
      },
    );
  });
});
