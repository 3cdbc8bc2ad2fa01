import { afterAll, beforeAll, expect, it } from "vitest";
import { createServer, type HighwireServer } from "#server/create-server.ts";
import { createWorld, silent, type World } from "../support/in-process-world.ts";

let world: World;
let server: HighwireServer;
beforeAll(async () => {
  world = await createWorld();
  await world.app.accounts.signIns.setApp(world.highlevel.oauth.app, "test");
  server = await createServer({
    app: world.app,
    log: silent,
    options: { host: "127.0.0.1", port: 0, apiToken: null, publicUrl: null, webDir: null },
  });
  await server.listen();
});
afterAll(() => server.close());

const headers = { "content-type": "application/json", "x-highwire-request": "1" };

/** Begins a sign-in as the page does, and gives the consent page's answer with the browser's cookie. */
async function consented(form: Readonly<Record<string, string>> = { decision: "approve" }) {
  const begun = await fetch(`${server.url}/api/v1/setup/highlevel/sign-in`, { method: "POST", headers, body: JSON.stringify({ returnTo: "setup" }) });
  const cookie = begun.headers.get("set-cookie") ?? "";
  const { address } = (await begun.json()) as { address: string };
  const { pathname: path, searchParams: query } = new URL(address);
  const answer = await world.highlevel.app.handle({
    method: "POST",
    path,
    query,
    headers: {},
    body: Buffer.from(new URLSearchParams(form).toString()),
  });
  return { cookie, back: new URL(String(answer.headers?.["location"])) };
}
const comeBack = (back: URL, cookie: string): Promise<Response> =>
  fetch(`${server.url}${back.pathname}${back.search}`, { redirect: "manual", headers: { cookie: cookie.split(";")[0] ?? "" } });

it("sends the person on at once, by 303, without code or state in the address, and takes the cookie back", async () => {
  const { cookie, back } = await consented();
  expect(cookie).toMatch(/^highwire-sign-in=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/u);
  expect(back.origin + back.pathname).toBe(`${server.url}/connect/highlevel/callback`);
  const answer = await comeBack(back, cookie);
  expect([answer.status, answer.headers.get("referrer-policy"), answer.headers.get("cache-control")]).toEqual([303, "no-referrer", "no-store"]);
  expect(answer.headers.get("location")).toMatch(/^\/setup\?install=[\da-f-]{36}$/u);
  expect(answer.headers.get("set-cookie")).toContain("Max-Age=0");
  expect((await world.app.accounts.signIns.installs())[0]?.status).toBe("connected");
});

it.each([
  ["state=unknown&code=x", "HW_OAUTH_STATE"],
  ["state=one&state=two&code=x", "HW_OAUTH_STATE"],
  ["code=x&code=y", "HW_OAUTH_STATE"],
  ["error=access_denied&code=x", "HW_OAUTH_DENIED"],
  ["error=one&error=two", "HW_OAUTH_DENIED"],
  ["", "HW_OAUTH_STATE"],
])("keeps nothing of a return that nobody asked for: %s", async (query, code) => {
  const before = (await world.app.accounts.signIns.installs()).length;
  const answer = await comeBack(new URL(`${server.url}/connect/highlevel/callback?${query}`), "");
  expect([answer.status, answer.headers.get("location")]).toEqual([303, `/settings/connections?problem=${code}`]);
  expect(await world.app.accounts.signIns.installs()).toHaveLength(before);
});

it("refuses hosts that are not ours", async () => {
  const { host } = new URL(server.url);
  const answer = await new Promise<number>((resolve, reject) => {
    void import("node:http").then(({ get }) =>
      get(
        { host: "127.0.0.1", port: host.split(":")[1], path: "/connect/highlevel/callback?code=x", headers: { host: "evil.example" } },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      ).on("error", reject),
    );
  });
  expect(answer).toBe(403);
});
