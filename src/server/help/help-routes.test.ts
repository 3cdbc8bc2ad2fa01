import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, it } from "vitest";
import { registry } from "#core/error-registry.ts";
import { answerProblem } from "../problem.ts";
import { helpRoutes } from "./help-routes.ts";
import { anchorOf, renderMarkdown } from "./render-markdown.ts";

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
let server: FastifyInstance;
beforeAll(async () => {
  server = Fastify();
  server.setErrorHandler((error, request, reply) => answerProblem(error, request, reply, silent));
  await server.register(helpRoutes);
});
afterAll(() => server.close());

const page = async (path: string): Promise<string> => {
  const answer = await server.inject(path);
  expect([path, answer.statusCode]).toEqual([path, 200]);
  return answer.body;
};
const linksIn = (text: string): readonly string[] => [...text.matchAll(/href="(\/help[^"]*)"/gu)].map(([, href = ""]) => href);

it("leads from its first page to every guide, and no link of any page is dead", async () => {
  const seen = new Map<string, string>();
  const open = ["/help"];
  while (open.length > 0) {
    const path = open.pop() ?? "";
    if (seen.has(path)) continue;
    const text = await page(path);
    seen.set(path, text);
    open.push(...linksIn(text).map((href) => href.split("#")[0] ?? ""));
  }
  for (const guide of ["start", "connect-highlevel", "go-live", "recipe-board", "responder-page", "production", "data-safety", "glossary", "errors"])
    expect(seen.has(`/help/${guide}`), guide).toBe(true);
  for (const text of seen.values())
    for (const href of linksIn(text).filter((one) => one.includes("#"))) {
      const [path = "", anchor = ""] = href.split("#");
      expect(seen.get(path), href).toContain(`id="${anchor}"`);
    }
});

it("has a page for every error, under the address that answers name", async () => {
  for (const { number, title } of Object.values(registry))
    expect(await page(`/help/errors/${number}`)).toContain(`<h1 id="${anchorOf(`${number}: ${title}`)}">`);
});

it("runs no script, and shows what is put into a question as text", async () => {
  const answer = await server.inject(`/help?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
  expect(answer.body).not.toContain("<script");
  expect(answer.body).toContain("&quot;&gt;&lt;script&gt;");
  expect(answer.headers["content-security-policy"]).toMatch(
    /^default-src 'none'; style-src 'sha256-.+'; img-src data:; form-action 'self'; .*trusted-types 'none'$/u,
  );
});

it.each([
  ["revoke link", "Responder page and sharing"],
  ["HW-1401", "HW-1401"],
  ["master key", "Back up, restore, and survive without"],
])("finds %s", async (query, title) => {
  expect(await page(`/help?q=${encodeURIComponent(query)}`)).toContain(`>${title}`);
});

it("says so when nothing is found, and answers an unknown page with what to do", async () => {
  expect(await page("/help?q=zebra+crossing+penguin")).toContain("No page holds all these words");
  const answer = await server.inject("/help/nothing");
  expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([404, "the help has no such page; /help lists them all"]);
});

it("shows HTML and unsafe links of a document as text", () => {
  const rendered = renderMarkdown(
    "<img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](other.md) [c](https://example.com/) ![d](x.png)",
    () => null,
  );
  expect(rendered).not.toMatch(/<img|javascript:|other\.md/u);
  expect(rendered).toContain("&lt;img src=x onerror=alert(1)&gt;");
  expect(rendered).toContain('<a href="https://example.com/">c</a>');
});
