import { z } from "zod";
import { HighwireError } from "#core/errors.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import { highlevelFlow } from "#vendors/generated/highlevel-flow.ts";
import { checkedAnswer } from "#vendors/transport/checked-answer.ts";
import type { Transport } from "#vendors/transport/transport.ts";
import { interpretHighLevelFailure } from "./failure.ts";
import { highlevelLimits, readHighLevelLimits } from "./limits.ts";

/** HighLevel's own page on which people choose a location and allow an app (facts, section 2). */
export const CONSENT_PATH = "/v2/oauth/chooselocation";
export const CONSENT_HOST = "https://marketplace.gohighlevel.com";

/** The documents name no version for token operations; the service takes every published one. */
const VERSION = "2021-07-28";
/** Locations of one page, and pages that are read at most. */
const [PAGE, MOST_PAGES] = [100, 50] as const;

/** A marketplace app, as its owner sees it in HighLevel. */
export interface OAuthApp {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What the vendor gave out. */
export interface TokenGrant {
  readonly accessToken: string;
  /** Null where the answer carries none: then the next one is minted from the company's. */
  readonly refreshToken: string | null;
  readonly expiresInSeconds: number;
  readonly scopes: readonly string[];
  readonly kind: "location" | "company";
  readonly locationId: string | null;
  readonly companyId: string | null;
}

const tokenAnswer = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullish(),
  expires_in: z.number().positive(),
  scope: z.string().nullish(),
  userType: z.string().nullish(),
  locationId: z.string().nullish(),
  companyId: z.string().nullish(),
});
const locationsAnswer = z.looseObject({
  locations: z.array(z.looseObject({ _id: z.string(), name: z.string().nullish(), isInstalled: z.boolean().nullish() })),
});

export interface ConsentRequest {
  readonly host: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string;
  /** Of the code verifier, by S256. */
  readonly challenge: string;
}

/** The address at which a person is asked. */
export function consentAddress({ host, clientId, redirectUri, scopes, state, challenge }: ConsentRequest): string {
  const query = {
    response_type: "code",
    redirect_uri: redirectUri,
    client_id: clientId,
    scope: scopes.join(" "),
    state,
    code_challenge: challenge,
    code_challenge_method: "S256",
    loginWindowOpenMode: "self",
  };
  return `${host}${CONSENT_PATH}?${new URLSearchParams(query).toString()}`;
}

/** HighLevel's token operations at one address. Every method throws `HighwireError` of a `vendor.*` kind. */
export interface OAuthCalls {
  exchange(app: OAuthApp, given: { readonly code: string; readonly redirectUri: string; readonly verifier: string | null }): Promise<TokenGrant>;
  refresh(app: OAuthApp, refreshToken: string): Promise<TokenGrant>;
  /** A location's token from its company's. */
  mint(company: { readonly accessToken: string; readonly companyId: string }, locationId: string): Promise<TokenGrant>;
  /** Locations of a company in which the app is installed. */
  installed(
    company: { readonly accessToken: string; readonly companyId: string },
    appId: string,
  ): Promise<readonly { readonly id: string; readonly name: string }[]>;
}

export function oauthCalls(transport: Transport, baseUrl: string, call: CallOptions): OAuthCalls {
  const ask = async (operation: string, name: TokenOperation, given: { token?: string; form?: Form; query?: Form }): Promise<unknown> => {
    const { method, path } = highlevelFlow[name];
    const search = given.query === undefined ? "" : `?${new URLSearchParams(given.query).toString()}`;
    const { json } = await transport.send({
      vendor: "highlevel",
      operation,
      method,
      url: baseUrl + path + search,
      headers: { version: VERSION, ...(given.token !== undefined && { authorization: `Bearer ${given.token}` }) },
      ...(given.form !== undefined && { body: new URLSearchParams(given.form).toString() }),
      mutating: method !== "GET",
      limitKey: null,
      limits: highlevelLimits,
      call,
      interpretFailure: interpretHighLevelFailure,
      readLimits: readHighLevelLimits,
    });
    return json;
  };
  const granted = (operation: string, json: unknown): TokenGrant =>
    grantOf(checkedAnswer(tokenAnswer, json, { vendor: "highlevel", operation, mutating: true }));
  const trade = async (operation: string, { clientId, clientSecret }: OAuthApp, form: Form): Promise<TokenGrant> =>
    granted(operation, await ask(operation, "POST /oauth/token", { form: { client_id: clientId, client_secret: clientSecret, ...form } }));

  return {
    async exchange(app, { code, redirectUri, verifier }) {
      const form = { grant_type: "authorization_code", code, redirect_uri: redirectUri };
      if (verifier === null) return trade("oauth.exchange", app, form);
      try {
        return await trade("oauth.exchange", app, { ...form, code_verifier: verifier });
      } catch (error) {
        // The published fields name no verifier. Who refuses it as one field too many does not check it, and has not spent the code.
        if (!(error instanceof HighwireError) || error.data.httpStatus !== 422) throw error;
        return trade("oauth.exchange", app, form);
      }
    },
    refresh: (app, refreshToken) => trade("oauth.refresh", app, { grant_type: "refresh_token", refresh_token: refreshToken }),
    async mint({ accessToken: token, companyId }, locationId) {
      const operation = "oauth.location-token";
      const grant = granted(operation, await ask(operation, "POST /oauth/locationToken", { token, form: { companyId, locationId } }));
      if (grant.locationId !== locationId) throw new HighwireError("HW_CREDENTIAL_OTHER_ACCOUNT", { vendor: "highlevel", operation });
      return { ...grant, kind: "location", companyId };
    },
    async installed({ accessToken: token, companyId }, appId) {
      const operation = "oauth.installed-locations";
      const found: { readonly id: string; readonly name: string }[] = [];
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const query = { companyId, appId, isInstalled: "true", skip: String(page * PAGE), limit: String(PAGE) };
        const json = await ask(operation, "GET /oauth/installedLocations", { token, query });
        const { locations } = checkedAnswer(locationsAnswer, json, { vendor: "highlevel", operation, mutating: false });
        found.push(...locations.filter(({ isInstalled }) => isInstalled !== false).map(({ _id: id, name }) => ({ id, name: name ?? id })));
        if (locations.length < PAGE) break;
      }
      return found;
    },
  };
}

type TokenOperation = "POST /oauth/token" | "POST /oauth/locationToken" | "GET /oauth/installedLocations";
type Form = Readonly<Record<string, string>>;

function grantOf(answer: z.infer<typeof tokenAnswer>): TokenGrant {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? null,
    expiresInSeconds: answer.expires_in,
    scopes: (answer.scope ?? "").split(/\s+/u).filter((scope) => scope !== ""),
    kind: answer.userType === "Company" ? "company" : "location",
    locationId: answer.locationId ?? null,
    companyId: answer.companyId ?? null,
  };
}
