import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { HighwireError } from "#core/errors.ts";
import type { Log } from "#core/ports/log.ts";
import { mayDo } from "#core/policy/role.ts";
import type { Application } from "#engine/application.ts";
import type { LetIn, Responder, Visitor } from "#engine/responder/responder.ts";
import { isUlid } from "#lib/ulid.ts";
import type { BodyReader } from "../body-reader.ts";
import type { Caller } from "../caller.ts";
import type { Doorkeeper } from "../doorkeeper.ts";
import { problemOfAny } from "../problem.ts";
import { readCookie, writtenCookie } from "./cookies.ts";
import { doorPage, nothingPage, sharePage, troublePage, type Doors } from "./door-pages.ts";
import { acceptForms, checkFormSite, formField } from "./form-body.ts";
import { incidentPage } from "./incident-page.ts";
import { pageStyle, policyOf } from "./page-style.ts";
import { shareScript } from "./share-script.ts";

export interface ResponderRouteParts {
  readonly app: Application;
  readonly log: Log;
  readonly reader: BodyReader;
  /** Address under which people reach us, when it is not the host itself. */
  readonly publicUrl: string | null;
  readonly doorkeeper: Doorkeeper;
}

type OfPage = FastifyRequest<{ Params: { id: string }; Querystring: { readonly from?: unknown; readonly step?: unknown } }>;

/** Ten minutes, in milliseconds: as long as a code opens. */
const CODE_MS = 600_000;
/** Where a list of contacts may begin. */
const MOST_FROM = 100_000;

/** `/r/i/…`, the pages of incidents, and `/r/s/…`, the door of share links: HTML without a script that looks the same to everybody who has not come in. */
export async function responderRoutes(server: FastifyInstance, parts: ResponderRouteParts): Promise<void> {
  const { app, log, reader, publicUrl } = parts;
  const publicHost = publicUrl === null ? null : new URL(publicUrl).host;
  acceptForms(server, reader);
  server.addHook("onRequest", async (request) => {
    if (request.method === "POST") checkFormSite(request, publicHost);
  });
  server.setErrorHandler((error, request, reply) => {
    const problem = problemOfAny(error, request, log);
    const { id = "" } = request.params as { readonly id?: string };
    return send(reply.code(problem.status), troublePage(problem, isUlid(id) ? id : null));
  });
  const responder = (): Responder => {
    if (app.responder === null) throw new HighwireError("HW_NOT_CONNECTED");
    return app.responder;
  };
  const letIn = (reply: FastifyReply, pageId: string, visit: LetIn): FastifyReply =>
    reply.header("set-cookie", writtenCookie("visit", pageId, visit.token, visit.expiresAt - app.clock.now())).redirect(`/r/i/${pageId}`, 303);

  server.get("/r/i/:id", (request: OfPage, reply) => showPage(parts, request, reply));
  server.post("/r/i/:id/enter", async (request: OfPage, reply) => {
    const caller = await parts.doorkeeper.identify(request);
    const id = pageIdOf(request);
    return caller === null ? reply.redirect(`/r/i/${id}`, 303) : letIn(reply, id, await responder().welcome(id, asVisitor(caller)));
  });
  server.post("/r/i/:id/code", async (request: OfPage, reply) => {
    const id = pageIdOf(request);
    const challenge = responder().askForCode(id, formField(request, "email"));
    return reply.header("set-cookie", writtenCookie("code", id, challenge, CODE_MS)).redirect(`/r/i/${id}?step=code`, 303);
  });
  server.post("/r/i/:id/open", async (request: OfPage, reply) => {
    const id = pageIdOf(request);
    const visit = await responder().enterCode(id, readCookie(request, "code", id) ?? "", formField(request, "code"));
    if (visit === null) return reply.redirect(`/r/i/${id}?step=wrong-code`, 303);
    return letIn(reply.header("set-cookie", writtenCookie("code", id, "", 0)), id, visit);
  });
  server.post("/r/i/:id/leave", async (request: OfPage, reply) => {
    const id = pageIdOf(request);
    await responder().leave(readCookie(request, "visit", id) ?? "");
    return reply.header("set-cookie", writtenCookie("visit", id, "", 0)).redirect(`/r/i/${id}`, 303);
  });
  server.get("/r/s/:id", (request: OfPage, reply) => send(reply, sharePage(pageIdOf(request), request.query.step === "refused"), "own"));
  server.post("/r/s/:id/open", async (request: OfPage, reply) => {
    const id = pageIdOf(request);
    const visit = await responder().openLink(id, keyIn(formField(request, "key")));
    return visit === null ? reply.redirect(`/r/s/${id}?step=refused`, 303) : letIn(reply, id, visit);
  });
  server.get("/r/share.js", (_request, reply) =>
    reply.type("text/javascript; charset=utf-8").header("cache-control", "max-age=3600").send(shareScript),
  );
}

async function showPage(parts: ResponderRouteParts, request: OfPage, reply: FastifyReply): Promise<FastifyReply> {
  const { responder } = parts.app;
  const id = pageIdOf(request);
  const caller = await parts.doorkeeper.identify(request);
  const token = readCookie(request, "visit", id);
  const visit = token === null || responder === null ? null : await responder.visitor(id, token);
  // A session of the app is proof enough. The owner of this machine goes in on purpose, so that no robot here does.
  const visitor = visit ?? (caller?.byCookie === true ? asVisitor(caller) : null);
  if (visitor === null || responder === null) return send(reply, doorPage(doorsOf(parts, id, caller, request)));
  const from = fromOf(request);
  const look = await responder.look(id, visitor, from);
  if (look === null) return send(reply.code(404), nothingPage(id));
  return send(
    reply,
    incidentPage(look, { pageId: id, from, linksToContacts: caller !== null && mayDo(caller.role, "view"), mayLeave: visit !== null }),
  );
}

function doorsOf({ app }: ResponderRouteParts, pageId: string, caller: Caller | null, { query }: OfPage): Doors {
  const step = query.step === "code" || query.step === "wrong-code" ? query.step : "ask";
  return {
    pageId,
    signInPath: caller === null ? `/sign-in?to=${encodeURIComponent(`/r/i/${pageId}`)}` : null,
    mailsCodes: app.responder?.mailsCodes === true,
    step,
  };
}

/** Nothing is kept, neither by browsers nor on the way: what a page shows depends on who asks. */
function send(reply: FastifyReply, page: string, script: "none" | "own" = "none"): FastifyReply {
  return reply
    .headers({
      "content-security-policy": policyOf(pageStyle, script),
      "cache-control": "no-store",
      "x-robots-tag": "noindex, nofollow",
      "referrer-policy": "no-referrer",
    })
    .type("text/html; charset=utf-8")
    .send(page);
}

/** Throws `HW_REQUEST_NOT_FOUND` for what can be no page's id: such an address says nothing about which pages there are. */
function pageIdOf({ params }: OfPage): string {
  if (!isUlid(params.id)) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "id" });
  return params.id;
}

function fromOf({ query }: OfPage): number {
  const from = typeof query.from === "string" && /^\d{1,6}$/u.test(query.from) ? Number(query.from) : 0;
  return Math.min(from, MOST_FROM);
}

/** Everybody with a role here may look; whose role reveals personal values sees them. */
const asVisitor = ({ who, role, person }: Caller): Visitor => ({
  who,
  email: person?.email.toLowerCase() ?? null,
  linkId: null,
  reveals: mayDo(role, "reveal"),
});

/** The key out of whatever was pasted: the key itself, or a link that holds it. */
const keyIn = (pasted: string): string => /#k=([\w-]+)/u.exec(pasted)?.[1] ?? pasted;
