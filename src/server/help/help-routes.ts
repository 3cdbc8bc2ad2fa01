import { fileURLToPath } from "node:url";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { HighwireError } from "#core/errors.ts";
import { html, Html } from "../responder/html.ts";
import { policyOf } from "../responder/page-style.ts";
import { helpAddress, readHelpPages, sections, type HelpPage } from "./help-pages.ts";
import { helpStyle } from "./help-style.ts";
import { renderMarkdown } from "./render-markdown.ts";
import { searchHelp } from "./search-help.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url));
/** Characters of a question. */
const MOST_QUERY = 100;

/** `/help`: the repository's documents, served here so that they fit this version and need no other site. No script, and nothing of anybody. */
export async function helpRoutes(server: FastifyInstance): Promise<void> {
  let read: Promise<readonly HelpPage[]> | null = null;
  const pages = (): Promise<readonly HelpPage[]> => (read ??= readHelpPages(repository));
  const rendered = new Map<string, string>();

  server.get("/help", async (request: FastifyRequest<{ Querystring: { readonly q?: unknown } }>, reply) => {
    const query = typeof request.query.q === "string" ? request.query.q.trim().slice(0, MOST_QUERY) : "";
    return send(reply, query === "" ? firstPage(await pages()) : foundPage(await pages(), query));
  });
  server.get("/help/*", async (request: FastifyRequest<{ Params: { readonly "*": string } }>, reply) => {
    const all = await pages();
    const page = all.find(({ slug }) => slug === request.params["*"].replace(/\/$/u, ""));
    if (page === undefined) throw new HighwireError("HW_REQUEST_NOT_FOUND", { detail: "the help has no such page; /help lists them all" });
    const known = rendered.get(page.slug) ?? onePage(all, page);
    rendered.set(page.slug, known);
    return send(reply, known);
  });
}

function onePage(all: readonly HelpPage[], page: HelpPage): string {
  const body = renderMarkdown(page.markdown, (href) => helpAddress(all, page.file, href));
  return frame(page.title, new Html(body));
}

function firstPage(all: readonly HelpPage[]): string {
  const parts = sections.flatMap((section) => {
    const own = all.filter((page) => page.section === section);
    if (own.length === 0) return [];
    return [
      html`<h2>${section}</h2>
        <ul>
          ${own.map(({ slug, title }) => html`<li><a href="/help/${slug}">${title}</a></li>`)}
        </ul>`,
    ];
  });
  return frame(
    "Help",
    html`<h1>Help</h1>
      ${search("")}${parts}`,
  );
}

function foundPage(all: readonly HelpPage[], query: string): string {
  const found = searchHelp(all, query);
  const rows = found.map(
    ({ page, excerpt }) => html`<li><a href="/help/${page.slug}">${page.title}</a><br /><span class="dim">${excerpt}</span></li>`,
  );
  return frame(
    "Search the help",
    html`<h1>Search the help</h1>
      ${search(query)}
      <p role="status">${found.length === 0 ? "No page holds all these words. Try fewer of them." : `Pages found: ${String(found.length)}`}</p>
      <ul>
        ${rows}
      </ul>`,
  );
}

const search = (query: string): Html =>
  html`<search>
    <form action="/help" method="get">
      <input type="search" name="q" aria-label="Words to look for" value="${query}" maxlength="${MOST_QUERY}" />
      <button class="main">Search</button>
    </form>
  </search>`;

function frame(title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="data:," />
        <title>${title} · Highwire</title>
        ${new Html(`<style>${helpStyle}</style>`)}
      </head>
      <body>
        <header>
          <nav aria-label="Help"><a href="/">Highwire</a><a href="/help">Help</a></nav>
        </header>
        <main>${body}</main>
      </body>
    </html> `.text;
}

const send = (reply: FastifyReply, page: string): FastifyReply =>
  reply
    .header("content-security-policy", policyOf(helpStyle, "none"))
    .header("cache-control", "no-cache")
    .type("text/html; charset=utf-8")
    .send(page);
