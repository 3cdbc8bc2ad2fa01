import { afterEach, expect, it } from "vitest";
import type { Topic } from "#core/ports/store.ts";
import { must } from "#lib/must.ts";
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

it("sends what comes together as one batch of hints, each topic once, and a hint for everything to a reader who comes back", async () => {
  const world = await createWorld();
  const told: ((topic: Topic) => void)[] = [];
  const listen: typeof world.store.listen = async (_topics, heard) => {
    told.push((topic) => heard(topic, world.workspaceId));
    return async () => undefined;
  };
  const server = await createServer({
    app: { ...world.app, store: { ...world.store, listen } },
    log: silent,
    options: { host: "127.0.0.1", port: 0, apiToken: null, publicUrl: null, webDir: null },
  });
  closers.push(() => server.close());
  await server.listen();
  const tell = (...topics: readonly Topic[]): void => told.forEach((one) => topics.forEach(one));
  const hints = await hintsFrom(`${server.url}/api/v1/events`);
  tell("plan");
  expect(await hints(1)).toEqual(["1 plan"]);
  tell("work", "plan", "work");
  expect(await hints(2)).toEqual(["2 work", "2 plan"]);
  const resumed = await hintsFrom(`${server.url}/api/v1/events`, { "last-event-id": "2" });
  expect((await resumed(5)).map((hint) => hint.replace(/^\d+ /u, ""))).toEqual(["work", "activity", "config", "plan", "run"]);
});

/** Opens a stream of hints; each call waits for so many more of them and names them by their number and topic. */
async function hintsFrom(url: string, headers: Readonly<Record<string, string>> = {}): Promise<(count: number) => Promise<readonly string[]>> {
  const leave = new AbortController();
  closers.unshift(async () => leave.abort());
  const { body } = await fetch(url, { headers, signal: leave.signal });
  const chunks = must(body, "a stream").pipeThrough(new TextDecoderStream()).values();
  let text = "";
  return async (count) => {
    const found = (): readonly RegExpMatchArray[] => [...text.matchAll(/^id: (\d+)\nevent: hint\ndata: \{"topic":"(\w+)"/gmu)];
    while (found().length < count) text += must((await chunks.next()).value, "more hints");
    const hints = found().map(([, rev, topic]) => `${rev ?? ""} ${topic ?? ""}`);
    text = "";
    return hints;
  };
}
