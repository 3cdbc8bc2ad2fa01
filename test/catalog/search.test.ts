import { expect, it } from "vitest";
import { createCatalog } from "#catalog/catalog.ts";
import { createFactsReader } from "#catalog/operation-facts.ts";
import { checkDefinition } from "#core/workflow/check-definition.ts";
import { ownEvents } from "#core/workflow/own-events.ts";
import { countCatalog, searchCatalog, type CatalogSearch } from "#core/catalog/search-catalog.ts";

const items = await createCatalog(createFactsReader()).items();
const first = (search: CatalogSearch): string | undefined => searchCatalog(items, search)[0]?.id;

it.each([
  ["add tag", "highlevel.contacts.add-tags"],
  ["complete a task", "highlevel.contacts.update-task-completed"],
  ["new incident", "incident.incidents-v2.create"],
  ["find customer by phone", "highlevel.contacts.get-duplicate-contact"],
  ["note added", "highlevel.event.NoteCreate"],
])("finds %j first as %s", (words, id) => {
  expect(first({ words })).toBe(id);
});

it("takes words for the same thing as one, and finds an event where an event is meant", () => {
  expect(first({ words: "book a meeting", kind: "action" })).toBe("highlevel.calendars.create-appointment");
  expect(first({ words: "book a meeting", kind: "trigger" })).toBe("highlevel.event.AppointmentCreate");
});

it("puts what is called exactly so before what is called so and more", () => {
  const [first] = searchCatalog(items, { words: "list incidents" });
  expect(first?.id).toBe("incident.incidents-v2.list");
});

it("finds nothing for words that are nowhere, and everything without words", () => {
  expect(searchCatalog(items, { words: "quantum teleport" })).toEqual([]);
  expect(searchCatalog(items, { words: "the" })).toHaveLength(items.length);
});

it("narrows by every facet at once", () => {
  const found = searchCatalog(items, { vendor: "incident", kind: "action", effect: "delete", badge: "tested" });
  expect(found.length).toBeGreaterThan(5);
  expect(found.every(({ id, effect }) => id.startsWith("incident.") && effect === "delete")).toBe(true);
  expect(searchCatalog(items, { scope: "contacts.write" }).every(({ scopes }) => scopes.includes("contacts.write"))).toBe(true);
});

it("counts more than 126 actions and triggers that are written up and tested", () => {
  const counts = countCatalog(items);
  expect(counts.reduce((sum, { total }) => sum + total, 0)).toBe(items.length);
  expect(items.filter(({ curated, badge }) => curated && badge === "tested").length).toBeGreaterThanOrEqual(126);
});

it("has an id for each entry that nothing else has", () => {
  expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
});

it("offers of our own what a workflow can begin with, and nothing else", () => {
  const own = items.filter(({ vendor, kind }) => vendor === "highwire" && kind === "trigger").map(({ id }) => id.replace("highwire.", ""));
  const steps = [{ id: "end", kind: "stop" }];
  const begin: Readonly<Record<string, object>> = {
    manual: { kind: "manual" },
    schedule: { kind: "schedule", cron: "0 8 * * *" },
    webhook: { kind: "webhook" },
    ...Object.fromEntries(ownEvents.map((type) => [`event.${type}`, { kind: "event", source: "highwire", types: [type] }])),
  };
  expect(own.toSorted()).toEqual(Object.keys(begin).toSorted());
  for (const trigger of Object.values(begin)) expect(checkDefinition({ format: 1, name: "W", trigger, steps })).toMatchObject({ kind: "sound" });
});
