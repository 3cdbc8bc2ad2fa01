import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import type { WorkspaceId } from "#core/ids.ts";
import type { DoorCode, ShareLink, Visit } from "#core/ports/responder-store.ts";
import type { Store } from "#core/ports/store.ts";
import { makeWorld, MINUTE, T0 } from "./contract-world.ts";

const other = async (store: Store): Promise<WorkspaceId> => (await makeWorld(store)).workspaceId;

const aLink = (workspaceId: WorkspaceId, more: Partial<ShareLink> = {}): ShareLink => ({
  id: randomUUID(),
  workspaceId,
  pageId: "PAGE",
  keyHash: randomUUID(),
  madeBy: "somebody",
  madeAt: T0,
  expiresAt: T0 + MINUTE,
  ...more,
});
const aVisit = (workspaceId: WorkspaceId, more: Partial<Visit> = {}): Visit => ({
  workspaceId,
  tokenHash: randomUUID(),
  pageId: "PAGE",
  who: "somebody",
  email: "somebody@example.com",
  linkId: null,
  reveals: false,
  expiresAt: T0 + MINUTE,
  ...more,
});
const aCode = (workspaceId: WorkspaceId, more: Partial<DoorCode> = {}): DoorCode => ({
  workspaceId,
  challengeHash: randomUUID(),
  pageId: "PAGE",
  email: "somebody@example.com",
  who: "incident:one",
  codeHash: "right",
  tries: 5,
  madeAt: T0,
  expiresAt: T0 + 10 * MINUTE,
  ...more,
});

export function responderContract(open: () => Store): void {
  pageContract(open);
  linkContract(open);
  codeContract(open);
}

function pageContract(open: () => Store): void {
  it("gives an incident one page for good, and finds either by the other", async () => {
    const { workspaceId, bridge } = await makeWorld(open());
    const incident = { connectionId: bridge.right, incidentId: "INCIDENT-1" };
    const [first, second] = [randomUUID(), randomUUID()];
    expect(await open().incidentPage(workspaceId, incident)).toBeNull();
    expect(await open().giveIncidentPage(workspaceId, incident, [first])).toBe(first);
    expect(await open().giveIncidentPage(workspaceId, incident, [second])).toBe(first);
    expect(await open().incidentPage(workspaceId, incident)).toBe(first);
    expect(await open().pagedIncident(workspaceId, first)).toEqual(incident);
    expect(await open().pagedIncident(workspaceId, second)).toBeNull();
    expect(await open().pagedIncident(await other(open()), first)).toBeNull();
  });

  it("gives no incident the page of another one", async () => {
    const { workspaceId, bridge } = await makeWorld(open());
    const [taken, free] = [randomUUID(), randomUUID()];
    const incident = (incidentId: string) => ({ connectionId: bridge.right, incidentId });
    await open().giveIncidentPage(workspaceId, incident("one"), [taken]);
    expect(await open().giveIncidentPage(workspaceId, incident("two"), [taken, free])).toBe(free);
    await expect(open().giveIncidentPage(workspaceId, incident("three"), [taken, free])).rejects.toMatchObject({ code: "HW_INVARIANT" });
  });
}

function linkContract(open: () => Store): void {
  it("finds a share link by page and key while it opens, and lists the newest first", async () => {
    const { workspaceId } = await makeWorld(open());
    const [older, newer] = [aLink(workspaceId), aLink(workspaceId, { madeAt: T0 + 1 })];
    await open().saveShareLink(older);
    await open().saveShareLink(newer);
    expect(await open().shareLinks(workspaceId, T0)).toEqual([newer, older]);
    expect(await open().shareLinkByKey(workspaceId, "PAGE", older.keyHash, T0)).toEqual(older);
    expect(await open().shareLinkByKey(workspaceId, "OTHER", older.keyHash, T0)).toBeNull();
    expect(await open().shareLinkByKey(await other(open()), "PAGE", older.keyHash, T0)).toBeNull();
    expect(await open().shareLinkByKey(workspaceId, "PAGE", older.keyHash, older.expiresAt)).toBeNull();
    expect(await open().shareLinks(workspaceId, older.expiresAt)).toEqual([]);
  });

  it("ends a share link once, never later than it would end anyway, and with it whoever came by it", async () => {
    const { workspaceId } = await makeWorld(open());
    const link = aLink(workspaceId);
    const visit = aVisit(workspaceId, { linkId: link.id, email: null, expiresAt: T0 + 60 * MINUTE });
    await open().saveShareLink(link);
    await open().saveVisit(visit);
    expect(await open().endShareLink(workspaceId, link.id, T0 + 60 * MINUTE, T0)).toBe(true);
    expect(await open().shareLinks(workspaceId, T0)).toEqual([link]);
    expect(await open().visit(workspaceId, visit.tokenHash, T0)).toEqual(visit);
    expect(await open().endShareLink(await other(open()), link.id, T0, T0)).toBe(false);
    expect(await open().endShareLink(workspaceId, link.id, T0, T0)).toBe(true);
    expect(await open().visit(workspaceId, visit.tokenHash, T0)).toBeNull();
    expect(await open().endShareLink(workspaceId, link.id, T0, T0)).toBe(false);
  });

  it("keeps a visit until it expires or is ended", async () => {
    const { workspaceId } = await makeWorld(open());
    const [one, two] = [aVisit(workspaceId), aVisit(workspaceId, { reveals: true })];
    await open().saveVisit(one);
    await open().saveVisit(two);
    expect(await open().visit(workspaceId, one.tokenHash, T0)).toEqual(one);
    expect(await open().visit(await other(open()), one.tokenHash, T0)).toBeNull();
    expect(await open().visit(workspaceId, one.tokenHash, one.expiresAt)).toBeNull();
    await open().endVisit(workspaceId, two.tokenHash);
    expect(await open().visit(workspaceId, two.tokenHash, T0)).toBeNull();
  });
}

function codeContract(open: () => Store): void {
  it("spends a code with the right answer, once", async () => {
    const { workspaceId } = await makeWorld(open());
    const code = aCode(workspaceId);
    expect(await open().saveDoorCode(code, 3)).toBe(true);
    const take = (hash: string, now = T0): Promise<unknown> => open().takeDoorCode(workspaceId, code.challengeHash, hash, now);
    expect(await open().takeDoorCode(await other(open()), code.challengeHash, "right", T0)).toBeNull();
    expect(await take("right", code.expiresAt)).toBeNull();
    expect(await take("wrong")).toBeNull();
    expect(await take("right")).toEqual({ pageId: "PAGE", email: "somebody@example.com", who: "incident:one" });
    expect(await take("right")).toBeNull();
  });

  it("takes no more answers than the code has tries, also when they come at once", async () => {
    const { workspaceId } = await makeWorld(open());
    const code = aCode(workspaceId);
    await open().saveDoorCode(code, 3);
    await Promise.all(Array.from({ length: 5 }, () => open().takeDoorCode(workspaceId, code.challengeHash, "wrong", T0)));
    expect(await open().takeDoorCode(workspaceId, code.challengeHash, "right", T0)).toBeNull();
  });

  it("keeps no more codes of one address than it is told, until they are over", async () => {
    const { workspaceId } = await makeWorld(open());
    expect(await open().saveDoorCode(aCode(workspaceId), 2)).toBe(true);
    expect(await open().saveDoorCode(aCode(workspaceId), 2)).toBe(true);
    expect(await open().saveDoorCode(aCode(workspaceId), 2)).toBe(false);
    expect(await open().saveDoorCode(aCode(workspaceId, { email: "else@example.com" }), 2)).toBe(true);
    const later = T0 + 11 * MINUTE;
    expect(await open().saveDoorCode(aCode(workspaceId, { madeAt: later, expiresAt: later + MINUTE }), 2)).toBe(true);
  });
}
