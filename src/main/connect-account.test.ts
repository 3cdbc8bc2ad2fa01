import { describe, expect, it } from "vitest";
import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";
import { connectAccount, locationIdIn, type AccountToConnect, type ConnectPorts } from "./connect-account.ts";
import { scratchStore } from "./scratch-store.ts";
import { credentialName } from "./vendors.ts";
import { homeWorkspace } from "./workspaces.ts";

const LOCATION = "aBcDeFgHiJ0123456789";
const ports = (probe: ConnectPorts["vendors"]["probe"]): ConnectPorts => ({
  store: scratchStore(systemClock, systemRandom),
  random: systemRandom,
  vendors: { probe },
  workspaceId: homeWorkspace,
});
const good: ConnectPorts["vendors"]["probe"] = async () => ({ name: "Blue Heron", facts: { country: "DE" }, missing: [] });
const account = (changes: Partial<AccountToConnect> = {}): AccountToConnect => ({
  vendor: "highlevel",
  credential: "pit-00000000-0000",
  location: LOCATION,
  name: null,
  baseUrl: null,
  webhookSecrets: [],
  ...changes,
});

describe("connecting an account", () => {
  it("stores connection and credential after the probe", async () => {
    const given = ports(good);
    const { connection, renewed } = await connectAccount(given, account({ credential: "  pit-00000000-0000\n" }));
    expect(connection).toMatchObject({
      vendor: "highlevel",
      name: "Blue Heron",
      account: LOCATION,
      sandbox: false,
      state: "active",
      facts: { country: "DE" },
    });
    expect(renewed).toBe(false);
    expect(await given.store.secret(homeWorkspace, credentialName(connection.id))).toBe("pit-00000000-0000");
  });

  it("stores nothing when the probe fails", async () => {
    const given = ports(() => Promise.reject(new Error("refused")));
    await expect(connectAccount(given, account())).rejects.toThrow("refused");
    expect(await given.store.connections(homeWorkspace)).toEqual([]);
  });

  it("renews the credential of an account that is connected already, and wakes it", async () => {
    const given = ports(good);
    const first = await connectAccount(given, account());
    const { id, workspaceId } = first.connection;
    await given.store.changeConnection(workspaceId, id, (one) => ({
      ...one,
      name: "Named by a person",
      state: "paused",
      pausedBecause: "HW_VENDOR_REAUTH_NEEDED",
    }));
    const second = await connectAccount(given, account({ credential: "pit-11111111-1111" }));
    expect(second).toMatchObject({ renewed: true, connection: { id, name: "Named by a person", state: "active", pausedBecause: null } });
    expect(await given.store.connections(homeWorkspace)).toHaveLength(1);
    expect(await given.store.secret(homeWorkspace, credentialName(first.connection.id))).toBe("pit-11111111-1111");
  });

  it.each([
    ["", "HW_CREDENTIAL_FORMAT"],
    ["two words here", "HW_CREDENTIAL_FORMAT"],
    ["eyJhbGciOiJIUzI1NiJ9.eyJsb2NhdGlvbl9pZCI6IjEifQ.c2lnbmF0dXJl", "HW_CREDENTIAL_LEGACY"],
  ])("refuses the credential %j without repeating it", async (credential, code) => {
    const failure: unknown = await connectAccount(ports(good), account({ credential })).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, data: { field: "token" } });
    if (credential !== "") expect(JSON.stringify((failure as { data: unknown }).data)).not.toContain(credential);
  });

  it("finds the location id in a pasted address", () => {
    expect(locationIdIn(`https://app.gohighlevel.com/v2/location/${LOCATION}/contacts/smart_list/All`)).toBe(LOCATION);
    expect(locationIdIn(` ${LOCATION} `)).toBe(LOCATION);
    for (const wrong of ["", "short", "https://app.gohighlevel.com/", "../../etc/passwd"])
      expect(() => locationIdIn(wrong)).toThrow("cannot be understood");
  });
});
