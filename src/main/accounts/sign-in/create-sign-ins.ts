import { HighwireError } from "#core/errors.ts";
import type { ConnectionId } from "#core/ids.ts";
import type { Connection } from "#core/ports/store.ts";
import type { Install, SignInReturn, SignIns } from "#engine/sign-ins.ts";
import { isObject, parseJson } from "#lib/json.ts";
import { consentAddress, type OAuthApp, type TokenGrant } from "#vendors/highlevel/oauth.ts";
import { connectionOf, entitiesInUse, hostOf, noteChange, type AccountPorts } from "../account-ports.ts";
import { scopesOf } from "../needed-scopes.ts";
import { createAttempts, type Attempt, type Attempts } from "./attempts.ts";
import { connectLocation, keepCompany } from "./connect-location.ts";
import { connected, failed, installations, newInstall, orFailed, shown, type KeptInstall } from "./installations.ts";
import type { KeptList } from "./kept-list.ts";

/** Name of the secret with the marketplace app's client id and secret. */
const APP = "oauth:app";
/** What an agency's app needs to find its locations and to get their tokens. */
const AGENCY_SCOPES = ["oauth.readonly", "oauth.write"];

interface Parts {
  readonly ports: AccountPorts;
  readonly attempts: Attempts;
  readonly installs: KeptList<KeptInstall>;
}

/** Signing in at HighLevel: a sign-in ends only where it began, once, and what began elsewhere asks first. */
export function createSignIns(ports: AccountPorts): SignIns {
  const parts: Parts = { ports, attempts: createAttempts(ports), installs: installations(ports) };
  const { attempts, installs } = parts;
  const keep = async (install: KeptInstall): Promise<Install> => {
    await installs.put(install);
    return shown(install);
  };
  return {
    clientId: async () => (await appOf(ports))?.clientId ?? null,
    async setApp({ clientId, clientSecret }, who) {
      await ports.store.saveSecret(ports.workspaceId, APP, JSON.stringify({ clientId, clientSecret }));
      await noteChange(ports, null, who, { change: "app" });
    },
    async begin({ redirectUri, browser, connectionId, agency, entities, returnTo }, who) {
      const { clientId } = await neededApp(ports);
      if (connectionId !== null) await connectionOf(ports, connectionId);
      const wanted = entities ?? (await entitiesInUse(ports, connectionId));
      const needed = scopesOf("highlevel", wanted.length === 0 ? ["contact"] : wanted).map(({ scope }) => scope);
      const scopes = [...needed, ...(agency ? AGENCY_SCOPES : [])];
      const { state, challenge } = await attempts.begin({ redirectUri, browser, connectionId, scopes, returnTo, who });
      return consentAddress({ host: ports.vendors.consentHost(hostOf(ports, "highlevel")), clientId, redirectUri, scopes, state, challenge });
    },
    async finish(given) {
      const { attempt, install } = await takeBack(parts, given);
      const returnTo = attempt?.returnTo ?? "connections";
      // Anybody can send something here, so what nobody asked for is kept only while it may be claimed.
      if (attempt === null && install.code !== null) return { returnTo, problem: install.code };
      return { returnTo, install: await keep(install) };
    },
    installs: async () => (await installs.all()).map(shown).toSorted((one, other) => other.at - one.at),
    install: async (id) => shown(await known(parts, id)),
    async claim(id, who) {
      const install = await known(parts, id, "claim");
      const { untraded } = install;
      if (untraded === null) throw gone();
      // Whatever follows, the code is used up with this.
      await installs.put({ ...install, untraded: null });
      return keep(await orFailed({ ...install, who, untraded: null }, () => trade(parts, { ...install, who, untraded: null }, untraded, null)));
    },
    async choose(id, locationIds, who) {
      const install = await known(parts, id, "choose");
      const { grant, locations } = install;
      const chosen = locations.filter((location) => locationIds.includes(location.id));
      if (grant === null || chosen.length === 0 || chosen.length !== new Set(locationIds).size)
        throw new HighwireError("HW_REQUEST_INVALID", { field: "locations", detail: "choose from the locations that are shown" });
      return keep(await orFailed({ ...install, who }, () => connectChosen(ports, { ...install, who }, grant, chosen)));
    },
    async forget(id) {
      await known(parts, id);
      await installs.take((one) => one.id === id);
    },
  };
}

const gone = (): HighwireError => new HighwireError("HW_REQUEST_CONFLICT", { detail: "this installation is no longer waiting; begin again" });

async function known({ installs }: Parts, id: string, status?: Install["status"]): Promise<KeptInstall> {
  const install = (await installs.all()).find((one) => one.id === id);
  if (install === undefined) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "install" });
  if (status !== undefined && install.status !== status) throw gone();
  return install;
}

/** What came back becomes an installation: of an attempt of ours, of the vendor's own accord, or none at all. */
async function takeBack(parts: Parts, given: SignInReturn): Promise<{ readonly install: KeptInstall; readonly attempt: Attempt | null }> {
  const { ports, attempts } = parts;
  const { state, code, redirectUri, browser } = given;
  const attempt = state === null ? null : await attempts.take(state, browser);
  const install = newInstall(ports, attempt?.scopes ?? [], attempt?.who ?? "nobody");
  if (given.refused) return { attempt, install: failed(install, "HW_OAUTH_DENIED") };
  if (code === null || (state !== null && attempt === null)) return { attempt, install: failed(install, "HW_OAUTH_STATE") };
  if (attempt === null) {
    const mine = browser === null ? null : await attempts.newestOf(browser);
    return { attempt, install: { ...install, status: "claim", untraded: { code, redirectUri, verifier: mine?.verifier ?? null } } };
  }
  const untraded = { code, redirectUri: attempt.redirectUri, verifier: attempt.verifier };
  return { attempt, install: await orFailed(install, () => trade(parts, install, untraded, attempt.connectionId)) };
}

/** Trades a code and goes on with what was granted: a location is connected, of a company the locations are shown. */
async function trade(
  { ports }: Parts,
  install: KeptInstall,
  untraded: NonNullable<KeptInstall["untraded"]>,
  connectionId: ConnectionId | null,
): Promise<KeptInstall> {
  const app = await neededApp(ports);
  const grant = await callsOf(ports).exchange(app, untraded);
  const told = withScopes(install, grant);
  const expected = connectionId === null ? null : await connectionOf(ports, connectionId);
  return orFailed(told, () => (grant.kind === "location" ? ofLocation(ports, told, grant, expected) : ofCompany(ports, told, grant, expected)));
}

async function ofLocation(ports: AccountPorts, install: KeptInstall, grant: TokenGrant, expected: Connection | null): Promise<KeptInstall> {
  if (expected !== null && expected.account !== grant.locationId) return failed(install, "HW_CREDENTIAL_OTHER_ACCOUNT");
  const { connection, resumed } = await connectLocation(ports, await neededApp(ports), grant, install.who);
  return connected(install, [connection.id], resumed);
}

/** A company's locations wait to be chosen, unless it is known which one is meant. */
async function ofCompany(ports: AccountPorts, install: KeptInstall, grant: TokenGrant, expected: Connection | null): Promise<KeptInstall> {
  const app = await neededApp(ports);
  await keepCompany(ports, app, grant);
  const company = { accessToken: grant.accessToken, companyId: grant.companyId ?? "" };
  const locations = await callsOf(ports).installed(company, app.clientId.split("-")[0] ?? "");
  const waiting: KeptInstall = { ...install, status: "choose", grant, locations };
  if (expected === null) return waiting;
  const same = locations.filter(({ id }) => id === expected.account);
  return same.length === 0 ? failed(install, "HW_CREDENTIAL_OTHER_ACCOUNT") : connectChosen(ports, waiting, grant, same);
}

async function connectChosen(
  ports: AccountPorts,
  install: KeptInstall,
  company: TokenGrant,
  chosen: readonly { readonly id: string }[],
): Promise<KeptInstall> {
  const app = await neededApp(ports);
  const connections: ConnectionId[] = [];
  let resumed = 0;
  for (const { id } of chosen) {
    const minted = await callsOf(ports).mint({ accessToken: company.accessToken, companyId: company.companyId ?? "" }, id);
    const one = await connectLocation(ports, app, minted, install.who);
    connections.push(one.connection.id);
    resumed += one.resumed;
  }
  return connected(install, connections, resumed);
}

function withScopes(install: KeptInstall, { scopes }: TokenGrant): KeptInstall {
  return { ...install, granted: scopes, missing: install.asked.filter((scope) => !scopes.includes(scope)) };
}

const callsOf = (ports: AccountPorts) => ports.vendors.oauth(hostOf(ports, "highlevel"));

async function appOf({ store, workspaceId }: AccountPorts): Promise<OAuthApp | null> {
  const stored = await store.secret(workspaceId, APP);
  const parsed = stored === null ? null : parseJson(stored);
  if (parsed?.kind !== "parsed" || !isObject(parsed.value)) return null;
  return parsed.value as unknown as OAuthApp;
}

async function neededApp(ports: AccountPorts): Promise<OAuthApp> {
  const app = await appOf(ports);
  if (app === null) throw new HighwireError("HW_OAUTH_NO_APP");
  return app;
}
