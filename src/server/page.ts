import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";

/** Serves the built web app: hashed assets for good, the page fresh with a style nonce, and the same page for every path of the app. */
export async function pageRoutes(server: FastifyInstance, { webDir }: { readonly webDir: string | null }): Promise<void> {
  if (webDir === null) {
    server.get("/", (_request, reply) =>
      reply.code(503).type("text/plain").send("The web page was not built. Run `npm run build:web`, then start again.\n"),
    );
    return;
  }
  const template = await readFile(join(webDir, "index.html"), "utf8");
  await server.register(fastifyStatic, { root: join(webDir, "assets"), prefix: "/assets/", immutable: true, maxAge: "365d", decorateReply: false });
  const page = (reply: FastifyReply): FastifyReply => {
    const nonce = randomBytes(18).toString("base64url");
    return reply
      .header("content-security-policy", contentPolicy(nonce))
      .header("cache-control", "no-store")
      .type("text/html; charset=utf-8")
      .send(template.replaceAll("__STYLE_NONCE__", nonce));
  };
  server.get("/", (_request, reply) => page(reply));
  server.get("/contacts", (_request, reply) => page(reply));
  server.get("/contacts/*", (_request, reply) => page(reply));
}

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
