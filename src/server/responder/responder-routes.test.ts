import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { openMail } from "#main/open-mail.ts";
import { createServer, type HighwireServer } from "../create-server.ts";
import { openIncident, settle } from "../../../test/support/case-world.ts";
import { createWorld, firstContact, silent, type World } from "../../../test/support/in-process-world.ts";
import { openTrapMail } from "../../../test/support/trap-mail.ts";

let world: World;
let server: HighwireServer;
let locked: HighwireServer;
let pageId: string;
let incident: string;

const hostile = `<img src=x onerror=alert(1)>"'&`;
const person = { firstName: hostile, lastName: "Byron", email: "ada@example.com", phone: "+12025550134", companyName: "Analytical Engines" };

beforeAll(async () => {
  world = await createWorld({ contacts: 1, entity: "board" });
  const contactId = firstContact(world);
  world.highlevel.control.editContact(contactId, person);
  world.highlevel.control.createNote(contactId, { body: `Rang twice ${hostile}` });
  world.highlevel.control.createTask(contactId, { title: `Call ${hostile}` });
  await world.load();
  incident = openIncident(world, [contactId]);
  await settle(world);
  const paged = { connectionId: (await world.bridge()).right, incidentId: incident };
  pageId = await world.store.giveIncidentPage(world.workspaceId, paged, ["01J00000000000000000000000"]);
  const options = { host: "127.0.0.1", port: 0, publicUrl: null, webDir: null };
  server = await createServer({ app: world.app, log: silent, options: { ...options, apiToken: null } });
  locked = await createServer({ app: world.app, log: silent, options: { ...options, apiToken: "a token of some length" } });
  await server.listen();
  await locked.listen();
});
afterAll(async () => {
  await server.close();
  await locked.close();
});

/** What time does by itself while a request is under way. */
async function during<Result>(asked: Promise<Result>): Promise<Result> {
  let over = false;
  void asked.finally(() => (over = true)).catch(() => undefined);
  while (!over) {
    world.clock.advance(20);
    await new Promise(setImmediate);
  }
  return asked;
}
const get = (path: string, headers: Readonly<Record<string, string>> = {}, at = locked): Promise<Response> =>
  during(fetch(`${at.url}${path}`, { headers, redirect: "manual" }));
const post = (
  path: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
  at = locked,
): Promise<Response> =>
  during(
    fetch(`${at.url}${path}`, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { "sec-fetch-site": "same-origin", ...headers },
      redirect: "manual",
    }),
  );
const cookieOf = (answer: Response): string => (answer.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
const personal = ["Byron", "ada@example.com", "12025550134", "Analytical", "Rang twice", "Checkout is down", "INC-"];

describe("whoever has not come in", () => {
  it("P5 1,000 robots learn nothing of the customer and use nothing up", { timeout: 60_000 }, async () => {
    const { address } = await during(must(world.app.responder, "the pages").share(incident, 4, "api"));
    const before = [world.calls(), (await world.store.shareLinks(world.workspaceId, world.clock.now())).length];
    const agents = ["Slackbot-LinkExpanding 1.0", "Twitterbot/1.0", "facebookexternalhit/1.1", "curl/8"];
    let first: string | null = null;
    for (let index = 0; index < 1_000; index += 1) {
      const path = index % 2 === 0 ? `/r/i/${pageId}` : `/r/s/${pageId}`;
      const answer = await get(path, { "user-agent": agents[index % agents.length] ?? "" });
      const text = await answer.text();
      expect(answer.status).toBe(200);
      expect(answer.headers.getSetCookie()).toEqual([]);
      if (index === 0) first = text;
      for (const word of personal) expect(text).not.toContain(word);
    }
    expect([world.calls(), (await world.store.shareLinks(world.workspaceId, world.clock.now())).length]).toEqual(before);
    // No page looks different from one that there is not, but for the id in its forms.
    const none = "01J0000000000000000000000Z";
    expect((await (await get(`/r/i/${none}`)).text()).replaceAll(none, pageId)).toBe(first);
    // The key still opens: nobody has used it up.
    const key = must(address.split("#k=")[1], "the key");
    expect((await post(`/r/s/${pageId}/open`, { key })).headers.get("location")).toBe(`/r/i/${pageId}`);
  });

  it("gets no script, no index, no referrer, and a picture-free preview", async () => {
    const answer = await get(`/r/i/${pageId}`);
    const text = await answer.text();
    expect(text).not.toMatch(/<script|onerror|javascript:/iu);
    expect(answer.headers.get("content-security-policy")).toBe(
      `default-src 'none'; style-src '${/'(sha256-[^']+)'/u.exec(answer.headers.get("content-security-policy") ?? "")?.[1] ?? ""}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'`,
    );
    expect(answer.headers.get("x-robots-tag")).toBe("noindex, nofollow");
    expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(text).toContain('<meta property="og:title" content="Customer context of an incident"');
    expect(text).not.toContain("og:image");
  });

  it.each(["nothing", "..%2f..", "01J0000000000000000000000", "<script>"])("learns of the address %s only that it is no page", async (id) => {
    const answer = await get(`/r/i/${encodeURIComponent(id)}`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain("<script>");
  });

  it.each([
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["a sister site", { "sec-fetch-site": "same-site" }],
  ])("cannot be sent through a form by %s", async (_who, headers) => {
    for (const path of [`/r/i/${pageId}/enter`, `/r/i/${pageId}/code`, `/r/i/${pageId}/open`, `/r/i/${pageId}/leave`, `/r/s/${pageId}/open`])
      expect((await post(path, {}, headers)).status).toBe(403);
  });

  it("meets a body in any other form than a form's with a refusal", async () => {
    const send = (body: string, type: string): Promise<Response> =>
      during(fetch(`${locked.url}/r/i/${pageId}/code`, { method: "POST", body, headers: { "content-type": type, "sec-fetch-site": "same-origin" } }));
    expect((await send("{}", "application/json")).status).toBe(400);
    expect((await send(`email=${"x".repeat(5_000)}`, "application/x-www-form-urlencoded")).status).toBe(400);
  });
});

describe("whoever has come in", () => {
  it("by a code sees the contacts with personal values masked, and hostile text as text", async () => {
    const asked = await post(`/r/i/${pageId}/code`, { email: "bo@example.com" });
    expect([asked.status, asked.headers.get("location")]).toEqual([303, `/r/i/${pageId}?step=code`]);
    for (let step = 0; step < 20; step += 1) {
      world.clock.advance(50);
      await new Promise(setImmediate);
    }
    const code = must(/[2-9A-Z]{4}-[2-9A-Z]{4}/u.exec(world.letters.at(-1)?.text ?? "")?.[0], "a code");
    const wrong = await post(`/r/i/${pageId}/open`, { code: "AAAA-AAAA" }, { cookie: cookieOf(asked) });
    expect(wrong.headers.get("location")).toBe(`/r/i/${pageId}?step=wrong-code`);
    const opened = await post(`/r/i/${pageId}/open`, { code }, { cookie: cookieOf(asked) });
    const visit = must(
      opened.headers.getSetCookie().find((one) => one.includes("-visit-")),
      "a cookie",
    );
    expect(visit).toMatch(/^__Secure-hw-visit-\w+=[\w-]{43}; Path=\/r; Max-Age=28\d{3}; HttpOnly; Secure; SameSite=Lax$/u);
    const page = await get(`/r/i/${pageId}`, { cookie: visit.split(";")[0] ?? "" });
    const text = await page.text();
    expect(text).toContain("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp; Byron");
    expect(text).not.toContain("<img");
    for (const shown of ["Analytical Engines", "Rang twice", "Call &lt;img"]) expect(text).toContain(shown);
    for (const hidden of ["ada@example.com", "2025550134", "tel:", "mailto:"]) expect(text).not.toContain(hidden);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(30_720);
    const left = await post(`/r/i/${pageId}/leave`, {}, { cookie: visit.split(";")[0] ?? "" });
    expect(left.headers.getSetCookie()[0]).toContain("Max-Age=0");
    expect(await (await get(`/r/i/${pageId}`, { cookie: visit.split(";")[0] ?? "" })).text()).not.toContain("Byron");
  });

  it("on this machine, with nothing but sandboxes, sees all on purpose: a press, not a look", async () => {
    expect(await (await get(`/r/i/${pageId}`, {}, server)).text()).not.toContain("Byron");
    const entered = await post(`/r/i/${pageId}/enter`, {}, {}, server);
    const text = await (await get(`/r/i/${pageId}`, { cookie: cookieOf(entered) }, server)).text();
    expect(text).toContain('href="tel:+12025550134"');
    expect(text).toContain('href="mailto:ada%40example.com"');
    expect((await post(`/r/i/${pageId}/enter`, {})).headers.getSetCookie()).toEqual([]);
  });

  it("by a share link pasted whole, for browsers without scripts, and not by a wrong one", async () => {
    const { address } = await during(must(world.app.responder, "the pages").share(incident, 4, "api"));
    const opened = await post(`/r/s/${pageId}/open`, { key: `https://highwire.example.com${address}` });
    expect(await (await get(`/r/i/${pageId}`, { cookie: cookieOf(opened) })).text()).toContain("Byron");
    const refused = await post(`/r/s/${pageId}/open`, { key: `${address}x` });
    expect(refused.headers.get("location")).toBe(`/r/s/${pageId}?step=refused`);
    expect(refused.headers.getSetCookie()).toEqual([]);
    expect(await (await get(`/r/s/${pageId}?step=refused`)).text()).toContain("opens nothing any more");
  });
});

it("stays within its size whatever the contacts are like, and leads to the rest", { timeout: 60_000 }, async () => {
  const heavy = await createWorld({ contacts: 6, entity: "board" });
  const wide = "漢字\"&<'".repeat(60);
  for (const { id } of heavy.highlevel.control.contacts()) {
    heavy.highlevel.control.editContact(String(id), {
      firstName: wide,
      lastName: wide,
      companyName: wide,
      tags: Array.from({ length: 30 }, (_, tag) => `${wide}${String(tag)}`),
    });
    for (let count = 0; count < 6; count += 1) {
      heavy.highlevel.control.createTask(String(id), { title: wide });
      heavy.highlevel.control.createNote(String(id), { body: wide });
    }
  }
  await heavy.load();
  const named = openIncident(
    heavy,
    heavy.highlevel.control.contacts().map(({ id }) => String(id)),
  );
  await settle(heavy);
  const paged = { connectionId: (await heavy.bridge()).right, incidentId: named };
  const id = await heavy.store.giveIncidentPage(heavy.workspaceId, paged, ["01J00000000000000000000000"]);
  const responder = must(heavy.app.responder, "the pages");
  const { incidentPage, MOST_BYTES } = await import("./incident-page.ts");
  const seen = new Set<string>();
  for (let from: number | null = 0; from !== null;) {
    const asked: Promise<Awaited<ReturnType<typeof responder.look>>> = responder.look(
      id,
      { who: "user:1", email: null, linkId: null, reveals: true },
      from,
    );
    const look = must(await asked, "a look");
    const text = incidentPage(look, { pageId: id, from, linksToContacts: true, mayLeave: true });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MOST_BYTES);
    for (const [, contactId = ""] of text.matchAll(/\/r\/c\/(\w+)/gu)) seen.add(contactId);
    const next = /\?from=(\d+)">Next contacts/u.exec(text)?.[1];
    from = next === undefined ? null : Number(next);
  }
  expect(seen.size).toBe(6);
});

describe("the mail", () => {
  it("goes out over SMTP to the one address, and says what is wrong when the server takes none", async () => {
    const trap = await openTrapMail();
    const mail = must(openMail({ smtpUrl: trap.url, mailFrom: "Highwire <highwire@example.com>" }), "the mail");
    await mail.send({ to: "bo@example.com", subject: "Your code", text: "AAAA-BBBB" });
    expect(await trap.next()).toMatchObject({ from: "highwire@example.com", to: "bo@example.com", subject: "Your code", text: "AAAA-BBBB\n" });
    await trap.close();
    await expect(mail.send({ to: "bo@example.com", subject: "x", text: "x" })).rejects.toMatchObject({ code: "HW_MAIL_REFUSED" });
    expect(openMail({ smtpUrl: null, mailFrom: null })).toBeNull();
    expect(() => openMail({ smtpUrl: "smtp://127.0.0.1", mailFrom: null })).toThrow(expect.objectContaining({ code: "HW_CONFIG_MISSING" }));
  });
});
