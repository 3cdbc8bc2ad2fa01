import { describe, expect, it } from "vitest";
import type { CheckStepName, CredentialCheck } from "#engine/accounts.ts";
import { must } from "#lib/must.ts";
import { eventsFor, fingerprintOf } from "#main/accounts/webhook-settings.ts";
import { credentialName, webhookSecretName } from "#main/vendors.ts";
import { flowScopes } from "#sandbox/highlevel/access.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

const LOCATION_ADDRESS = (id: string): string => `https://app.example.com/v2/location/${id}/settings/private-integrations`;

const highlevel = (world: World, credential: string, location = world.highlevel.locationId): Promise<CredentialCheck> =>
  world.app.accounts.check({ vendor: "highlevel", credential, location: LOCATION_ADDRESS(location), entities: ["contact", "task"] });
const incident = (world: World, credential: string): Promise<CredentialCheck> =>
  world.app.accounts.check({ vendor: "incident", credential, location: null, entities: ["contact", "follow-up"] });

/** Where the check ended, and why. */
function endedAt({ ok, steps }: CredentialCheck): readonly [ok: boolean, step: CheckStepName | null, code: string | null] {
  const failed = steps.find(({ state }) => state === "failed");
  return [ok, failed?.name ?? null, failed?.code ?? null];
}
const stateOf = ({ scopes }: CredentialCheck, scope: string): string | undefined => scopes.find((one) => one.scope === scope)?.state;

describe("checking a HighLevel token", () => {
  it("proves what can be read, and leaves what is for writes to the test", async () => {
    const world = await createWorld({ contacts: 1 });
    const found = await highlevel(world, world.highlevel.token);
    expect(endedAt(found)).toEqual([true, null, null]);
    expect(found.steps.map(({ name, state }) => [name, state])).toEqual([
      ["format", "passed"],
      ["reach", "passed"],
      ["account", "passed"],
      ["scopes", "passed"],
    ]);
    expect(["contacts.readonly", "locations.readonly", "locations/tasks.readonly"].map((scope) => stateOf(found, scope))).toEqual([
      "proven",
      "proven",
      "proven",
    ]);
    expect(stateOf(found, "contacts.write")).toBe("unproven");
    expect(found.facts["timezone"]).toBeDefined();
    expect(found.callsToday?.limit).toBeGreaterThan(0);
  });

  it.each([
    ["half of one", "pit-", "format", "HW_CREDENTIAL_FORMAT"],
    ["a sentence", "my token is secret", "format", "HW_CREDENTIAL_FORMAT"],
    ["an old API key", "eyJhbGciOiJIUzI1NiJ9.eyJsb2NhdGlvbl9pZCI6IngifQ.c2lnbmF0dXJlLW9mLWl0", "format", "HW_CREDENTIAL_LEGACY"],
    ["an old agency key", "0a1b2c3d-0000-4000-8000-0123456789ab", "format", "HW_CREDENTIAL_LEGACY"],
    ["one that nobody gave out", "pit-00000000-0000-0000", "reach", "HW_VENDOR_TOKEN_EXPIRED"],
  ])("says of %s what it is, before anything is stored", async (_what, token, step, code) => {
    const world = await createWorld();
    expect(endedAt(await highlevel(world, token))).toEqual([false, step, code]);
  });

  it("tells a token of another sub-account, and one of the agency", async () => {
    const world = await createWorld();
    world.highlevel.control.addLocation({ id: "loc01SandboxHighwire", name: "Second" });
    const wrong = [false, "account", "HW_CREDENTIAL_OTHER_ACCOUNT"];
    expect(endedAt(await highlevel(world, world.highlevel.token, "loc01SandboxHighwire"))).toEqual(wrong);
    expect(endedAt(await highlevel(world, world.highlevel.control.addToken({ kind: "company" })))).toEqual(wrong);
  });

  it("names each permission that is lacking, and refuses only a token that cannot read contacts", async () => {
    const world = await createWorld();
    const { addToken } = world.highlevel.control;
    const without = (...scopes: readonly string[]): string => addToken({ scopes: flowScopes.filter((scope) => !scopes.includes(scope)) });
    const lacksTasks = await highlevel(world, without("locations/tasks.readonly", "locations.readonly"));
    expect(endedAt(lacksTasks)).toEqual([true, "scopes", "HW_VENDOR_SCOPE_MISSING"]);
    expect(lacksTasks.missing).toEqual(["locations.readonly", "locations/tasks.readonly"]);
    expect((await highlevel(world, without("contacts.readonly"))).ok).toBe(false);
  });
});

describe("checking an incident.io key", () => {
  it("reads who it is, proves what can be read and judges the rest by its roles", async () => {
    const world = await createWorld();
    const found = await incident(world, world.incident.apiKey);
    expect([endedAt(found), found.facts["roles"]]).toEqual([[true, null, null], expect.arrayContaining(["catalog_editor"])]);
    expect(["catalog_entries.view", "incidents.view", "catalog_entries.edit"].map((scope) => stateOf(found, scope))).toEqual([
      "proven",
      "proven",
      "unproven",
    ]);
    const reader = await incident(world, world.incident.control.addKey(["viewer", "catalog_viewer"]));
    expect([reader.ok, stateOf(reader, "incidents.view"), stateOf(reader, "catalog_entries.edit"), stateOf(reader, "follow_ups.create")]).toEqual([
      true,
      "proven",
      "refused",
      "refused",
    ]);
    expect(endedAt(await incident(world, "inc_nobodysKey00000"))).toEqual([false, "reach", "HW_VENDOR_TOKEN_EXPIRED"]);
  });
});

describe("connecting and changing credentials", () => {
  it("connects what passes and keeps what was learned, and stores nothing of what does not", async () => {
    const world = await createWorld();
    const id = world.highlevel.control.addToken({ scopes: ["contacts.readonly", "contacts.write"] });
    const asked = {
      vendor: "highlevel",
      credential: id,
      location: world.highlevel.locationId,
      entities: null,
      name: "Ours",
      webhookSecret: null,
    } as const;
    const { connection } = await world.app.accounts.add(asked, "test");
    expect(connection).toMatchObject({
      name: "Ours",
      state: "active",
      facts: { missing: ["locations.readonly", "locations/customFields.readonly"] },
    });
    const before = await world.store.secret(world.workspaceId, credentialName(connection.id));
    await expect(world.app.accounts.add({ ...asked, credential: "pit-nobody-knows-it" }, "test")).rejects.toMatchObject({
      code: "HW_VENDOR_TOKEN_EXPIRED",
    });
    expect(await world.store.secret(world.workspaceId, credentialName(connection.id))).toBe(before);
  });

  it("tests the old and the new token, and switches only to one of the same account", async () => {
    const world = await createWorld({ contacts: 1 });
    const { left } = await world.bridge();
    const stored = (): Promise<string | null> => world.store.secret(world.workspaceId, credentialName(left));
    world.highlevel.control.addLocation({ id: "loc01SandboxHighwire", name: "Second" });
    const foreign = world.highlevel.control.addToken({ locationId: "loc01SandboxHighwire" });
    const refused = await world.app.accounts.rotate(left, foreign, "test");
    expect([refused.switched, refused.before.ok, endedAt(refused.after)[2], await stored()]).toEqual([
      false,
      true,
      "HW_CREDENTIAL_OTHER_ACCOUNT",
      world.highlevel.token,
    ]);
    const fresh = world.highlevel.control.addToken();
    const done = await world.app.accounts.rotate(left, `  ${fresh}\n`, "test");
    expect([done.switched, await stored()]).toEqual([true, fresh]);
    expect((await world.app.accounts.history(left, 10)).map(({ detail }) => detail["change"])).toEqual(["rotated"]);
  });

  it("X8 X5 loses nothing of what waited while a token was dead, and lets all of it go on with a new one", async () => {
    const world = await createWorld({ contacts: 20 });
    await world.load();
    const { left } = await world.bridge();
    world.highlevel.control.revokeToken(world.highlevel.token);
    for (const { id } of world.highlevel.control.contacts() as readonly { readonly id: string }[])
      world.highlevel.control.editContact(id, { website: `https://${id.toLowerCase()}.example` });
    await world.deliver();
    const waiting = (await world.links()).map(({ id }) => id);
    for (let round = 0; round < 2; round += 1) await world.claimOnly(waiting);
    expect(await world.store.connection(world.workspaceId, left)).toMatchObject({ state: "paused", pausedBecause: "HW_VENDOR_TOKEN_EXPIRED" });
    const detail = await world.app.accounts.detail(left);
    expect(detail.waiting).toBe(20);
    const { switched, resumed } = await world.app.accounts.rotate(left, world.highlevel.control.addToken(), "test");
    expect([switched, resumed]).toEqual([true, 20]);
    expect((await world.store.connection(world.workspaceId, left))?.state).toBe("active");
    await world.drain();
    const entries = await Promise.all((await world.links()).map((link) => world.entryOf(link)));
    expect(entries.map(({ fields }) => fields["website"]).filter((website) => String(website).includes(".example"))).toHaveLength(20);
  });

  it.each([
    ["with all others", async (world: World) => void (await world.app.pauseAll(true, "ann"))],
    ["alone", async (world: World) => void (await world.app.setConnectionState((await world.bridge()).left, "paused", "ann"))],
  ])("X8 leaves an account paused that a person has paused %s, whether its token is changed or it is connected anew", async (_how, pause) => {
    const world = await createWorld({ contacts: 1 });
    const { left } = await world.bridge();
    await pause(world);
    const paused = await world.store.connection(world.workspaceId, left);
    const { state, pausedBecause } = must(paused, "the connection");
    expect(state).toBe("paused");
    expect((await world.app.accounts.rotate(left, world.highlevel.control.addToken(), "ann")).switched).toBe(true);
    expect(await world.store.connection(world.workspaceId, left)).toMatchObject({ state, pausedBecause });
    const again = { vendor: "highlevel", credential: world.highlevel.control.addToken(), location: world.highlevel.locationId } as const;
    await world.app.accounts.add({ ...again, entities: null, name: null, webhookSecret: null }, "ann");
    expect(await world.store.connection(world.workspaceId, left)).toMatchObject({ state, pausedBecause });
  });

  it("X5 takes up what was set aside for want of a permission once a token has it", async () => {
    const world = await createWorld({ contacts: 2 });
    await world.load();
    const { left } = await world.bridge();
    world.highlevel.control.setScopes(world.highlevel.token, ["contacts.readonly"]);
    const link = await world.linkOf(firstContact(world));
    world.incident.control.editEntry(String(link.rightId), null, { hw_website: "https://right.example" });
    await world.sweep();
    await world.drain();
    expect((await world.linkOf(firstContact(world))).because).toBe("HW_VENDOR_SCOPE_MISSING");
    expect((await world.app.accounts.rotate(left, world.highlevel.control.addToken(), "test")).resumed).toBe(1);
    await world.drain();
    expect(world.highlevel.control.contacts()[0]?.["website"]).toBe("https://right.example");
  });
});

describe("webhook settings", () => {
  it("name every event that changes what a flow tells", () => {
    const facts = eventsFor("highlevel", ["contact-facts"]);
    expect(facts).toEqual(expect.arrayContaining(["NoteUpdate", "TaskDelete", "AppointmentDelete", "OpportunityUpdate"]));
    expect(eventsFor("highlevel", ["task", "follow-up"])).toEqual(["TaskCreate", "TaskComplete", "TaskDelete"]);
    expect(eventsFor("incident", ["follow-up"])).toContain("public_incident.follow_up_updated_v2");
  });

  it("keep several secrets, so that changing over leaves no gap, and never the last one away", async () => {
    const world = await createWorld();
    const { right } = await world.bridge();
    const { accounts } = world.app;
    const [one, two] = ["whsec_b25lIHNlY3JldA==", "whsec_dHdvIHNlY3JldHM="] as const;
    await accounts.addWebhookSecret(right, one, "test");
    await accounts.addWebhookSecret(right, two, "test");
    expect((await accounts.webhooks(right)).secrets).toEqual([one, two].map(fingerprintOf));
    expect(await world.store.secret(world.workspaceId, webhookSecretName(right))).toBe(`${one}\n${two}`);
    await accounts.removeWebhookSecret(right, fingerprintOf(one), "test");
    await expect(accounts.removeWebhookSecret(right, fingerprintOf(two), "test")).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
    await expect(accounts.addWebhookSecret(right, "secret", "test")).rejects.toMatchObject({ code: "HW_REQUEST_INVALID" });
  });

  it("tell of the first event, and of refused ones with whether a new secret fits them", async () => {
    const world = await createWorld({ contacts: 1 });
    await world.load();
    const { left, right } = await world.bridge();
    const { accounts } = world.app;
    let heard = 0;
    const stop = accounts.listen(() => (heard += 1));
    expect((await accounts.webhooks(left)).accepted).toBeNull();
    world.highlevel.control.editContact(firstContact(world), { firstName: "Ada" });
    await world.deliver();
    expect((await accounts.webhooks(left)).accepted).toMatchObject({ type: "ContactUpdate", skewMs: expect.any(Number) });
    const genuine = must(await incidentEvent(world), "an event of incident.io");
    await world.app.ingest.receive({ ...genuine, headers: { ...genuine.headers, "webhook-signature": `v1,${"A".repeat(43)}=` } });
    expect((await accounts.webhooks(right)).refused).toMatchObject({ code: "HW_WEBHOOK_BAD_SIGNATURE", count: 1 });
    expect(heard).toBe(1);
    expect((await accounts.addWebhookSecret(right, "whsec_dHdvIHNlY3JldHM=", "test")).fitsRefused).toBe(false);
    stop();
  });
});

async function incidentEvent(world: World) {
  world.incident.control.addIncident("Checkout is down", [], "public");
  await world.incident.control.settleWebhooks();
  return world.mailbox.find(({ vendor }) => vendor === "incident");
}

it("tells of each permission what uses it and when it was last used, and which can be dropped", async () => {
  const world = await createWorld({ contacts: 2 });
  await world.load();
  const { left } = await world.bridge();
  await world.app.accounts.test(left);
  const scopes = await world.app.accounts.permissions();
  const named = (scope: string) => scopes.find((one) => one.scope === scope);
  expect(named("contacts.readonly")).toMatchObject({ connectionId: left, usedBy: ["contact"], granted: true, lastUsedAt: expect.any(Number) });
  expect(named("contacts.write")).toMatchObject({ write: true, usedBy: ["contact"] });
  expect(named("catalog_entries.edit")).toMatchObject({ vendor: "incident", usedBy: ["contact"], roles: ["catalog_editor"] });
  expect(named("opportunities.readonly")).toBeUndefined();
});
