import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { webPages } from "#contract/pages.ts";

/** The web app's one page: every address of it answers the same. */
export type WebApp = (reply: FastifyReply) => FastifyReply;

/** Reads the built page, which goes out fresh with a style nonce each time. Null when there is none. */
export async function readWebApp(webDir: string | null): Promise<WebApp | null> {
  if (webDir === null) return null;
  const template = await readFile(join(webDir, "index.html"), "utf8");
  return (reply) => {
    const nonce = randomBytes(18).toString("base64url");
    return reply
      .header("content-security-policy", contentPolicy(nonce))
      .header("cache-control", "no-store")
      .type("text/html; charset=utf-8")
      .send(template.replaceAll("__STYLE_NONCE__", nonce));
  };
}

/** Serves the built web app: hashed assets for good, the page for every address that it has. */
export async function pageRoutes(
  server: FastifyInstance,
  { webDir, webApp }: { readonly webDir: string | null; readonly webApp: WebApp | null },
): Promise<void> {
  if (webDir === null || webApp === null) {
    server.get("/", (_request, reply) =>
      reply.code(503).type("text/plain").send("The web page was not built. Run `npm run build:web`, then start again.\n"),
    );
    return;
  }
  await server.register(fastifyStatic, { root: join(webDir, "assets"), prefix: "/assets/", immutable: true, maxAge: "365d", decorateReply: false });
  for (const { path } of webPages) server.get(path.replaceAll("$", ":"), (_request, reply) => webApp(reply));
}

/** Does a person ask, with a browser, who is better served by a page that says what is wrong? */
export const wantsPage = ({ method, url, headers }: FastifyRequest): boolean =>
  method === "GET" && !url.startsWith("/api/") && headers.accept?.includes("text/html") === true;

/** No inline script, no foreign anything; styles only ours and those under this page's nonce. */
export const contentPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
