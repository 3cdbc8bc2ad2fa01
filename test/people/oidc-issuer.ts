import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface Issuer {
  readonly url: string;
  /** Whom the provider takes its visitor for, from now on. */
  person: Readonly<Record<string, unknown>>;
  /** What is wrong with the next id token. */
  fault: "none" | "nonce" | "audience" | "signature";
  close(): Promise<void>;
}

const keys = (): ReturnType<typeof generateKeyPairSync> => generateKeyPairSync("rsa", { modulusLength: 2_048 });
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A tiny OIDC provider: discovery, keys, authorisation with PKCE, tokens. It asks nobody anything. */
export async function startIssuer(clientId: string, clientSecret: string): Promise<Issuer> {
  const [own, foreign] = [keys(), keys()];
  const codes = new Map<string, URLSearchParams>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", issuer.url);
    const json = (value: unknown, status = 200): void =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (url.pathname === "/.well-known/openid-configuration")
      return json({
        issuer: issuer.url,
        authorization_endpoint: `${issuer.url}/authorize`,
        token_endpoint: `${issuer.url}/token`,
        jwks_uri: `${issuer.url}/keys`,
        id_token_signing_alg_values_supported: ["RS256"],
      });
    if (url.pathname === "/keys") return json({ keys: [{ ...own.publicKey.export({ format: "jwk" }), kid: "one", alg: "RS256", use: "sig" }] });
    if (url.pathname === "/authorize") {
      const code = randomBytes(16).toString("hex");
      codes.set(code, url.searchParams);
      const back = new URL(url.searchParams.get("redirect_uri") ?? "");
      back.search = new URLSearchParams({ code, state: url.searchParams.get("state") ?? "", iss: issuer.url }).toString();
      return void response.writeHead(302, { location: back.href }).end();
    }
    void bodyOf(request).then((form) => {
      const asked = codes.get(form.get("code") ?? "");
      codes.delete(form.get("code") ?? "");
      const challenge = createHash("sha256")
        .update(form.get("code_verifier") ?? "")
        .digest("base64url");
      const [name, secret] = Buffer.from(/^Basic (.+)$/u.exec(request.headers.authorization ?? "")?.[1] ?? "", "base64")
        .toString()
        .split(":");
      const known = (form.get("client_id") ?? name) === clientId && (form.get("client_secret") ?? secret) === clientSecret;
      if (asked === undefined || asked.get("code_challenge") !== challenge || !known) return json({ error: "invalid_grant" }, 400);
      return json({ access_token: "unused", token_type: "Bearer", expires_in: 300, id_token: idToken(asked) });
    });
  });
  const idToken = (asked: URLSearchParams): string => {
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      iss: issuer.url,
      aud: issuer.fault === "audience" ? "somebody else" : clientId,
      iat: now,
      exp: now + 300,
      nonce: issuer.fault === "nonce" ? "another" : asked.get("nonce"),
      ...issuer.person,
    };
    const text = `${encoded({ alg: "RS256", kid: "one", typ: "JWT" })}.${encoded(claims)}`;
    const { privateKey } = issuer.fault === "signature" ? foreign : own;
    return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer: Issuer = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    person: {},
    fault: "none",
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
  return issuer;
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return new URLSearchParams(text);
}
