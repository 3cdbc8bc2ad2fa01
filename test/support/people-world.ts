import { createHmac } from "node:crypto";
import { apiRoutes } from "#contract/routes.ts";
import type { Role } from "#core/policy/role.ts";
import { makeCode } from "#engine/people/entry-codes.ts";
import type { PeoplePorts } from "#engine/people/people-ports.ts";
import { createServer, type HighwireServer } from "#server/create-server.ts";
import type { OidcOptions } from "#server/people/oidc.ts";
import { secretText } from "#server/people/people.ts";
import { createWorld, silent, type World } from "./in-process-world.ts";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** A browser without a page: it keeps cookies, and sends what our page sends. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #server: HighwireServer;

  constructor(server: HighwireServer) {
    this.#server = server;
  }

  get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> => this.ask("GET", path, undefined, headers);
  post = (path: string, body: unknown = {}, headers: Readonly<Record<string, string>> = {}): Promise<Answer> => this.ask("POST", path, body, headers);

  async ask(method: "GET" | "POST", path: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<Answer> {
    const response = await fetch(`${this.#server.url}${path}`, {
      method,
      redirect: "manual",
      headers: {
        ...(this.cookies.size > 0 && { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ") }),
        ...(method === "POST" && { "content-type": "application/json", "x-highwire-request": "1", origin: this.#server.url }),
        ...headers,
      },
      ...(method === "POST" && { body: JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    const text = await response.text();
    const answer = { status: response.status, body: text === "" ? null : (JSON.parse(text) as unknown), headers: response.headers };
    if (answer.status === 200) holdToContract(method, path, answer.body);
    return answer;
  }

  #keep(cookie: string): void {
    const [pair = "", ...attributes] = cookie.split("; ");
    const [name = "", value = ""] = pair.split("=", 2);
    if (value === "" || attributes.some((one) => /^max-age=0$/iu.test(one))) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

/** Every answer is what the contract says, and nothing besides. */
function holdToContract(method: string, path: string, body: unknown): void {
  const route = apiRoutes.find(
    (one) =>
      one.method === method.toLowerCase() && new RegExp(`^${one.path.replaceAll(/\{\w+\}/gu, "[^/]+")}$`, "u").test(path.split("?", 1)[0] ?? ""),
  );
  if (route === undefined || typeof route.answer === "string") return;
  const parsed: unknown = route.answer.parse(body);
  if (JSON.stringify(sorted(parsed)) !== JSON.stringify(sorted(body))) throw new Error(`${method} ${path} answers more than its contract`);
}
const sorted = (value: unknown): unknown =>
  value !== null && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .toSorted(([one], [other]) => (one < other ? -1 : 1))
          .map(([key, inner]) => [key, sorted(inner)]),
      )
    : Array.isArray(value)
      ? value.map(sorted)
      : value;

export interface PeopleWorld {
  readonly world: World;
  readonly server: HighwireServer;
  readonly ports: PeoplePorts;
  visitor(): Visitor;
  /** Somebody of that role, signed in. */
  person(role: Role): Promise<Visitor & { readonly id: string }>;
  close(): Promise<void>;
}

export const PASSWORD = "a long phrase that nobody uses";

/** A served world with people, and no owner yet. */
export async function createPeopleWorld(
  options: { readonly publicUrl?: string | null; readonly oidc?: OidcOptions | null; readonly world?: World } = {},
): Promise<PeopleWorld> {
  const world = options.world ?? (await createWorld({ contacts: 1 }));
  const { workspaceId } = world;
  const server = await createServer({
    app: world.app,
    log: silent,
    options: { host: "127.0.0.1", port: 0, apiToken: null, publicUrl: options.publicUrl ?? null, webDir: null },
    people: { workspaceId, oidc: options.oidc ?? null },
  });
  await server.listen();
  const ports: PeoplePorts = { store: world.store, clock: world.clock, random: world.ports.random, workspaceId, secretText };
  let made = 0;
  return {
    world,
    server,
    ports,
    visitor: () => new Visitor(server),
    async person(role) {
      made += 1;
      const visitor = new Visitor(server);
      const purpose = role === "owner" && made === 1 ? "setup" : "invite";
      const { code } = await makeCode(ports, { purpose, role, madeBy: "test" });
      const email = `${role}.${String(made)}@example.com`;
      const joined = await visitor.post("/api/v1/codes/join", { code, name: `The ${role}`, email, password: PASSWORD });
      if (joined.status !== 200) throw new Error(`${role} could not join: ${JSON.stringify(joined.body)}`);
      const me = (await visitor.get("/api/v1/me")).body as { person: { id: string } };
      return Object.assign(visitor, { id: me.person.id });
    },
    close: () => server.close(),
  };
}

/** What an authenticator app shows for this `otpauth` address at this time. */
export function appCode(uri: string, atMs: number): string {
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  const bits = [...secret.replace(/=+$/u, "")]
    .map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from((bits.match(/.{8}/gu) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7f_ff_ff_ff) % 1_000_000).padStart(6, "0");
}
