import { highlevelOperations } from "#vendors/generated/highlevel-operations.ts";
import { systemSandboxClock, type SandboxClock } from "../kit/clock.ts";
import { Counters } from "../kit/counters.ts";
import { Faults } from "../kit/faults.ts";
import { HttpApp, type SandboxRequest, type SandboxResponse } from "../kit/http-app.ts";
import { KnownPaths, patternOf } from "../kit/known-paths.ts";
import { Prng } from "../kit/prng.ts";
import { deliverTo, type Deliver } from "../kit/webhook-sender.ts";
import { controlRoutes, parseJsonBody } from "../kit/control.ts";
import { Access, limitPresets, refuse, type Limits } from "./access.ts";
import * as contacts from "./contact-routes.ts";
import { ContactStore } from "./contact-store.ts";
import { createControl, type HighLevelControl } from "./control.ts";
import { createCustomField, listCustomFields, listTags, readLocation } from "./location-routes.ts";
import { OAuth } from "./oauth.ts";
import type { HighLevelState } from "./state.ts";
import { HighLevelWebhooks } from "./webhooks.ts";

export interface HighLevelSandboxOptions {
  readonly port?: number;
  readonly clock?: SandboxClock;
  readonly seed?: number;
  /** Invented contacts to begin with. Default 0. */
  readonly sampleContacts?: number;
  /** Default `marketplace`. */
  readonly limits?: "marketplace" | "trial" | "off" | Limits;
  /** Where events go: a URL on this machine, or a function. Can be set later through `control`. */
  readonly webhook?: { readonly url: string } | { readonly deliver: Deliver };
}

export interface HighLevelSandbox {
  /** Empty until it listens. */
  readonly baseUrl: string;
  readonly app: HttpApp;
  readonly control: HighLevelControl;
  /** SPKI of the sandbox's own Ed25519 key, base64. */
  readonly publicKey: string;
  /** A private integration token with the scopes of the contact flow. */
  readonly token: string;
  readonly locationId: string;
  readonly companyId: string;
  readonly oauth: OAuth;
  close(): Promise<void>;
}

export const contactScopes = [
  "contacts.readonly", "contacts.write", "locations.readonly", "locations/customFields.readonly", "locations/customFields.write", "locations/tags.readonly",
] as const;

type Route = readonly [method: string, path: string, scope: string | null, run: (call: contacts.RouteCall) => SandboxResponse];

const routes: readonly Route[] = [
  ["POST", "/contacts/search", "contacts.readonly", contacts.search],
  ["GET", "/contacts/search/duplicate", "contacts.readonly", contacts.duplicate],
  ["POST", "/contacts/upsert", "contacts.write", contacts.upsert],
  ["GET", "/contacts/", "contacts.readonly", contacts.list],
  ["POST", "/contacts/", "contacts.write", contacts.create],
  ["POST", "/contacts/{contactId}/tags", "contacts.write", contacts.addTags],
  ["DELETE", "/contacts/{contactId}/tags", "contacts.write", contacts.removeTags],
  ["GET", "/contacts/{contactId}", "contacts.readonly", contacts.read],
  ["PUT", "/contacts/{contactId}", "contacts.write", contacts.update],
  ["DELETE", "/contacts/{contactId}", "contacts.write", contacts.remove],
  ["GET", "/locations/{locationId}", "locations.readonly", readLocation],
  ["GET", "/locations/{locationId}/customFields", "locations/customFields.readonly", listCustomFields],
  ["POST", "/locations/{locationId}/customFields", "locations/customFields.write", createCustomField],
  ["GET", "/locations/{locationId}/tags", "locations/tags.readonly", listTags],
];
const compiled = routes.map(([method, path, scope, run]) => ({ method, pattern: patternOf(path), scope, run, name: `${method} ${path}` }));
const known = new KnownPaths(highlevelOperations);
/** Paths that the newest version no longer has; it answers 400 instead of 404. */
const goneInV3 = new Set(["GET /contacts/"]);

/** Starts an emulated HighLevel on 127.0.0.1. Everything lives in memory. */
export async function startHighLevelSandbox(options: HighLevelSandboxOptions = {}): Promise<HighLevelSandbox> {
  const sandbox = createHighLevelSandbox(options);
  const baseUrl = await sandbox.app.listen(options.port ?? 0);
  return { ...sandbox, baseUrl };
}

/** The same without sockets: call `app.handle`. */
export function createHighLevelSandbox(options: HighLevelSandboxOptions = {}): HighLevelSandbox {
  const clock = options.clock ?? systemSandboxClock;
  const prng = new Prng(options.seed ?? 1);
  const counters = new Counters();
  const faults = new Faults(new Prng((options.seed ?? 1) + 1), clock);
  const { limits = "marketplace" } = options;
  const deliver = options.webhook === undefined ? null : "url" in options.webhook ? deliverTo(options.webhook.url) : options.webhook.deliver;
  const state: HighLevelState = {
    clock, prng, counters,
    access: new Access(clock, counters, limits === "off" ? null : typeof limits === "string" ? limitPresets[limits] : limits),
    contacts: new ContactStore(clock, prng), webhooks: new HighLevelWebhooks(clock, new Prng((options.seed ?? 1) + 2), deliver),
    locations: new Map(), customFields: new Map(), tagNames: new Map(), lingering: new Map(),
    quirks: { allowDuplicateContact: false, clearByNull: true, truncateNamesAt: null, deletedLinger: false, refreshGrace: true },
  };
  const [locationId, companyId] = ["loc00SandboxHighwire", "com00SandboxHighwire"];
  state.locations.set(locationId, { id: locationId, companyId, name: "Sandbox location", country: "US", timezone: "America/New_York", suspended: false });
  const token = state.access.issue(prng, "private-integration", companyId, locationId, contactScopes, null).value;
  const oauth = new OAuth(state, { clientId: "sandbox-app-hw", clientSecret: "sandbox-secret", redirectUris: ["http://127.0.0.1:4400/oauth/highlevel/callback"] });
  const control = createControl(state, faults, locationId);
  control.addSampleContacts(options.sampleContacts ?? 0);
  counters.reset();
  const answerControl = controlRoutes(control);
  const handle = async (request: SandboxRequest): Promise<SandboxResponse> =>
    (await answerControl(request)) ?? (consentPage(oauth, request) ?? (await faults.around(request, async () => answer(state, oauth, request))));
  const app = new HttpApp(handle);
  return { baseUrl: "", app, control, publicKey: state.webhooks.publicKey, token, locationId, companyId, oauth, close: () => app.close() };
}

function consentPage(oauth: OAuth, request: SandboxRequest): SandboxResponse | null {
  return request.method === "GET" && /^\/(?:v2\/)?oauth\/chooselocation$/u.test(request.path) ? oauth.consent(request) : null;
}

function answer(state: HighLevelState, oauth: OAuth, request: SandboxRequest): SandboxResponse {
  if (request.method === "POST" && request.path === "/oauth/token") return oauth.token(request);
  const admitted = state.access.admit(request);
  if ("status" in admitted) return admitted;
  const { refusal, headers } = state.access.overLimit(admitted);
  const response = refusal ?? route(state, oauth, request, admitted);
  return { ...response, headers: { ...headers, ...response.headers } };
}

function route(state: HighLevelState, oauth: OAuth, request: SandboxRequest, token: contacts.RouteCall["token"]): SandboxResponse {
  if (request.method === "POST" && /^\/oauth\/location-?[tT]oken$/u.test(request.path)) return oauth.locationToken(request, token);
  if (request.method === "GET" && /^\/oauth\/installed-?[lL]ocations$/u.test(request.path)) return oauth.installedLocations(token);
  const found = compiled.find((candidate) => candidate.method === request.method && candidate.pattern.test(request.path));
  if (found === undefined) return notEmulated(request);
  state.counters.count(found.name, isWrite(found.name));
  if (request.headers["version"] === "v3" && goneInV3.has(found.name)) return refuse(400, `Endpoint ${request.path} is not available in API version v3`);
  if (found.scope !== null && !token.scopes.includes(found.scope)) return refuse(401, "The token is not authorized for this scope.");
  const body = parseJsonBody(request);
  if (body === null) return refuse(400, "Unexpected token in JSON");
  return found.run({ state, request, token, body, params: (found.pattern.exec(request.path) ?? []).slice(1).map((part) => decodeURIComponent(part)) });
}

const isWrite = (name: string): boolean => !name.startsWith("GET ") && name !== "POST /contacts/search";

function notEmulated(request: SandboxRequest): SandboxResponse {
  const { method, path } = request;
  if (known.find(method, path) !== null) return { status: 501, body: { statusCode: 501, message: `sandbox: not emulated: ${method} ${path}` } };
  // Recorded live: a wrong letter case answers 401, an unknown path 404.
  if (known.hasOtherCase(path)) return refuse(401, "Unauthorized");
  return { status: 404, body: { statusCode: 404, message: `Cannot ${method} ${path}`, error: "Not Found" } };
}

