import { expect, it } from "vitest";
import { HighwireError } from "#core/errors.ts";
import type { RecordsPort } from "#core/ports/records-port.ts";
import type { Store } from "#core/ports/store.ts";
import { must } from "#lib/must.ts";
import { openVendors } from "#main/open-vendors.ts";
import { credentialName } from "#main/vendors.ts";
import { createWorld, firstContact, inProcess, silent, type World } from "../support/in-process-world.ts";

/** Milliseconds between the end of a change and its commit. */
const COMMIT_MS = 300;

/** A location connected by OAuth whose access token has ended, and as many processes as wanted, each with its own clients over one store. */
async function expired(processes: number) {
  const world = await createWorld({ contacts: 1 });
  const bridge = await world.bridge();
  const { oauth, locationId, companyId } = world.highlevel;
  const scopes = ["contacts.readonly", "contacts.write"];
  const pair = oauth.pair({ kind: "location", locationId, companyId, scopes }, "family");
  const name = credentialName(bridge.left);
  const { clientId, clientSecret } = oauth.app;
  const { accessToken, refreshToken } = pair;
  await world.store.saveSecret(
    world.workspaceId,
    name,
    JSON.stringify({ accessToken, refreshToken, clientId, clientSecret, expiresAt: world.clock.now() + 86_399_000 }),
  );
  world.clock.advance(86_400_000);
  const used: { readonly token: string; readonly committed: boolean }[] = [];
  const committedToken = async (): Promise<string> =>
    (JSON.parse(must(await world.store.secret(world.workspaceId, name), "the credential")) as { accessToken: string }).accessToken;
  const wire = inProcess(world.clock, world.highlevel, world.incident);
  const open = async () =>
    openVendors(
      { store: slowToCommit(world), log: silent, clock: world.clock, random: world.ports.random, highlevelKeys: [], publicUrl: null },
      async (request) => {
        const token = request.headers["authorization"]?.slice("Bearer ".length);
        if (token !== undefined && request.url.includes("/contacts/")) used.push({ token, committed: token === (await committedToken()) });
        return wire(request);
      },
    );
  const ports = await Promise.all(Array.from({ length: processes }, async () => (await (await open()).sides(bridge)).left));
  return { world, ports, used, spent: accessToken };
}

/** The same store; what a change of a secret returns is committed a while after the change has ended. */
function slowToCommit({ store, clock }: World): Store {
  return {
    ...store,
    changeSecret: (workspaceId, name, change) =>
      store.changeSecret(workspaceId, name, async (value) => {
        const next = await change(value);
        await clock.sleep(COMMIT_MS);
        return next;
      }),
    async saveSecret(workspaceId, name, value) {
      await clock.sleep(COMMIT_MS);
      await store.saveSecret(workspaceId, name, value);
    },
  };
}

const trades = ({ highlevel }: World): number => highlevel.control.counters().byOperation["POST /oauth/token"] ?? 0;

it("X8 however many calls of however many processes find the token ended, it is traded once", async () => {
  const { world, ports } = await expired(3);
  const contact = firstContact(world);
  const reads = await Promise.all(ports.flatMap((port) => Array.from({ length: 5 }, () => port.read(contact, { priority: "webhook" }))));
  expect(reads.every(({ kind }) => kind === "found")).toBe(true);
  expect([trades(world), world.highlevel.oauth.reuses]).toEqual([1, 0]);
});

it("X8 uses the new access token only after the new refresh token has been committed", async () => {
  const { world, ports, used, spent } = await expired(2);
  const contact = firstContact(world);
  await Promise.all(ports.map((port) => port.read(contact, { priority: "webhook" })));
  expect(used.filter(({ token }) => token !== spent).length).toBeGreaterThan(0);
  expect(used.filter(({ token, committed }) => token !== spent && !committed)).toEqual([]);
});

it("X8 trades again when the vendor refuses a token that looked good, once for all who were refused", async () => {
  const { world, ports } = await expired(2);
  const contact = firstContact(world);
  await Promise.all(ports.map((port) => port.read(contact, { priority: "webhook" })));
  const name = credentialName((await world.bridge()).left);
  const { accessToken } = JSON.parse(must(await world.store.secret(world.workspaceId, name), "the credential")) as { accessToken: string };
  world.highlevel.control.revokeToken(accessToken);
  const reads = await Promise.all(ports.map((port) => port.read(contact, { priority: "webhook" })));
  expect(reads.every(({ kind }) => kind === "found")).toBe(true);
  expect([trades(world), world.highlevel.oauth.reuses]).toEqual([2, 0]);
});

/** What each of many calls of several processes ended with. */
async function reasons(ports: readonly RecordsPort[], contact: string): Promise<readonly string[]> {
  const reads = ports.flatMap((port) => Array.from({ length: 5 }, () => port.read(contact, { priority: "webhook" })));
  return (await Promise.allSettled(reads)).map((one) =>
    one.status === "fulfilled" ? one.value.kind : one.reason instanceof HighwireError ? one.reason.code : String(one.reason),
  );
}

it("X8 a refresh token that is lost is offered once, however many calls of however many processes meet it, then or later", async () => {
  const { world, ports } = await expired(3);
  world.highlevel.control.uninstall();
  world.highlevel.control.install();
  for (let round = 0; round < 2; round += 1) {
    expect(new Set(await reasons(ports, firstContact(world)))).toEqual(new Set(["HW_VENDOR_REAUTH_NEEDED"]));
    expect(trades(world)).toBe(1);
  }
});

it.each(["500-before", "cut-json", "500-after"] as const)(
  "X8 after an unclear failure (%s) each process tries once for all its calls, and the next try may succeed",
  async (kind) => {
    const { world, ports } = await expired(2);
    world.highlevel.control.setFaults([{ fault: { kind }, match: { operation: "POST /oauth/token" }, times: 2 }]);
    const contact = firstContact(world);
    expect(new Set(await reasons(ports, contact))).toEqual(new Set(["HW_VENDOR_UNAVAILABLE"]));
    expect(trades(world)).toBe(2);
    expect(new Set(await reasons(ports, contact))).toEqual(new Set(["found"]));
    expect([trades(world), world.highlevel.oauth.reuses]).toEqual([3, 0]);
  },
);

it("X8 a suspended location refuses too, but says nothing of the token: the same one is good again with the location", async () => {
  const { world, ports } = await expired(1);
  world.highlevel.control.setSuspended(true);
  expect(new Set(await reasons(ports, firstContact(world)))).toEqual(new Set(["HW_VENDOR_REAUTH_NEEDED"]));
  world.highlevel.control.setSuspended(false);
  expect(new Set(await reasons(ports, firstContact(world)))).toEqual(new Set(["found"]));
  expect(trades(world)).toBe(2);
});
