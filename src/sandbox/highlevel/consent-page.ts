import type { SandboxRequest, SandboxResponse } from "../kit/http-app.ts";
import type { Grant, OAuth } from "./oauth.ts";
import type { Quirks } from "./quirks.ts";
import type { SandboxLocation } from "./state.ts";

/** The page's path today, and the one that the official SDK still builds. */
const paths: ReadonlySet<string> = new Set(["/v2/oauth/chooselocation", "/oauth/chooselocation"]);

export interface ConsentPorts {
  readonly oauth: OAuth;
  readonly locations: ReadonlyMap<string, SandboxLocation>;
  readonly quirks: Quirks;
}

/** GET shows what the app asks for; the form posts the person's choice back to the same address. Null for other paths. */
export function consentPage(ports: ConsentPorts, request: SandboxRequest): SandboxResponse | null {
  if (!paths.has(request.path)) return null;
  const { query } = request;
  const redirectUri = query.get("redirect_uri") ?? "";
  if (query.get("client_id") !== ports.oauth.app.clientId) return sorry("This app is not known here.");
  if (!ports.oauth.allowsRedirect(redirectUri)) return sorry("The app may not send you back to that address.");
  if (query.get("response_type") !== "code") return sorry("response_type must be code.");
  if (request.method === "GET") return { status: 200, body: page(ports, query) };
  return request.method === "POST"
    ? decide(ports, query, redirectUri, new URLSearchParams(request.body.toString("utf8")))
    : sorry("Only GET and POST.");
}

function decide({ oauth, locations, quirks }: ConsentPorts, query: URLSearchParams, redirectUri: string, form: URLSearchParams): SandboxResponse {
  const back = new URL(redirectUri);
  const state = query.get("state");
  if (state !== null && quirks.returnsState) back.searchParams.set("state", state);
  const isAllowed = form.get("decision") === "approve";
  if (!isAllowed) back.searchParams.set("error", "access_denied");
  if (isAllowed || quirks.deniesWithCode) {
    const asked = scopesOf(query);
    const scopes = form.has("scope") ? form.getAll("scope").filter((scope) => asked.includes(scope)) : form.has("choosing") ? [] : asked;
    const grant = grantOf(locations, form.get("location_id"), scopes);
    if (grant === null) return sorry("No such location.");
    const challenge = query.get("code_challenge");
    back.searchParams.set(
      "code",
      oauth.newCode(grant, redirectUri, challenge === null ? null : { value: challenge, method: query.get("code_challenge_method") ?? "plain" }),
    );
  }
  return { status: 302, headers: { location: back.href } };
}

/** A location, the whole company for `company`, or the first location when none was chosen. */
function grantOf(locations: ConsentPorts["locations"], chosen: string | null, scopes: readonly string[]): Grant | null {
  const [first] = locations.values();
  if (first === undefined) return null;
  if (chosen === "company") return { kind: "company", locationId: null, companyId: first.companyId, scopes };
  const location = chosen === null ? first : locations.get(chosen);
  return location === undefined ? null : { kind: "location", locationId: location.id, companyId: location.companyId, scopes };
}

const scopesOf = (query: URLSearchParams): readonly string[] => (query.get("scope") ?? "").split(/\s+/u).filter((scope) => scope !== "");

function page({ locations }: ConsentPorts, query: URLSearchParams): string {
  const choice = (id: string, name: string, isFirst: boolean): string =>
    `<li><label><input type="radio" name="location_id" value="${escapeHtml(id)}"${isFirst ? " checked" : ""}> ${escapeHtml(name)}</label></li>`;
  const choices = [...locations.values()].map(({ id, name }, index) => choice(id, name, index === 0)).join("");
  const scopes = scopesOf(query)
    .map((scope) => `<li><label><input type="checkbox" name="scope" value="${escapeHtml(scope)}" checked> ${escapeHtml(scope)}</label></li>`)
    .join("");
  return frame(`<h1>Choose a location</h1><p>This is the sandbox: nothing real is opened.</p>
<form method="post" action="?${escapeHtml(query.toString())}"><input type="hidden" name="choosing" value="1">
<fieldset><legend>Location</legend><ul>${choices}${choice("company", "The whole company", false)}</ul></fieldset>
<fieldset><legend>Permissions</legend><ul>${scopes}</ul></fieldset>
<p><button name="decision" value="approve">Allow</button> <button name="decision" value="deny">Deny</button></p></form>`);
}

const sorry = (why: string): SandboxResponse => ({ status: 400, body: frame(`<h1>This does not work</h1><p>${escapeHtml(why)}</p>`) });

const frame = (main: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>HighLevel sandbox</title></head><body><main>${main}</main></body></html>`;

const escapeHtml = (text: string): string => text.replace(/[&<>"']/gu, (char) => `&#${String(char.charCodeAt(0))};`);
