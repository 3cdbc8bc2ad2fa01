import { HighwireError } from "#core/errors.ts";
import type { Connection } from "#core/ports/store.ts";
import { stoppedBecause } from "#core/stopped-because.ts";
import type { Accounts, CredentialCheck, CredentialToCheck } from "#engine/accounts.ts";
import { connectAccount, locationIdIn } from "../connect-account.ts";
import { credentialName, type AccountToProbe, type ProbedAccount } from "../vendors.ts";
import { bridgesOn, connectionOf, hostOf, noteChange, type AccountPorts } from "./account-ports.ts";
import { checkCredential, failedAt, refusalOf } from "./check-credential.ts";
import { scopesOf, scopesOfBridges, type ScopeUse } from "./needed-scopes.ts";
import { resumeWork } from "./resume-work.ts";
import { addWebhookSecret, checkedSecret } from "./webhook-settings.ts";

/** Checking, adding, testing and changing credentials. */
export function credentialWork(ports: AccountPorts): Pick<Accounts, "locationIn" | "check" | "add" | "test" | "rotate"> {
  const { store, vendors, workspaceId } = ports;
  const check = async (asked: CredentialToCheck): Promise<CredentialCheck> =>
    checkCredential(vendors, { account: accountIn(ports, asked), uses: await usesOf(ports, asked), granted: null });

  return {
    locationIn: locationIdIn,
    check,
    async add(asked, who) {
      if (asked.webhookSecret !== null) checkedSecret(asked.webhookSecret);
      const found = await check(asked);
      const refusal = refusalOf(found);
      if (refusal !== null) throw refusal;
      const probe = async (): Promise<ProbedAccount> => ({ name: found.name ?? "HighLevel location", facts: found.facts, missing: found.missing });
      const given = { ...asked, baseUrl: hostOf(ports, asked.vendor), webhookSecrets: [] };
      const { connection, renewed } = await connectAccount({ ...ports, vendors: { probe } }, given);
      if (asked.webhookSecret !== null) await addWebhookSecret(store, connection, asked.webhookSecret);
      const known = await learn(ports, connection, found);
      await noteChange(ports, connection.id, who, { change: renewed ? "renewed" : "connected" });
      if (renewed) await resumeWork(ports, connection.id);
      return { connection: known, check: found };
    },
    async test(id) {
      const connection = await connectionOf(ports, id);
      const found = await checkStored(ports, connection);
      if (found.ok) await learn(ports, connection, found);
      return found;
    },
    async rotate(id, credential, who) {
      const connection = await connectionOf(ports, id);
      if (connection.auth === "oauth")
        throw new HighwireError("HW_REQUEST_CONFLICT", { detail: "this account is connected by signing in; sign in again instead" });
      const asked = { ...connection, locationId: locationOf(connection), credential: credential.trim() };
      const uses = scopesOfBridges(connection.vendor, await bridgesOn(ports, id));
      const before = await checkStored(ports, connection);
      const after = await checkCredential(vendors, { account: asked, uses, granted: null });
      if (!after.ok) return { before, after, switched: false, resumed: 0 };
      await store.saveSecret(workspaceId, credentialName(id), asked.credential);
      return { before, after, switched: true, resumed: await renewed(ports, connection, after, who, "rotated") };
    },
  };
}

/** Takes a connection up again after its credential was changed, and says so. Returns how many links go on. */
export async function renewed(ports: AccountPorts, connection: Connection, found: CredentialCheck, who: string, change: string): Promise<number> {
  await learn(ports, connection, found);
  // Only what we stopped ourselves goes on by itself: a person who paused an account had a reason.
  await ports.store.changeConnection(ports.workspaceId, connection.id, (current) =>
    stoppedBecause(current) === null ? null : { ...current, state: "active", pausedBecause: null },
  );
  await noteChange(ports, connection.id, who, { change });
  return resumeWork(ports, connection.id);
}

/** Keeps what a check has shown beside what was known: permissions that are there, and roles. */
async function learn(ports: AccountPorts, connection: Connection, found: CredentialCheck): Promise<Connection> {
  const granted = found.scopes.filter(({ state }) => state !== "refused").map(({ scope }) => scope);
  const facts = { ...found.facts, asked: found.scopes.map(({ scope }) => scope), granted, missing: found.missing };
  const kept = await ports.store.changeConnection(ports.workspaceId, connection.id, (current) => ({
    ...current,
    facts: { ...current.facts, ...facts },
  }));
  return kept ?? connection;
}

async function checkStored(ports: AccountPorts, connection: Connection): Promise<CredentialCheck> {
  const uses = scopesOfBridges(connection.vendor, await bridgesOn(ports, connection.id));
  const { vendor, baseUrl } = connection;
  try {
    const { token, granted } = await ports.vendors.credential(connection);
    const account = { vendor, baseUrl, locationId: locationOf(connection), credential: await token() };
    return await checkCredential(ports.vendors, { account, uses, granted });
  } catch (error) {
    if (!(error instanceof HighwireError)) throw error;
    return failedAt("reach", error.code);
  }
}

const locationOf = ({ vendor, account }: Connection): string | null => (vendor === "highlevel" ? account : null);

function accountIn(ports: AccountPorts, { vendor, credential, location }: CredentialToCheck): AccountToProbe {
  return {
    vendor,
    credential: credential.trim(),
    locationId: vendor === "highlevel" ? locationIdIn(location ?? "") : null,
    baseUrl: hostOf(ports, vendor),
  };
}

async function usesOf(ports: AccountPorts, { vendor, entities }: CredentialToCheck): Promise<readonly ScopeUse[]> {
  const bridges = entities === null ? await bridgesOn(ports, null) : [];
  if (bridges.length > 0) return scopesOfBridges(vendor, bridges);
  return scopesOf(vendor, entities === null || entities.length === 0 ? ["contact"] : entities);
}
