import { describe, expect, it } from "vitest";
import type { JsonSchema } from "#core/catalog/operation.ts";
import { checkDefinition } from "#core/workflow/check-definition.ts";
import type { Json } from "#core/workflow/expression.ts";
import type { WorkflowId } from "#core/workflow/run.ts";
import { fromTemplate, workflowTemplates } from "#core/workflow/templates.ts";
import { createRunner } from "#engine/workflow/runner.ts";
import { must } from "#lib/must.ts";
import { openCatalog } from "#main/catalog/open-catalog.ts";
import { createWorld, firstContact, type World } from "../../support/in-process-world.ts";
import { texts } from "../../support/inline-texts.ts";
import { alertsOf, ask, naming, notesOf, runWith, take, typeNamed, withSource } from "../../support/take-template.ts";

const catalog = openCatalog();

/** A template taken with these settings, published and live over both sandboxes. */
async function taken(id: string, settings: Readonly<Record<string, string>>): Promise<{ readonly world: World; readonly workflow: WorkflowId }> {
  const world = await createWorld({ contacts: 3, mode: "paused" });
  return { world, workflow: await take(world, id, settings) };
}

describe("templates", () => {
  it.each(workflowTemplates.map((template) => ({ id: template.id, template })))(
    "$id speaks of nothing that its event does not bring",
    async ({ template }) => {
      const { trigger } = template.definition as { readonly trigger: Readonly<Record<string, Json>> };
      const paths = [...new Set(JSON.stringify(template.definition).match(/\btrigger(?:\.\w+)+/gu))];
      if (trigger["kind"] !== "event") return expect(paths).toEqual([]);
      expect(paths.length).toBeGreaterThan(0);
      for (const type of trigger["types"] as readonly string[]) {
        const { output } = must(await catalog.trigger(`${String(trigger["source"])}.event.${type}`), type);
        const brought: JsonSchema = { properties: trigger["source"] === "incident" ? { payload: output } : { ...output.properties } };
        const missing = paths.filter(
          (path) =>
            path
              .split(".")
              .slice(1)
              .reduce<JsonSchema | undefined>((at, name) => at?.properties?.[name], brought) === undefined,
        );
        expect([type, missing]).toEqual([type, []]);
      }
    },
  );

  it("are ten, each with a sound definition once its settings are given, and none without", () => {
    expect(workflowTemplates).toHaveLength(10);
    for (const template of workflowTemplates) {
      const given = Object.fromEntries(template.settings.map(({ name }) => [name, name === "zone" ? "UTC" : `a-${name}`]));
      const filled = fromTemplate(template, given);
      expect(JSON.stringify(filled)).not.toContain("$");
      expect([template.id, checkDefinition(filled)]).toMatchObject([template.id, { kind: "sound" }]);
      if (template.settings.some(({ standard }) => standard === null)) expect(fromTemplate(template, {})).toBeNull();
    }
  });

  it("have every setting but a word listed by a picker of the catalog", async () => {
    const settings = workflowTemplates.flatMap((template) => template.settings.map((setting) => ({ template: template.id, ...setting })));
    const unlisted = [];
    for (const { template, name, values } of settings) {
      if (values === "time-zones") continue;
      const picker = values === null ? undefined : (await catalog.operation(values.operationId))?.pickers[values.field];
      if (picker === undefined || (await catalog.operation(picker.operationId))?.effect !== "read") unlisted.push(`${template} ${name}`);
    }
    expect(unlisted).toEqual(["note-raises-alert keyword"]);
  });

  it("have settings whose values the account tells by name", async () => {
    const { world, source } = await withSource();
    const type = await typeNamed(world, "Companies");
    await ask(world, "highlevel.contacts.add-tags", { path: { contactId: firstContact(world) }, body: { tags: ["gold"] } });
    const desk = must(world.app.operations, "operations");
    const values = async (id: string, name: string) => {
      const from = workflowTemplates.find((template) => template.id === id)?.settings.find((setting) => setting.name === name)?.values;
      if (typeof from !== "object" || from === null) throw new Error(`${id} has no list for ${name}`);
      return (await desk.values({ ...from, place: "account" }, { who: "test", may: () => true })).values;
    };
    expect((await values("vip-affected", "source")).map(({ value }) => value)).toContain(source);
    expect(await values("business-to-catalog", "type")).toContainEqual({ value: type, label: "Companies" });
    expect(await values("vip-affected", "tag")).toContainEqual({ value: "gold", label: "gold" });
    expect((await values("daily-digest", "contact")).map(({ value }) => value)).toContain(firstContact(world));
  });

  it("resolved-tells-customers writes a note to each affected contact", async () => {
    const { world, workflow } = await taken("resolved-tells-customers", { field: "field-1", workflow: "none" });
    const contactId = firstContact(world);
    const payload = (category: string): Json => ({ payload: { new_status: { category }, incident: naming(world, contactId) } });
    expect(await runWith(world, workflow, payload("live"))).toMatchObject({ state: "filtered", calls: 0 });
    const run = await runWith(world, workflow, payload("closed"));
    expect(run.steps[0]).toMatchObject({ path: "fields[1]/affected[0]/note", state: "done" });
    expect(await notesOf(world, contactId)).toContain("INC-1 is over: Checkout is slow");
  });

  it("no-show-during-incident makes a task while an incident is live, and none otherwise", async () => {
    const { world, workflow } = await taken("no-show-during-incident", {});
    const contactId = firstContact(world);
    const missed = { appointment: { contactId, appointmentStatus: "noshow" } };
    expect(await runWith(world, workflow, { appointment: { contactId, appointmentStatus: "showed" } })).toMatchObject({
      state: "filtered",
      calls: 0,
    });
    await ask(world, "incident.incidents-v2.create", { body: { name: "Phones are down", visibility: "public", mode: "standard" } });
    expect(await runWith(world, workflow, missed)).toMatchObject({ state: "done" });
    const tasks = await ask(world, "highlevel.contacts.get-all-tasks", { path: { contactId } });
    expect(JSON.stringify(tasks)).toContain("Call about the missed appointment");
  });

  it("business-to-catalog makes one entry for a business, however often it is told", async () => {
    const world = await createWorld({ contacts: 1, mode: "paused" });
    const type = await typeNamed(world, "Businesses");
    const workflow = await take(world, "business-to-catalog", { type });
    const id = world.highlevel.control.createBusiness("Analytical Engines");
    for (let again = 0; again < 2; again += 1) expect(await runWith(world, workflow, { at: "" })).toMatchObject({ state: "done" });
    const { catalog_entries: entries } = await ask(world, "incident.catalog-v3.list-entries", { query: { catalog_type_id: type, page_size: 25 } });
    expect(entries).toMatchObject([{ name: "Analytical Engines", external_id: id }]);
  });

  it("daily-digest writes what is live into a note", async () => {
    const world = await createWorld({ contacts: 1, mode: "paused" });
    const contactId = firstContact(world);
    await ask(world, "incident.incidents-v2.create", { body: { name: "Phones are down", visibility: "public", mode: "standard" } });
    const workflow = await take(world, "daily-digest", { contact: contactId });
    expect(await runWith(world, workflow, {})).toMatchObject({ state: "done" });
    expect(await notesOf(world, contactId)).toContain("Phones are down");
  });

  it("status-page-to-notes writes to the contacts with the tag, and to no other", async () => {
    const { world, workflow } = await taken("status-page-to-notes", { tag: "wants-updates" });
    const [one, other] = world.highlevel.control.contacts().map(({ id }) => String(id));
    await ask(world, "highlevel.contacts.add-tags", { path: { contactId: must(one, "a contact") }, body: { tags: ["wants-updates"] } });
    await world.clock.sleep(60_000);
    expect(
      await runWith(world, workflow, { payload: { status_page_incident: { name: "Payments" }, update: { message: "We found the cause" } } }),
    ).toMatchObject({
      state: "done",
    });
    expect(await notesOf(world, must(one, "a contact"))).toContain("Payments: We found the cause");
    expect(await notesOf(world, must(other, "another"))).not.toContain("Payments");
  });

  it("post-mortem-closes-tasks completes the open tasks that name the incident", async () => {
    const world = await createWorld({ contacts: 1, mode: "paused" });
    const contactId = firstContact(world);
    for (const title of ["After INC-1: write to them", "Something else"])
      await ask(world, "highlevel.contacts.create-task", {
        path: { contactId },
        body: { title, dueDate: "2030-01-15T10:00:00.000Z", completed: false },
      });
    const workflow = await take(world, "post-mortem-closes-tasks", { field: "field-1" });
    const facts = world.workflows.calls;
    const shown = {
      ...facts,
      call: async (given: Parameters<typeof facts.call>[0]) =>
        given.operationId === "incident.incidents-v2.show"
          ? ({ kind: "done", output: { incident: naming(world, contactId) } } as const)
          : facts.call(given),
    };
    const desk = must(world.app.workflows, "workflows");
    const told = (status: string): Json => ({ payload: { new_status: status, postmortem_document: { incident_id: "inc-1" } } });
    expect(await runWith(world, workflow, told("review"))).toMatchObject({ state: "filtered" });
    const run = await desk.run(workflow, told("complete"), "test");
    const runner = createRunner({ ...world.ports, calls: shown, texts }, "test");
    runner.start();
    await world.clock.sleep(5_000);
    await runner.stop();
    expect(await desk.showRun(run)).toMatchObject({ state: "done" });
    const { tasks } = await ask(world, "highlevel.contacts.get-all-tasks", { path: { contactId } });
    const ours = (tasks as readonly { readonly title: string; readonly completed: boolean }[]).map(({ title, completed }) => [title, completed]);
    expect(ours).toContainEqual(["After INC-1: write to them", true]);
    expect(ours).toContainEqual(["Something else", false]);
  });

  it("merged-contact-relinks points the entry of the contact that is gone at the one that stayed", async () => {
    const world = await createWorld({ contacts: 1, mode: "paused" });
    const type = await typeNamed(world, "People");
    const { locationId, control } = world.highlevel;
    const [stays] = control.contacts();
    const attributes = [{ id: "plan", name: "Plan", type: "String", array: false }];
    await ask(world, "incident.catalog-v3.update-type-schema", { path: { id: type }, body: { version: 1, attributes } });
    const values = { plan: { value: { literal: "Pro" } } };
    const entry = { catalog_type_id: type, name: "Ada", external_id: `${locationId}:gone`, attribute_values: values };
    await ask(world, "incident.catalog-v3.create-entry", { body: entry });
    const workflow = await take(world, "merged-contact-relinks", { type });
    const ended = async (email: string | null): Promise<unknown> => {
      const { state } = await runWith(world, workflow, { type: "ContactDelete", locationId, id: "gone", email });
      const { catalog_entries: entries } = await ask(world, "incident.catalog-v3.list-entries", { query: { catalog_type_id: type, page_size: 25 } });
      return [state, entries];
    };
    for (const nobodys of [null, "nobody@example.com"])
      expect(await ended(nobodys)).toMatchObject(["filtered", [{ external_id: `${locationId}:gone` }]]);
    const moved = { name: "Ada", external_id: `${locationId}:${String(stays?.["id"])}`, attribute_values: values };
    expect(await ended(String(stays?.["email"]))).toMatchObject(["done", [moved]]);
  });

  describe("that raise alerts", () => {
    it("vip-affected raises one alert for an important customer, however often the incident changes", async () => {
      const { world, source } = await withSource();
      const contactId = firstContact(world);
      const workflow = await take(world, "vip-affected", { field: "field-1", source, tag: "gold" });
      expect(await runWith(world, workflow, { payload: naming(world, contactId) })).toMatchObject({ state: "done" });
      expect(await alertsOf(world)).not.toContain("highwire-vip");
      await ask(world, "highlevel.contacts.add-tags", { path: { contactId }, body: { tags: ["gold"] } });
      for (let again = 0; again < 2; again += 1)
        expect(await runWith(world, workflow, { payload: naming(world, contactId) })).toMatchObject({ state: "done" });
      expect((await alertsOf(world)).split(`highwire-vip-inc-1-${contactId}`)).toHaveLength(2);
    });

    it("note-raises-alert looks for its keyword", async () => {
      const { world, source } = await withSource();
      const workflow = await take(world, "note-raises-alert", { source, keyword: "refund" });
      expect(await runWith(world, workflow, { body: "all fine" })).toMatchObject({ state: "filtered" });
      expect(await runWith(world, workflow, { body: "She wants a Refund now" })).toMatchObject({ state: "done" });
      expect(await alertsOf(world)).toContain("She wants a Refund now");
    });

    it("overdue-task-pings-lead looks at the tasks of tagged contacts whose time is over", async () => {
      const { world, source } = await withSource();
      const contactId = firstContact(world);
      await ask(world, "highlevel.contacts.add-tags", { path: { contactId }, body: { tags: ["incident"] } });
      for (const [title, dueDate] of [
        ["Too late", "2020-01-01T10:00:00.000Z"],
        ["In time", "2039-01-01T10:00:00.000Z"],
      ] as const)
        await ask(world, "highlevel.contacts.create-task", { path: { contactId }, body: { title, dueDate, completed: false } });
      const workflow = await take(world, "overdue-task-pings-lead", { source });
      expect(await runWith(world, workflow, { at: "" })).toMatchObject({ state: "done" });
      // The source writes titles by its own rules, so the key tells which task an alert is about.
      expect((await alertsOf(world)).split("highwire-overdue-")).toHaveLength(2);
    });
  });
});
