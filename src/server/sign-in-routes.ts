import { randomBytes } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { appRequest, appView, chooseRequest, installsAnswer, installView, signInAnswer, signInRequest } from "#contract/sign-ins.ts";
import type { ConnectionId } from "#core/ids.ts";
import type { ReturnTo, SignIns } from "#engine/sign-ins.ts";
import type { Application } from "#engine/application.ts";
import { whoIn } from "./caller.ts";
import { isLoopback } from "./loopback.ts";
import { checked, checkNoBody } from "./problem.ts";

/** The one address to which HighLevel sends people back. */
export const CALLBACK_PATH = "/connect/highlevel/callback";
/** Seconds for which the cookie is kept: as long as a sign-in may take. */
const COOKIE_SECONDS = 600;

interface Parts {
  readonly app: Application;
  readonly publicUrl: string | null;
}
interface Named {
  readonly Params: { readonly id: string };
}

/** `/api/v1/setup/highlevel`: signing in at HighLevel. */
export async function signInRoutes(server: FastifyInstance, { app, publicUrl }: Parts): Promise<void> {
  const { signIns } = app.accounts;
  const viewOf = async (request: FastifyRequest): Promise<unknown> => {
    const redirectUri = redirectUriOf(request, publicUrl);
    const { protocol, hostname } = new URL(redirectUri);
    return appView.parse({ clientId: await signIns.clientId(), redirectUri, reachable: protocol === "https:" || isLoopback(hostname) });
  };
  server.get("/setup/highlevel/app", viewOf);
  server.post("/setup/highlevel/app", async (request) => {
    await signIns.setApp(checked(appRequest, request.body), whoIn(request));
    return viewOf(request);
  });
  server.post("/setup/highlevel/sign-in", async (request, reply) => {
    const { connectionId, agency, flows, returnTo } = checked(signInRequest, request.body);
    const redirectUri = redirectUriOf(request, publicUrl);
    const browser = randomBytes(32).toString("base64url");
    const wanted = {
      redirectUri,
      browser,
      connectionId: (connectionId as ConnectionId | undefined) ?? null,
      agency,
      entities: flows ?? null,
      returnTo,
    };
    const address = await signIns.begin(wanted, whoIn(request));
    reply.header("set-cookie", cookie(redirectUri, browser, COOKIE_SECONDS));
    return signInAnswer.parse({ address });
  });
  installRoutes(server, signIns);
}

function installRoutes(server: FastifyInstance, signIns: SignIns): void {
  server.get("/setup/highlevel/installs", async () => installsAnswer.parse({ installs: await signIns.installs() }));
  server.get<Named>("/setup/highlevel/installs/:id", async (request) => installView.parse(await signIns.install(request.params.id)));
  server.post<Named>("/setup/highlevel/installs/:id/claim", async (request) => {
    checkNoBody(request);
    return installView.parse(await signIns.claim(request.params.id, whoIn(request)));
  });
  server.post<Named>("/setup/highlevel/installs/:id/choose", async (request) => {
    const { locations } = checked(chooseRequest, request.body);
    return installView.parse(await signIns.choose(request.params.id, locations, whoIn(request)));
  });
  server.post<Named>("/setup/highlevel/installs/:id/forget", async (request) => {
    checkNoBody(request);
    await signIns.forget(request.params.id);
    return { forgotten: true };
  });
}

const pages: Readonly<Record<ReturnTo, string>> = { setup: "/setup", connections: "/settings/connections" };

/**
 * Where HighLevel sends a person back to. It asks for no session: state and cookie prove that this browser began the sign-in, and what began
 * elsewhere waits until somebody signed in claims it. The code leaves the address bar at once, by 303.
 */
export async function signInCallback(server: FastifyInstance, { app, publicUrl }: Parts): Promise<void> {
  server.get(CALLBACK_PATH, async (request, reply) => {
    const redirectUri = redirectUriOf(request, publicUrl);
    const query = request.query as Readonly<Record<string, unknown>>;
    const finished = await app.accounts.signIns.finish({
      // A state that cannot be read is none of ours; only where there is none may it have begun at the vendor.
      state: query["state"] === undefined ? null : (textIn(query, "state") ?? ""),
      code: textIn(query, "code"),
      refused: query["error"] !== undefined,
      redirectUri,
      browser: browserIn(request),
    });
    const told = "install" in finished ? `install=${finished.install.id}` : `problem=${finished.problem}`;
    return sendBack(reply, redirectUri, `${pages[finished.returnTo]}?${told}`);
  });
}

function sendBack(reply: FastifyReply, redirectUri: string, path: string): FastifyReply {
  return reply
    .header("cache-control", "no-store")
    .header("set-cookie", cookie(redirectUri, "", 0))
    .redirect(path, 303);
}

/** One text; a parameter that is given twice counts as none, for nobody can say which was meant. */
function textIn(query: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = query[name];
  return typeof value === "string" && value !== "" && value.length <= 4_096 ? value : null;
}

/** Under the public address where there is one, else under the address by which this machine's browser asks. The host was checked to be ours. */
const redirectUriOf = (request: FastifyRequest, publicUrl: string | null): string =>
  `${publicUrl ?? `${request.protocol}://${request.host}`}${CALLBACK_PATH}`;

const nameFor = (isHttps: boolean): string => (isHttps ? "__Host-highwire-sign-in" : "highwire-sign-in");

function cookie(redirectUri: string, value: string, seconds: number): string {
  const isHttps = redirectUri.startsWith("https:");
  return `${nameFor(isHttps)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${String(seconds)}${isHttps ? "; Secure" : ""}`;
}

function browserIn(request: FastifyRequest): string | null {
  const all = (request.headers.cookie ?? "").split(";").map((part) => part.trim());
  const values = [true, false].map((isHttps) => all.find((part) => part.startsWith(`${nameFor(isHttps)}=`))?.split("=")[1]);
  return values.find((value) => value !== undefined && /^[\w-]{43}$/u.test(value)) ?? null;
}
