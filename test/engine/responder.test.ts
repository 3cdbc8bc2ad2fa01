import { describe, expect, it } from "vitest";
import { must } from "#lib/must.ts";
import type { Responder, Visitor } from "#engine/responder/responder.ts";
import { changeRules, openIncident, secondContact, settle, showPrivate } from "../support/case-world.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

const ADDRESS = "https://highwire.example.com";
const HOUR = 3_600_000;

interface Scene {
  readonly world: World;
  readonly responder: Responder;
  readonly incident: string;
  readonly pageId: string;
}

/** A world whose incident names both contacts, and has a page. */
async function scene(options: { readonly visibility?: "public" | "private"; readonly tellsPrivate?: boolean } = {}): Promise<Scene> {
  const world = await createWorld({ contacts: 2, entity: "board", publicUrl: ADDRESS });
  await showPrivate(world);
  await changeRules(world, { tellsPrivate: options.tellsPrivate ?? false });
  await world.load();
  const incident = openIncident(world, [firstContact(world), secondContact(world)], options.visibility ?? "public");
  await settle(world);
  const paged = { connectionId: (await world.bridge()).right, incidentId: incident };
  const pageId = await world.store.giveIncidentPage(world.workspaceId, paged, ["01J00000000000000000000000"]);
  world.clock.advance(60_000);
  return { world, responder: must(world.app.responder, "the pages"), incident, pageId };
}

const somebody: Visitor = { who: "user:1", email: "somebody@example.com", linkId: null, reveals: false };
const codeIn = (world: World): string => must(/[2-9A-Z]{4}-[2-9A-Z]{4}/u.exec(world.letters.at(-1)?.text ?? "")?.[0], "a code");

async function ask({ world, responder, pageId }: Scene, email: string): Promise<{ readonly challenge: string; readonly sent: number }> {
  const before = world.letters.length;
  const challenge = responder.askForCode(pageId, email);
  // The letter goes out behind the answer.
  for (let step = 0; step < 20; step += 1) {
    world.clock.advance(50);
    await new Promise(setImmediate);
  }
  await responder.settle();
  return { challenge, sent: world.letters.length - before };
}

describe("what a page shows", () => {
  it("tells of each contact what the mapping and HighLevel know, with personal values masked, and audits the look", async () => {
    const { world, responder, pageId } = await scene();
    const contactId = firstContact(world);
    world.highlevel.control.editContact(contactId, { firstName: "Ada", lastName: "Byron", email: "ada@example.com", phone: "+12025550134" });
    world.highlevel.control.createTask(contactId, { title: "Call her back" });
    world.highlevel.control.createNote(contactId, { body: "Asked for the invoice" });
    await settle(world);
    world.clock.advance(60_000);
    const look = must(await responder.look(pageId, somebody, 0), "a look");
    expect(look).toMatchObject({ total: 2, next: null, incident: { name: "Checkout is down", isOngoing: true } });
    const shown = must(
      look.contacts.find((one) => one.contactId === contactId),
      "the contact",
    );
    expect(shown.live).toMatchObject({ openTasks: [{ title: "Call her back" }], notes: [{ text: "Asked for the invoice" }] });
    const text = JSON.stringify(look);
    for (const hidden of ["ada@example.com", "12025550134", "0134"]) expect(text).not.toContain(hidden);
    const [entry] = await world.store.journal(world.workspaceId, { limit: 1, kinds: ["viewed"] });
    expect(entry).toMatchObject({ kind: "viewed", cause: ["responder user:1"], detail: { page: pageId, revealed: false } });
  });

  it("P1 shows a private incident to nobody unless the bridge tells of those, and then to its members alone", async () => {
    const silent = await scene({ visibility: "private" });
    expect(await silent.responder.look(silent.pageId, somebody, 0)).toBeNull();
    const telling = await scene({ visibility: "private", tellsPrivate: true });
    const { world, responder, pageId, incident } = telling;
    expect(await responder.look(pageId, somebody, 0)).toBeNull();
    world.incident.control.editIncident(incident, { lead: "bo@example.com" });
    world.clock.advance(60_000);
    expect(await responder.look(pageId, somebody, 0)).toBeNull();
    expect(await responder.look(pageId, { ...somebody, email: null }, 0)).toBeNull();
    expect(await responder.look(pageId, { ...somebody, email: "bo@example.com" }, 0)).not.toBeNull();
    await expect(responder.share(incident, 4, "user:1")).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
    expect(await world.store.journal(world.workspaceId, { limit: 10, kinds: ["viewed"] })).toHaveLength(1);
  });

  it("P4 leaves out whoever was erased", async () => {
    const { world, responder, pageId } = await scene();
    await world.app.erase(firstContact(world), "cli");
    const look = must(await responder.look(pageId, somebody, 0), "a look");
    expect(look.contacts.map(({ contactId }) => contactId)).toEqual([secondContact(world)]);
  });

  it("shows nothing of an incident that is gone, and of a page that never was", async () => {
    const { responder } = await scene();
    expect(await responder.look("01J00000000000000000000001", somebody, 0)).toBeNull();
  });
});

describe("the door of codes", () => {
  it("mails a code to somebody at incident.io, which opens the page once, in the browser that asked", async () => {
    const here = await scene();
    const { world, responder, pageId } = here;
    const { challenge, sent } = await ask(here, " Bo@example.com ");
    expect(sent).toBe(1);
    const code = codeIn(world);
    expect(await responder.enterCode(pageId, "another browser", code)).toBeNull();
    expect(await responder.enterCode(pageId, challenge, "WRONGONE")).toBeNull();
    const visit = must(await responder.enterCode(pageId, challenge, code.toLowerCase().replace("-", " ")), "a visit");
    expect(await responder.visitor(pageId, visit.token)).toMatchObject({ email: "bo@example.com", reveals: false, linkId: null });
    expect((await responder.visitor(pageId, visit.token))?.who).toMatch(/^incident:\w+$/u);
    expect(await responder.enterCode(pageId, challenge, code)).toBeNull();
    expect(await responder.visitor("01J00000000000000000000001", visit.token)).toBeNull();
    world.clock.advance(8 * HOUR);
    expect(await responder.visitor(pageId, visit.token)).toBeNull();
  });

  it.each([
    ["nobody knows", "stranger@example.com", 0],
    ["has left", "ezra@example.com", 0],
    ["is no address", "bo@example.com, stranger@example.com", 0],
    ["stands on the list", "guest@example.com", 1],
  ])("answers alike to an address that %s", async (_what, email, letters) => {
    const here = await scene();
    const { challenge, sent } = await ask(here, email);
    expect(challenge).toMatch(/^[\w-]{43}$/u);
    expect(sent).toBe(letters);
  });

  it("takes five tries and ten minutes, and sends one address no more than three at a time", async () => {
    const here = await scene();
    const { world, responder, pageId } = here;
    const first = await ask(here, "bo@example.com");
    const code = codeIn(world);
    for (let tries = 0; tries < 5; tries += 1) expect(await responder.enterCode(pageId, first.challenge, "AAAAAAAA")).toBeNull();
    expect(await responder.enterCode(pageId, first.challenge, code)).toBeNull();
    const second = await ask(here, "bo@example.com");
    const late = codeIn(world);
    expect((await ask(here, "bo@example.com")).sent).toBe(1);
    expect((await ask(here, "bo@example.com")).sent).toBe(0);
    world.clock.advance(600_000);
    expect(await responder.enterCode(pageId, second.challenge, late)).toBeNull();
    expect((await ask(here, "bo@example.com")).sent).toBe(1);
  });

  it("P1 mails no code for a private incident but to its members", async () => {
    const here = await scene({ visibility: "private", tellsPrivate: true });
    expect((await ask(here, "bo@example.com")).sent).toBe(0);
    here.world.incident.control.editIncident(here.incident, { lead: "bo@example.com" });
    here.world.clock.advance(60_000);
    expect((await ask(here, "bo@example.com")).sent).toBe(1);
  });
});

describe("the door of share links", () => {
  it("opens the page to whoever has the key, for as long as it was made for, and tells the key once", async () => {
    const { world, responder, pageId, incident } = await scene();
    const { link, address } = await responder.share(incident, 4, "user:1");
    const key = must(address.split("#k=")[1], "the key");
    expect(address).toBe(`${ADDRESS}/r/s/${pageId}#k=${key}`);
    expect(key).toMatch(/^[\w-]{43}$/u);
    expect(JSON.stringify(await responder.shareLinks())).not.toContain(key);
    expect(JSON.stringify(await world.store.journal(world.workspaceId, { limit: 100 }))).not.toContain(key);
    expect(await responder.openLink(pageId, `${key}x`)).toBeNull();
    expect(await responder.openLink("01J00000000000000000000001", key)).toBeNull();
    const visit = must(await responder.openLink(pageId, key), "a visit");
    expect(visit.expiresAt).toBe(link.expiresAt);
    expect(await responder.visitor(pageId, visit.token)).toMatchObject({ who: `link:${link.id}`, email: null, linkId: link.id, reveals: false });
    world.clock.advance(4 * HOUR);
    expect(await responder.openLink(pageId, key)).toBeNull();
    expect(await responder.visitor(pageId, visit.token)).toBeNull();
    expect(await responder.shareLinks()).toEqual([]);
  });

  it("ends at once, with all who came by it, when it is revoked", async () => {
    const { responder, pageId, incident } = await scene();
    const { link, address } = await responder.share(incident, 72, "user:1");
    const key = must(address.split("#k=")[1], "the key");
    const visit = must(await responder.openLink(pageId, key), "a visit");
    await responder.revokeShareLink(link.id, "user:1");
    expect(await responder.visitor(pageId, visit.token)).toBeNull();
    expect(await responder.openLink(pageId, key)).toBeNull();
    await expect(responder.revokeShareLink(link.id, "user:1")).rejects.toMatchObject({ code: "HW_REQUEST_NOT_FOUND" });
  });

  it("is found by the incident's reference or page, and refuses odd times and unknown incidents", async () => {
    const { world, responder, pageId, incident } = await scene();
    const reference = String(world.incident.control.incidents().find((one) => one["id"] === incident)?.["reference"]);
    expect((await responder.share(reference.toLowerCase(), 1, "user:1")).link.pageId).toBe(pageId);
    expect((await responder.share(pageId, 1, "user:1")).link.pageId).toBe(pageId);
    for (const hours of [0, 73, 1.5, Number.NaN])
      await expect(responder.share(incident, hours, "user:1")).rejects.toMatchObject({ code: "HW_REQUEST_INVALID" });
    await expect(responder.share("INC-99999", 1, "user:1")).rejects.toMatchObject({ code: "HW_REQUEST_NOT_FOUND" });
  });

  it("closes a day after the incident", async () => {
    const { world, responder, pageId, incident } = await scene();
    const { address } = await responder.share(incident, 72, "user:1");
    const key = must(address.split("#k=")[1], "the key");
    world.incident.control.editIncident(incident, { status: "Closed" });
    const closedAt = world.clock.now();
    world.clock.advance(10_000);
    expect(must(await responder.openLink(pageId, key), "a visit").expiresAt).toBeLessThanOrEqual(closedAt + 24 * HOUR);
    world.clock.advance(24 * HOUR);
    expect(await responder.openLink(pageId, key)).toBeNull();
    await expect(responder.share(incident, 1, "user:1")).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
  });
});
