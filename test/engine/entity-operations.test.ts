import { expect, it } from "vitest";
import { alertEntities, caseEntities, hasCaseRules, plainEntities, type CaseRules, type Entity } from "#core/bridge.ts";
import { must } from "#lib/must.ts";
import { alertOperations, entityOperations, setupOperations } from "#main/accounts/entity-operations.ts";
import { scopesOfBridges } from "#main/accounts/needed-scopes.ts";
import { caseWorld, entryOf, openIncident, secondContact, settle, sweepUp } from "../support/case-world.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

/** Text field of the sample organisation that holds addresses. */
const EMAILS = "Customer e-mail";

const rulesOf: Readonly<Partial<Record<Entity, Partial<CaseRules>>>> = {
  "new-contact": { emailField: EMAILS },
  "alert-note": { alertAttribute: EMAILS },
};

/** Lets a bridge meet new records, edits and a deletion, as far as its kind has them. */
async function live(world: World, entity: Entity): Promise<void> {
  const { highlevel, incident } = world;
  highlevel.control.addSampleRecords(3);
  const contact = firstContact(world);
  if (hasCaseRules(entity)) openIncident(world, [contact]);
  if (entity === "alert-note") noteOnAlert(world, contact);
  if (entity === "new-contact") incident.control.addIncident("Checkout is down", [], "public", { fields: { [EMAILS]: "ada.quist@example.com" } });
  await settle(world);
  await sweepUp(world);
  highlevel.control.editContact(contact, { website: "https://edited.example" });
  if (entity === "contact") {
    const entry = must((await world.linkOf(secondContact(world))).rightId, "its entry");
    incident.control.editEntry(entry, null, { hw_website: "https://other.example", hw_tags: ["vip"] });
  }
  await settle(world);
  await sweepUp(world);
  highlevel.control.deleteContact(contact);
  await settle(world);
  await sweepUp(world);
}

/** A note that comes after an alert which names its contact. */
function noteOnAlert({ highlevel, incident, clock }: World, contactId: string): void {
  highlevel.control.editContact(contactId, { email: "affected@example.com" });
  incident.control.fireAlert(must(incident.control.alertSources()[0], "a source").id, { title: "Down", metadata: { email: "affected@example.com" } });
  clock.advance(60_000);
  highlevel.control.createNote(contactId, { body: "They wait" });
}

async function calledBy(entity: Entity): Promise<readonly string[]> {
  const world = hasCaseRules(entity) ? await caseWorld(entity, rulesOf[entity]) : await createWorld({ contacts: 2, entity });
  if (!hasCaseRules(entity)) await world.load();
  await live(world, entity);
  return callsIn(world);
}

async function callsIn(world: World): Promise<readonly string[]> {
  const { left, right } = await world.bridge();
  const called = await Promise.all(
    [left, right].map(async (id) => world.vendors.lastCalls(must(await world.store.connection(world.workspaceId, id), "the connection"))),
  );
  return called.flatMap((calls) => [...calls.keys()]);
}

it.each([...plainEntities, ...caseEntities, ...alertEntities])(
  "the permissions asked for %s cover every call that such a bridge makes",
  async (entity) => {
    const called = await calledBy(entity);
    // Cases come from contacts, so their world has a bridge of contacts as well.
    const declared = [entityOperations[entity], setupOperations, ...(hasCaseRules(entity) ? [entityOperations.contact] : [])].flatMap(
      ({ highlevel, incident }): readonly string[] => [...highlevel, ...incident],
    );
    expect(called.length).toBeGreaterThan(3);
    expect(called.filter((operation) => !declared.includes(operation))).toEqual([]);
  },
);

it("the permissions asked for cases whose contacts alerts name cover what is asked of alerts, and are asked for those bridges alone", async () => {
  const world = await caseWorld("case-task", { alertAttribute: "Customer" });
  const { control } = world.incident;
  const source = must(control.alertSources()[0], "a source");
  const alert = must(control.fireAlert(source.id, { title: "Down", metadata: { customer: [entryOf(world, firstContact(world))] } }), "the alert");
  control.attachAlert(alert, control.addIncident("Checkout is down", []));
  await settle(world);
  await sweepUp(world);
  const declared = [entityOperations["case-task"], entityOperations.contact, setupOperations, alertOperations];
  const names = new Set<string>(declared.flatMap(({ highlevel, incident }): readonly string[] => [...highlevel, ...incident]));
  const called = await callsIn(world);
  expect(called.filter((operation) => !names.has(operation))).toEqual([]);
  expect(called).toEqual(expect.arrayContaining([...alertOperations.incident]));
  const bridge = await world.bridge();
  const { alertAttribute: _chosen, ...rules } = must(bridge.cases, "its rules");
  const scopes = (one: typeof bridge) => scopesOfBridges("incident", [one]).map(({ scope }) => scope);
  expect(scopes(bridge).filter((scope) => !scopes({ ...bridge, cases: rules }).includes(scope))).toEqual(["alert_schema.view", "alerts.view"]);
});
