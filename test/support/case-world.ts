import type { Bridge, CaseRules } from "#core/bridge.ts";
import { expect } from "vitest";
import { must } from "#lib/must.ts";
import { credentialName } from "#main/vendors.ts";
import { defaultRoles } from "#sandbox/incidentio/roles.ts";
import { createWorld, firstContact, type World, type WorldOptions } from "./in-process-world.ts";

/** A world with two contacts in the catalog and a bridge over cases, whose key is shown private incidents too. */
export async function caseWorld(entity: Bridge["entity"], rules: Partial<CaseRules> = {}, options: WorldOptions = {}): Promise<World> {
  const world = await createWorld({ contacts: 2, entity, ...options });
  await showPrivate(world);
  await changeRules(world, rules);
  await world.load();
  return world;
}

/** The same with an incident that names the first contact, of which the events have been worked off. */
export async function worldWithCase(
  entity: Bridge["entity"],
  visibility: "public" | "private" = "public",
  options: WorldOptions = {},
): Promise<{ readonly world: World; readonly incident: string }> {
  const world = await caseWorld(entity, {}, options);
  const incident = openIncident(world, [firstContact(world)], visibility);
  await settle(world);
  return { world, incident };
}

/** Gives the bridge a key that is shown private incidents: the bridge itself has to keep them to itself. */
export async function showPrivate(world: World): Promise<void> {
  const key = world.incident.control.addKey([...defaultRoles, "global_access"]);
  await world.store.saveSecret(world.workspaceId, credentialName((await world.bridge()).right), key);
}

/** Puts the location where clocks are not those of UTC. */
export async function inNewYork(world: World): Promise<void> {
  const left = must(await world.store.connection(world.workspaceId, (await world.bridge()).left), "the connection");
  await world.store.saveConnection({ ...left, facts: { ...left.facts, timezone: "America/New_York" } });
}

export function openIncident(world: World, contactIds: readonly string[], visibility: "public" | "private" = "public"): string {
  return world.incident.control.addIncident(
    "Checkout is down",
    contactIds.map((id) => entryOf(world, id)),
    visibility,
  );
}

/** A contact's entry as it stands in the catalog. */
export function contactEntry(world: World, contactId: string): Readonly<Record<string, unknown>> {
  const entry = world.incident.control.entries().find(({ external_id }) => external_id === `${world.highlevel.locationId}:${contactId}`);
  return must(entry, "the contact's entry");
}

export const entryOf = (world: World, contactId: string): string => String(contactEntry(world, contactId)["id"]);

export const secondContact = (world: World): string => String(must(world.highlevel.control.contacts()[1], "another contact")["id"]);

/** Works off what events tell. */
export async function settle(world: World): Promise<void> {
  await world.deliver();
  await world.drain();
}

/** Works off what sweeps find. Returns how many links were looked at. */
export async function sweepUp(world: World): Promise<number> {
  await world.sweep();
  return world.drain();
}

export async function changeRules(world: World, rules: Partial<CaseRules>): Promise<void> {
  const { cases, version } = await world.bridge();
  await world.change({ version: version + 1, cases: { ...must(cases, "its rules"), ...rules } });
}

/** Changes an incident three times in something that no flow tells. Returns how many calls that took. */
export async function callsOfThreeTellings(world: World, incident: string): Promise<number> {
  const before = world.calls();
  for (const severity of ["Critical", "Minor", "Critical"]) {
    world.incident.control.editIncident(incident, { severity });
    await settle(world);
  }
  return world.calls() - before;
}

/** Makes something by the bridge's own key, past the bridge. */
export async function postToIncidentIo(world: World, path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${world.incident.apiKey}`, "content-type": "application/json" };
  const call = { method: "POST", path, query: new URLSearchParams(), headers, body: Buffer.from(JSON.stringify(body)) };
  expect((await world.incident.app.handle(call)).status).toBe(201);
}
