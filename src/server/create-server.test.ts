import { afterEach, expect, it } from "vitest";
import { createWorld, firstContact, silent } from "../../test/support/in-process-world.ts";
import { createServer } from "./create-server.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

it("says on /readyz whether the store answers, and on /healthz that the process lives", async () => {
  const world = await createWorld();
  let answers = true;
  const app = { ...world.app, store: { ...world.store, healthy: async () => answers } };
  const options = { host: "127.0.0.1", port: 0, apiToken: null, publicUrl: null, webDir: null };
  const server = await createServer({ app, log: silent, options });
  closers.push(() => server.close());
  await server.listen();
  const ask = async (path: string): Promise<readonly [number, unknown]> => {
    const answer = await fetch(`${server.url}${path}`);
    return [answer.status, await answer.json()];
  };
  expect(await ask("/readyz")).toEqual([200, { ready: true }]);
  answers = false;
  expect(await ask("/readyz")).toEqual([503, { ready: false }]);
  expect(await ask("/healthz")).toEqual([200, { ok: true }]);
  answers = true;
  expect(await ask("/readyz")).toEqual([200, { ready: true }]);
});

it("leads links by vendors' ids to the pages of today, and says nothing of anybody", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const server = await createServer({
    app: world.app,
    log: silent,
    options: { host: "127.0.0.1", port: 0, apiToken: null, publicUrl: null, webDir: null },
  });
  closers.push(() => server.close());
  await server.listen();
  const leadsTo = async (path: string): Promise<string | null> => {
    const answer = await fetch(`${server.url}${path}`, { redirect: "manual" });
    return answer.status === 302 ? answer.headers.get("location") : String(answer.status);
  };
  const contactId = firstContact(world);
  expect(await leadsTo(`/r/c/${contactId}`)).toBe(`/contacts/${(await world.linkOf(contactId)).id}`);
  expect(await leadsTo("/r/c/nobody")).toBe("/contacts");
});
