import { describe, expect, it } from "vitest";
import type { CallOptions } from "#core/ports/records-port.ts";
import { must } from "#lib/must.ts";
import { canonicalAction, canonicalFollowUp, shownByFollowUpEvent } from "#vendors/incidentio/canonical-follow-up.ts";
import { canonicalAlert, canonicalAlertNote, shownByAlertEvent } from "#vendors/incidentio/canonical-alert.ts";
import { canonicalIncident, shownByIncidentEvent } from "#vendors/incidentio/canonical-incident.ts";
import { canonicalTimelineItem } from "#vendors/incidentio/canonical-timeline-item.ts";
import { createContractWorld, type ContractWorld } from "./contract-world.ts";

const call: CallOptions = { priority: "person" };

interface Kit extends ContractWorld {
  /** Bodies of the events that arrived, oldest first. */
  events(): Promise<readonly unknown[]>;
}
async function openKit(): Promise<Kit> {
  const world = await createContractWorld();
  const got: unknown[] = [];
  world.incident.control.webhooksTo(async (_headers, body) => (got.push(JSON.parse(body)), 200));
  const events = async (): Promise<readonly unknown[]> => {
    while (world.incident.control.webhooksUnderway() > 0) await new Promise(setImmediate);
    return got.splice(0);
  };
  return { ...world, events };
}

const of = (incidentId: string): { readonly pageSize: 250; readonly after: null; readonly incidentId: string } => ({
  pageSize: 250,
  after: null,
  incidentId,
});

describe("one follow-up", () => {
  it("E2 reads alike as the answer to its writes, by id, in the list and in its events", async () => {
    const { incidentClient, incident, events } = await openKit();
    const incidentId = incident.control.addIncident("Invoices");
    await events();
    const draft = { incident_id: incidentId, title: "Call Åda", description: "About **both**", labels: ["b", "a"] };
    const created = await incidentClient.followUps.create(draft, call);
    const write = { title: "Call Åda", status: "completed", description: "About **both**" } as const;
    const updated = await incidentClient.followUps.update(created.id, write, call);
    const reads = [
      await incidentClient.followUps.show(created.id, call),
      must((await incidentClient.followUps.list(of(incidentId), call)).rows[0], "a row"),
    ];
    const [first, ...rest] = [updated, ...reads].map(canonicalFollowUp);
    expect(first).toMatchObject({
      kind: "follow-up",
      incidentId,
      gone: false,
      fields: { title: "Call Åda", description: "About **both**", status: "completed", assigneeId: null, labels: ["a", "b"] },
    });
    expect(first?.creatorKeyId).not.toBeNull();
    for (const shape of rest) expect(shape).toEqual(first);
    expect((await events()).map(shownByFollowUpEvent)).toEqual([
      { kind: "shown", record: canonicalFollowUp(created) },
      { kind: "shown", record: first },
    ]);
  });
});

describe("one action", () => {
  it("E2 reads alike as the answer to its writes, by id and in the list; its events tell all but who made it", async () => {
    const { incidentClient, incident, events } = await openKit();
    const incidentId = incident.control.addIncident("Invoices");
    await events();
    const created = await incidentClient.actions.create({ incident_id: incidentId, description: "Stop the *run*" }, call);
    const [first, ...rest] = [
      created,
      await incidentClient.actions.show(created.id, call),
      must((await incidentClient.actions.list(of(incidentId), call)).rows[0], "a row"),
    ].map(canonicalAction);
    for (const shape of rest) expect(shape).toEqual(first);
    expect((await events()).map(shownByFollowUpEvent)).toEqual([{ kind: "shown", record: { ...must(first, "it"), creatorKeyId: null } }]);
  });
});

describe("one timeline item", () => {
  it("reads alike as the answer to its writes and in the list, and a repeat of its create is the same item", async () => {
    const { incidentClient, incident } = await openKit();
    const incidentId = incident.control.addIncident("Invoices");
    const draft = { idempotency_key: "hw:1", incident_id: incidentId, timestamp: "2026-09-01T12:00:00.5+02:00", title: "Note", description: "*All*" };
    const created = await incidentClient.timeline.create(draft, call);
    const [first, ...rest] = [
      created,
      await incidentClient.timeline.create({ ...draft, title: "Other" }, call),
      must((await incidentClient.timeline.list(of(incidentId), call)).rows[0], "a row"),
    ].map(canonicalTimelineItem);
    expect(first).toMatchObject({
      incidentId,
      byPerson: false,
      authorId: null,
      fields: { title: "Note", description: "*All*", at: "2026-09-01T10:00:00.500Z" },
    });
    for (const shape of rest) expect(shape).toEqual(first);
  });
});

describe("one incident", () => {
  it("E2 reads alike as the answer to its writes, by id, by number, in the list and in its events, and names its contacts", async () => {
    const { incidentClient, incident, events } = await openKit();
    const [typeId = ""] = incident.control.types().map(({ id }) => id);
    const [entryId = ""] = incident.control.seedContactEntries(1, typeId);
    const field = await incidentClient.customFields.create(
      { name: "Hit", description: "", field_type: "multi_select", catalog_type_id: typeId },
      call,
    );
    const [statuses, [severity]] = [await incidentClient.settings.statuses(call), await incidentClient.settings.severities(call)];
    const custom_field_entries = [{ custom_field_id: field.id, values: [{ value_catalog_entry_id: entryId }] }];
    const draft = { idempotency_key: "hw:1", visibility: "public", name: "Åll down", ...(severity && { severity_id: severity.id }) } as const;
    const created = await incidentClient.incidents.create({ ...draft, custom_field_entries }, call);
    const monitoring = must(
      statuses.find(({ name }) => name === "Monitoring"),
      "a status",
    );
    const edited = await incidentClient.incidents.edit(created.id, { incident_status_id: monitoring.id, summary: "Since noon" }, call);
    const [first, ...rest] = [
      edited,
      await incidentClient.incidents.show(created.id, call),
      await incidentClient.incidents.show(must(created.reference.split("-")[1], "a number"), call),
      must(
        (await incidentClient.incidents.list({ pageSize: 5, after: null, naming: { customFieldId: field.id, ids: [entryId] } }, call)).rows[0],
        "it",
      ),
    ].map(canonicalIncident);
    expect(first).toMatchObject({
      isPrivate: false,
      isDrill: false,
      statusName: "Monitoring",
      named: { [field.id]: [{ id: entryId, externalId: null, aliases: [] }] },
      fields: { name: "Åll down", summary: "Since noon", statusId: monitoring.id, statusCategory: "live", severityId: severity?.id },
    });
    for (const shape of rest) expect(shape).toEqual(first);
    expect((await events()).map(shownByIncidentEvent)).toEqual([
      { kind: "shown", record: canonicalIncident(created), leftStatusId: null, message: null },
      { kind: "shown", record: first, leftStatusId: null, message: null },
      { kind: "shown", record: first, leftStatusId: created.incident_status.id, message: null },
    ]);
    const closed = must(
      statuses.find(({ name }) => name === "Closed"),
      "a status",
    );
    const update = { idempotency_key: "hw:2", incident_id: created.id, message: "*Over*", to_incident_status_id: closed.id };
    await incidentClient.incidentUpdates.create(update, call);
    const over = canonicalIncident(await incidentClient.incidents.show(created.id, call));
    expect((await events()).map(shownByIncidentEvent)).toEqual([
      { kind: "shown", record: over, leftStatusId: null, message: "*Over*" },
      { kind: "shown", record: over, leftStatusId: monitoring.id, message: "*Over*" },
    ]);
  });

  it("P1 tells nothing but its id in its events when it is private", async () => {
    const { incident, events } = await openKit();
    const id = incident.control.addIncident("Secret", [], "private", { summary: "Secret", lead: "bo@example.com" });
    incident.control.editIncident(id, { status: "Closed", severity: "Major" });
    const bodies = await events();
    expect(bodies.map(shownByIncidentEvent)).toEqual([
      { kind: "private", id },
      { kind: "private", id },
    ]);
    expect(JSON.stringify(bodies)).not.toMatch(/secret"|bo@|major/iu);
  });
});

describe("a user", () => {
  it("is found by the address, whatever its case, unless nobody has it or who had it has left", async () => {
    const { incidentClient } = await openKit();
    const found = must(await incidentClient.users.findByEmail("BO@example.com", call), "a user");
    expect(found).toMatchObject({ name: "Bo Lindqvist", email: "bo@example.com" });
    expect(await incidentClient.users.show(found.id, call)).toEqual(found);
    for (const email of ["nobody@example.com", "ezra@example.com"]) expect(await incidentClient.users.findByEmail(email, call)).toBeNull();
  });
});

describe("one alert", () => {
  it("E2 reads alike by id, in the list, as the answer to its resolve and in its events; its note reads alike everywhere too", async () => {
    const { incidentClient, incident, events } = await openKit();
    const [source = { id: "", secretToken: "" }] = incident.control.alertSources();
    const event = { deduplication_key: "hl:1", title: "Drei Tickets", status: "firing", metadata: { email: "ada@example.com" } } as const;
    await incidentClient.alerts.sendEvent({ id: source.id, secret: source.secretToken }, event, call);
    const query = { pageSize: 50, after: null, deduplicationKey: "hl:1" } as const;
    const listed = must((await incidentClient.alerts.list(query, call)).rows[0], "it");
    const firing = canonicalAlert(listed);
    expect(firing).toMatchObject({ sourceId: source.id, fields: { title: "Drei Tickets", status: "firing" }, named: {} });
    expect(Object.values(firing.texts)).toEqual([["ada@example.com"]]);
    expect(canonicalAlert(await incidentClient.alerts.show(listed.id, call))).toEqual(firing);
    const resolved = canonicalAlert(await incidentClient.alerts.resolve(listed.id, call));
    expect((await events()).map(shownByAlertEvent)).toEqual([
      { kind: "shown", record: firing },
      { kind: "shown", record: resolved },
    ]);
    const note = await incidentClient.alertNotes.create(listed.id, "Called *back*", call);
    const notes = [
      note,
      await incidentClient.alertNotes.show(note.id, call),
      must((await incidentClient.alertNotes.list({ alertId: listed.id, pageSize: 5, after: null }, call)).rows[0], "a note"),
    ];
    for (const shape of notes) expect(canonicalAlertNote(shape)).toEqual(canonicalAlertNote(note));
    expect(canonicalAlertNote(note)).toMatchObject({ alertId: listed.id, authorId: null, fields: { content: "Called *back*" } });
  });
});
