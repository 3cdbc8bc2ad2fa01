import { describe, expect, it } from "vitest";
import { operations as ofHighLevel } from "#vendors/highlevel/operations.ts";
import { operations as ofIncident } from "#vendors/incidentio/operations.ts";
import { flowSceneNames, flowScenes, type FlowScene } from "../support/flow-scenes.ts";

const [HL, II] = [ofHighLevel, ofIncident];
type Operation = (typeof HL)[keyof typeof HL] | (typeof II)[keyof typeof II];

/** Every operation behind the six flows of the product, and the scene in which the engine calls it; null while nothing does. */
const promised: Readonly<Partial<Record<Operation, FlowScene | null>>> = {
  [HL["contacts.read"]]: "contacts",
  [HL["contacts.search"]]: "contacts",
  [HL["contacts.upsert"]]: "contacts",
  [HL["contacts.update"]]: "contacts",
  [HL["contacts.tags.add"]]: "case tags",
  [HL["contacts.tags.remove"]]: "case tags",
  [HL["tasks.search"]]: "tasks",
  [HL["tasks.read"]]: "tasks",
  [HL["tasks.update"]]: "tasks",
  [HL["tasks.complete"]]: "tasks",
  [HL["tasks.delete"]]: "tasks",
  [HL["tasks.list"]]: "case tasks",
  [HL["tasks.create"]]: "case tasks",
  [HL["notes.list"]]: "timelines",
  [HL["notes.read"]]: "timelines",
  [HL["notes.create"]]: "case notes",
  [HL["notes.delete"]]: "case notes",
  [HL["notes.update"]]: "timeline notes",
  [HL["contacts.duplicate"]]: "new contacts",
  [HL["appointments.of-contact"]]: "timelines",
  [HL["appointments.read"]]: "timelines",
  [HL["appointments.list"]]: "appointments",
  [II["catalog-types.create"]]: "contacts",
  [II["catalog-types.schema"]]: "contacts",
  [II["catalog-entries.list"]]: "contacts",
  [II["catalog-entries.show"]]: "contacts",
  [II["catalog-entries.create"]]: "contacts",
  [II["catalog-entries.update"]]: "contacts",
  [II["catalog-entries.bulk-update"]]: "contacts",
  [II["catalog-entries.delete"]]: "contacts",
  [II["alert-attributes.list"]]: "alerts",
  [II["incident-alerts.list"]]: "alerts",
  [II["alerts.show"]]: "alerts",
  [II["alerts.list"]]: "alert notes",
  [II["alert-notes.list"]]: "alert notes",
  [II["alert-notes.show"]]: "alert notes",
  [II["alert-notes.create"]]: "alert notes",
  [II["alert-notes.update"]]: "alert notes",
  [II["alert-notes.delete"]]: "alert notes",
  [II["custom-fields.list"]]: "case tasks",
  [II["custom-fields.create"]]: "case tasks",
  [II["incidents.list"]]: "case tasks",
  [II["incidents.show"]]: "case tasks",
  [II["incident-updates.list"]]: "case notes",
  [II["follow-ups.list"]]: "follow-ups",
  [II["follow-ups.show"]]: "follow-ups",
  [II["follow-ups.create"]]: "follow-ups",
  [II["follow-ups.update"]]: "follow-ups",
  [II["follow-ups.delete"]]: "follow-ups",
  [II["actions.list"]]: "actions",
  [II["actions.show"]]: "actions",
  [II["actions.create"]]: "actions",
  [II["actions.update"]]: "actions",
  [II["actions.delete"]]: "actions",
  [II["timeline.list"]]: "timelines",
  [II["timeline.create"]]: "timelines",
  [II["timeline.update"]]: "timelines",
  [II["incidents.edit"]]: "boards",
  [II["attachments.list"]]: "boards",
  [II["attachments.create"]]: "boards",
  [II["attachments.delete"]]: "boards",
};

describe("seed endpoints: each operation behind the flows is called by the engine", () => {
  it.each(flowSceneNames)("over %s", { timeout: 60_000 }, async (scene) => {
    const worlds = await flowScenes[scene]({});
    const called = new Set(
      worlds.flatMap(({ highlevel, incident }) => [highlevel, incident].flatMap(({ control }) => Object.keys(control.counters().byOperation))),
    );
    const wanted = Object.entries(promised).flatMap(([operation, where]) => (where === scene ? [operation] : []));
    expect(wanted.length).toBeGreaterThan(0);
    expect(wanted.filter((operation) => !called.has(operation))).toEqual([]);
    // What nothing calls is listed as such only for as long as that is so.
    expect([...called].filter((operation) => promised[operation as Operation] === null)).toEqual([]);
  });
});
