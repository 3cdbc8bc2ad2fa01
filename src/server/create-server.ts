import Fastify, { type FastifyInstance } from "fastify";
import { apiRoutes as declaredRoutes, eventRoute } from "#contract/routes.ts";
import { HighwireError } from "#core/errors.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { Log } from "#core/ports/log.ts";
import type { Application } from "#engine/application.ts";
import { createBodyReader } from "./body-reader.ts";
import { answerClientError } from "./client-error.ts";
import { createDoorkeeper } from "./doorkeeper.ts";
import { createGuard } from "./guard.ts";
import { helpRoutes } from "./help/help-routes.ts";
import { acceptJson } from "./json-body.ts";
import { createLimitedServer } from "./limited-server.ts";
import { createMetrics } from "./metrics.ts";
import { pageRoutes, readWebApp, wantsPage } from "./page.ts";
import type { OidcOptions } from "./people/oidc.ts";
import { createPeople, peoplePorts } from "./people/people.ts";
import { answerProblem } from "./problem.ts";
import { outerRoutes } from "./outer-routes.ts";
import { responderRoutes } from "./responder/responder-routes.ts";
import { webhookRoutes } from "./webhook-routes.ts";
import { wholeApi } from "./whole-api.ts";

export interface ServerOptions {
  /** Default 127.0.0.1. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Bearer token of a program that may do everything; null when there is none. */
  readonly apiToken: string | null;
  /** Address under which people and vendors reach this server, when it is not the host itself. */
  readonly publicUrl: string | null;
  /** Folder of the built page; null when there is none. */
  readonly webDir: string | null;
}

export interface ServerParts {
  readonly app: Application;
  readonly log: Log;
  readonly options: ServerOptions;
  /** Whose people may sign in. Default: those of the application's own workspace, without an OIDC provider. */
  readonly people?: { readonly workspaceId: WorkspaceId; readonly oidc: OidcOptions | null };
}

export interface HighwireServer {
  /** Rejects with Node's own error when the port is taken. */
  listen(): Promise<void>;
  close(): Promise<void>;
  readonly url: string;
  /** Every route as `GET /path/:id`, so that the documents can be held to them. */
  readonly routes: readonly string[];
}

/** Connections that may wait to be taken, as far as the system allows. Node's 511 overflow in a storm, and who is dropped then hears nothing of it. */
const BACKLOG = 4_096;
/** How long requests under way may go on once the server closes, in milliseconds; those of vendors are answered within it. */
const CLOSING_MS = 6_000;
/** How often connections that have become idle are ended while the server closes, in milliseconds. */
const CLOSING_LOOK_MS = 50;

/** The HTTP server over one application. Whoever is not at this machine has to sign in, or to show a token. */
export async function createServer(parts: ServerParts): Promise<HighwireServer> {
  const { options } = parts;
  const server = Fastify({
    serverFactory: (handler) => createLimitedServer(handler),
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => answerProblem(error, request, reply, parts.log),
    // While it closes: a webhook under way is still answered, and one more on an open connection gets no 503 (X2).
    forceCloseConnections: "idle",
    return503OnClosing: false,
    logger: false,
    routerOptions: { maxParamLength: 400 },
  });
  const routes: string[] = [];
  server.addHook("onRoute", ({ method, url: path }) => void routes.push(...[method].flat().map((word) => `${word} ${path}`)));
  let url = "";
  await assemble(server, parts, () => url);
  return {
    async listen() {
      url = await server.listen({ host: options.host, port: options.port, backlog: BACKLOG });
    },
    close: () => closeGently(server),
    get url() {
      return url;
    },
    routes,
  };
}

/** Ends idle connections at once and the others when their answer is out, or when their time is up. */
async function closeGently(server: FastifyInstance): Promise<void> {
  const look = setInterval(() => server.server.closeIdleConnections(), CLOSING_LOOK_MS);
  const timeUp = setTimeout(() => server.server.closeAllConnections(), CLOSING_MS);
  try {
    await server.close();
  } finally {
    clearInterval(look);
    clearTimeout(timeUp);
  }
}

async function assemble(server: FastifyInstance, parts: ServerParts, ownUrl: () => string): Promise<void> {
  const { app, log, options } = parts;
  const url = (): string => options.publicUrl ?? ownUrl();
  const people = createPeople(peoplePorts(app, parts.people), { log, url, oidc: parts.people?.oidc ?? null });
  const doorkeeper = createDoorkeeper({ app, people, options });
  const guard = createGuard({ options, routes: [...declaredRoutes, eventRoute], doorkeeper });
  const secure = options.publicUrl?.startsWith("https://") === true;
  const metrics = createMetrics(app);
  const reader = createBodyReader();
  // Each part below says which bodies it takes; what belongs to none of them has its body left unread.
  server.removeAllContentTypeParsers();
  server.setErrorHandler((error, request, reply) => answerProblem(error, request, reply, log));
  const webApp = await readWebApp(options.webDir);
  server.setNotFoundHandler((request, reply) =>
    webApp !== null && wantsPage(request) ? webApp(reply.code(404)) : answerProblem(new HighwireError("HW_REQUEST_NOT_FOUND"), request, reply, log),
  );
  server.addHook("onSend", async (_request, reply) => {
    reply.headers({ "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cross-origin-opener-policy": "same-origin" });
    if (secure) reply.header("strict-transport-security", "max-age=31536000");
    if (!reply.hasHeader("content-security-policy")) reply.header("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  });
  // Webhooks come under whatever name the vendor was told; their signature is their proof.
  await server.register(webhookRoutes, { prefix: "/webhooks", app, log, metrics, reader });
  await server.register(async (inner) => {
    inner.addHook("onRequest", async (request) => guard.checkHost(request));
    inner.get("/healthz", () => ({ ok: true }));
    inner.get("/readyz", async (_request, reply) => ((await app.store.healthy()) ? { ready: true } : reply.code(503).send({ ready: false })));
    inner.get("/metrics", async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
    await inner.register(pageRoutes, { webDir: options.webDir, webApp });
    await inner.register(outerRoutes, { app, people, publicUrl: options.publicUrl });
    await inner.register(helpRoutes);
    await inner.register(responderRoutes, { app, log, reader, publicUrl: options.publicUrl, doorkeeper });
    await inner.register(
      async (api) => {
        api.addHook("onRequest", async (request) => guard.checkApi(request));
        api.addHook("onSend", async (_request, reply) => void reply.header("cache-control", "no-store"));
        acceptJson(api, reader);
        await api.register(wholeApi, { app, people, url, publicUrl: options.publicUrl });
      },
      { prefix: "/api/v1" },
    );
  });
}
