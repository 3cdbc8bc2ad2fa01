import Fastify from "fastify";
import { afterEach, expect, it } from "vitest";
import type { Application } from "#engine/application.ts";
import { affectedContacts, incidentsNow } from "#engine/contact-incidents.ts";
import { must } from "#lib/must.ts";
import { contactRoutes } from "#server/contact-routes.ts";
import { addEveryBridge } from "#main/demo/every-bridge.ts";
import { openIncident, settle } from "../support/case-world.ts";
import { createWorld, type World } from "../support/in-process-world.ts";

let server = Fastify();
afterEach(() => server.close());

/** The pages of contacts over a world's store, one contact a page, and how often it was asked who is on an incident. */
async function served(world: World): Promise<{ readonly asked: () => number }> {
  let asked = 0;
  const { store } = world.app;
  const app: Application = {
    ...world.app,
    store: { ...store, listLinks: (query) => store.listLinks({ ...query, limit: 1 }) },
    async affectedContacts() {
      asked += 1;
      return world.app.affectedContacts();
    },
  };
  server = Fastify();
  await server.register((scope) => contactRoutes(scope, { app }));
  return { asked: () => asked };
}

it("an export asks once who is on an incident, however many pages it has, and a page of the table once", async () => {
  const world = await createWorld({ contacts: 5 });
  await addEveryBridge(world.ports, await world.bridge(), ["case-task"]);
  await world.load();
  const contacts = (await world.links()).flatMap(({ leftId }) => leftId ?? []).slice(0, 3);
  openIncident(world, contacts);
  await settle(world);
  const { asked } = await served(world);
  const { body } = await server.inject("/contacts/export?incidents=now");
  const ids = body.split(/\r?\n/u).flatMap((line) => contacts.find((id) => line.includes(id)) ?? []);
  expect([ids.toSorted(), asked()]).toEqual([contacts.toSorted(), 1]);
  const page = await server.inject("/contacts?incidents=now");
  expect([page.json<{ total: number }>().total, asked()]).toEqual([3, 2]);
  await server.inject("/contacts");
  expect(asked()).toBe(2);
});

it("who is on an incident is told without a look at what is over", async () => {
  const world = await createWorld({ contacts: 2 });
  await addEveryBridge(world.ports, await world.bridge(), ["case-task"]);
  await world.load();
  const contacts = (await world.links()).flatMap(({ leftId }) => leftId ?? []);
  openIncident(world, contacts);
  await settle(world);
  const { store, workspaceId } = world;
  const listLinks = (): never => {
    throw new Error("looked through links");
  };
  expect([...(await affectedContacts({ ...store, listLinks }, workspaceId))].toSorted()).toEqual(contacts.toSorted());
});

it("who is on an incident is told by tags where tasks do not say when a case is over", async () => {
  const world = await createWorld({ contacts: 2 });
  const [tasks] = await addEveryBridge(world.ports, await world.bridge(), ["case-task", "case-tags"]);
  await world.store.changeBridge(world.workspaceId, must(tasks, "the bridge of tasks").id, (bridge) => ({
    ...bridge,
    fields: bridge.fields.filter(({ field }) => field !== "completed"),
  }));
  await world.load();
  const contacts = (await world.links()).flatMap(({ leftId }) => leftId ?? []);
  openIncident(world, contacts);
  await settle(world);
  const { store, workspaceId } = world;
  expect([...(await affectedContacts(store, workspaceId))].toSorted()).toEqual(contacts.toSorted());
  expect([...(await incidentsNow(store, workspaceId, contacts)).keys()].toSorted()).toEqual(contacts.toSorted());
});
